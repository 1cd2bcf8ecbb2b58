"""The proof: the right marks on the right claims, and nothing in it that a feed could steer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.messages.page import page
from storage.models import Status

import newsroom

AT = datetime(2023, 12, 1, 12, tzinfo=UTC)
VOID = {"meta"}
MAY_STAND = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section",
    "article", "div", "p", "h1", "h2", "ul", "ol", "li", "a", "b", "i", "small", "span", "sup",
    "time", "del", "ins", "cite", "bdi", "q",
}  # fmt: skip


class Proof(HTMLParser):
    """What stands on the page: its elements, its words by element, its links and its ids."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.said: dict[str, list[str]] = {}
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        given = dict(attrs)
        self.links += [given["href"] or ""] if "href" in given else []
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag not in VOID:
            self.open.append(tag)
            self.said.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            self.said[tag][-1] += data

    def words(self, tag: str) -> list[str]:
        return self.said.get(tag, [])


def proof(*indexes: int) -> Proof:
    reviews = newsroom.reviewed()
    chosen = [reviews[index] for index in indexes or range(len(reviews))]
    return Proof(page(chosen, newsroom.BASELINE, at=AT))


def test_what_has_fallen_is_struck_and_what_is_said_now_follows_with_its_sources() -> None:
    shown = proof(0)
    assert shown.words("del") == ["The navy has held back from striking on shore."]
    assert shown.words("ins") == ["The navy has struck on shore."]
    assert shown.words("sup") == ["12"]
    assert {"#source-1", "#source-2", "#strike", "https://courier.example/1"} <= set(shown.links)
    assert any("fallen" in said for said in shown.words("small"))
    assert "Central Command (official)" in "".join(shown.words("article"))


def test_of_a_figure_that_has_moved_only_the_figure_is_struck() -> None:
    shown = proof(1)
    raids = newsroom.BASELINE.claim("raids")
    assert shown.words("del") == ["More than 40 raids"]
    assert shown.words("ins") == ["45 raids"]
    told = raids.model_copy(update={"says": "They flew forty times."})
    shown = Proof(page([replace(newsroom.reviewed()[1], claim=told)], newsroom.BASELINE, at=AT))
    assert shown.words("del") == ["They flew forty times."]
    assert shown.words("ins") == ["The count is 45 raids in Iraq, since 17 Oct 2023."]
    told = raids.model_copy(update={"says": "They flew more than 40 raids in Iraq."})
    review = replace(newsroom.reviewed()[1], claim=told)
    shown = Proof(page([review], newsroom.BASELINE, at=AT))
    assert shown.words("del") == ["more than 40 raids"]
    assert shown.words("ins") == ["45 raids"]
    assert "They flew more than 40 raids 45 raids1 in Iraq." in shown.words("p")
    assert "Latest count: 48 raids, as of 30 Nov 2023" in "".join(shown.words("article"))
    bare = replace(review, cause=None)
    assert Proof(page([bare], newsroom.BASELINE, at=AT)).words("ins") == ["45 raids"]


def test_what_stands_or_stands_again_has_stet_in_the_margin_and_nothing_struck() -> None:
    shown = proof(4, 5)
    assert shown.words("i") == ["stet", "stet"]
    assert "restored" in shown.words("small")
    assert not shown.words("del")
    assert not shown.words("ins")
    assert any("stands" in turn for turn in shown.words("ol")[0].split("→"))


def test_what_is_in_doubt_is_not_struck() -> None:
    shown = proof(2, 3, 6)
    assert not shown.words("del")
    assert len(shown.words("ins")) == 2
    assert "stet" not in shown.words("i")


def test_the_head_counts_the_claims_by_standing() -> None:
    head = "".join(proof().words("header"))
    assert "3 moved" not in head
    assert "2 fallen" in head
    assert "2 moved" in head
    assert "The harbour & its <quiet> neighbours" in head
    assert "as known on 1 Dec 2023, 12:00 UTC" in head


def test_every_reference_has_its_source_and_one_source_has_one_number() -> None:
    shown = proof()
    inner = [link.removeprefix("#") for link in shown.links if link.startswith("#")]
    assert {one for one in inner if one.startswith("source-")} == {"source-1", "source-2"}
    assert set(inner) <= set(shown.ids)


def test_a_page_without_evidence_has_no_list_of_sources() -> None:
    assert "h2" not in proof(5, 6).names


def test_the_page_is_the_same_every_time() -> None:
    one, other = (page(newsroom.reviewed(), newsroom.BASELINE, at=AT) for _ in range(2))
    assert one == other


HOSTILE = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="<>&\"'/=`-!\u202e\u2067\u200d\n\t\x00", max_size=200),
)


@settings(max_examples=60, deadline=None)
@given(title=HOSTILE, outlet=HOSTILE, url=HOSTILE)
@example(title="</style><script>alert(1)</script>", outlet="<img src=x>", url="javascript:alert(1)")
@example(
    title="\u202e\u0645\u0631\u062d\u0628\u0627" * 2000,
    outlet="<!--",
    url='https://a.example/"onclick="x',
)
@example(title="a" * 10_000, outlet="&lt;", url="https://a.example/?a=1&b=2")
def test_no_title_outlet_or_address_steers_the_page(title: str, outlet: str, url: str) -> None:
    reviews = newsroom.reviewed(title, outlet=outlet, url=url, quote=title, source=outlet)
    source = page(reviews, newsroom.BASELINE, at=AT)
    shown = Proof(source)
    assert shown.names <= MAY_STAND
    assert (
        not {name for name in shown.attributes if name.startswith("on")}
        | {"style"} & shown.attributes
    )
    assert all(link.startswith(("#", "https://", "http://")) for link in shown.links)
    assert not set("\u202e\u2067\x00") & set(source)
    assert len(source) < 60_000


def test_the_page_loads_nothing_from_elsewhere() -> None:
    style = "".join(proof().words("style"))
    assert "url(" not in style
    assert "@import" not in style
    assert "src" not in proof().attributes
    assert "</" not in style


def test_of_many_turns_the_last_are_shown() -> None:
    fallen, back = newsroom.reviewed()[4].turns
    review = replace(newsroom.reviewed()[4], turns=(fallen, back) * 20)
    (turns,) = Proof(page([review], newsroom.BASELINE, at=AT)).words("ol")[:1]
    assert turns.startswith("stands")
    assert turns.count("restored") == 4


def test_a_turn_is_dated_by_its_event() -> None:
    reviews = newsroom.reviewed()
    early = replace(reviews[0].turns[0], at=date(2023, 11, 15))
    review = replace(reviews[0], turns=(early, reviews[0].turns[1]))
    shown = Proof(page([review], newsroom.BASELINE, at=AT))
    assert "stands" in shown.words("ol")[0]
    assert "shaken 15 Nov 2023fallen 21 Nov 2023" in shown.words("ol")[0]
    assert Status.FALLEN is review.standing.status
