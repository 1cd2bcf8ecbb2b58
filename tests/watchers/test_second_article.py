"""A second article on another subject is read and judged with its file alone, by no code of its own."""

from __future__ import annotations

import ast
import re
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

import watchers
from bot.replay import replay
from storage import ledger
from storage.models import Entry, SeriesKind, Status, Tier
from storage.store import open_store
from watchers.baseline import load_baseline
from watchers.baseline_check import check
from watchers.examples import failures
from watchers.lexicon.countries import COUNTRIES, REGIONS
from watchers.lexicon.frames import frames
from watchers.read import Reader, observation_json

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from scoring import Case, Observed, explain, load, run

CASES = sorted((Path(__file__).parents[1] / "cases" / "second-article").glob("*.jsonl"))
FLOOR = 0.95
"""F1 over all observations that count; raised as reading gets better, never lowered."""

SECOND = load_baseline("cholera-border")
ROOT = Path(watchers.__file__).parent
ROOMS = sorted(
    path
    for room in ("language", "lexicon")
    for path in (ROOT / room).iterdir()
    if path.suffix in {".py", ".toml"} and path.name != "countries.py"
)
"""Where English and news are known; the gazetteer is the world's, whatever an article is about."""

NEWS = """
2024-03-15 | Luzemba Post | Cholera: Mbalika counts more
  Mbalika has recorded 1,290 confirmed cases of cholera and 20 deaths since the outbreak was
  declared on 2 February, the health ministry said on Friday.
2024-03-16 | Luzemba Post |
  Traders in Kesonga demand that the border crossing be closed until the cholera has passed.
2024-03-18 | Radio Tandara |
  Kesonga Bridge was closed at dawn, the Border Service said.
2024-03-19 | Luzemba Post |
  Malawi has 402 confirmed cases of cholera, the Malawian health ministry said.
2024-03-20 | Luzemba Post |
  The number of suspected cholera cases in Mbalika has risen to 2,900, the health ministry
  said.
2024-03-21 | Radio Tandara | The army comes to the wells
  Mbalika is under a state of emergency over cholera since Thursday morning.
2024-03-21 | Luzemba Post | Cholera: parliament is not asked
  A state of emergency was declared in Mbalika, and soldiers guard the wells.
2024-03-25 | Radio Tandara |
  Water has been restored in half of Tandara, the Tandara waterworks said.
2024-03-30 | Luzemba Post |
  Clearwater Relief said it had withdrawn from Mbalika.
2024-04-02 | Radio Tandara |
  Kesonga Bridge has been reopened, the Border Service said on Tuesday.
2024-04-08 | Radio Tandara |
  Schools in Mbalika reopened on Monday, the provincial administration said.
2024-04-09 | Luzemba Post | What was forgotten
  In the cholera epidemic of 2008 Mbalika counted 4,800 cases, and Zambia closed Kesonga
  Bridge for a year.
2024-04-10 | Radio Tandara |
  Malawi closed its border with Mozambique on Tuesday because of cholera.
"""
"""Made-up reports of made-up outlets: the day, the outlet, the title; indented, the text."""

STANDINGS = {
    "cholera-cases": Status.MOVED,
    "cholera-deaths": Status.MOVED,
    "vaccine-doses": Status.STANDS,
    "border-crossing": Status.RESTORED,
    "water-supply": Status.SHAKEN,
    "emergency": Status.FALLEN,
    "aid-agency": Status.FALLEN,
    "schools": Status.FALLEN,
}


def entries() -> list[Entry]:
    return [entry(number, told) for number, told in enumerate(re.split(r"\n(?=2)", NEWS.strip()))]


def entry(number: int, told: str) -> Entry:
    head, text = told.split("\n", 1)
    day, outlet, title = (part.strip() for part in head.split("|"))
    return Entry(
        key=f"news-{number}",
        title=title,
        text=" ".join(text.split()),
        url=f"https://news.example/{number}",
        outlet=outlet,
        tier=Tier.MEDIA,
        published_at=datetime.combine(date.fromisoformat(day), time(12, number), UTC),
    )


def test_the_file_is_in_order() -> None:
    assert check(SECOND.path, today=date(2026, 6, 1)) == []


def test_its_examples_hold() -> None:
    assert len(SECOND.examples) >= 40
    assert failures(SECOND) == []


def test_most_examples_have_a_twin_that_reads_otherwise() -> None:
    silent = [one for one in SECOND.examples if not any(e.counts for e in one.expect)]
    assert len(silent) >= len(SECOND.examples) / 3
    assert {one.claim for one in silent} == {claim.id for claim in SECOND.claims}


def test_its_case_library_is_read_above_the_floor(reader: Reader) -> None:
    cases = [case for path in CASES for case in load(path)]
    report = run(cases, lambda case: read(reader, case))
    wrong = "\n".join(explain(outcome) for outcome in report.outcomes if not outcome.is_right)
    assert len(cases) >= 100
    assert report.total.f1 >= FLOOR, wrong


def test_the_gate_drops_nothing_of_it(reader: Reader) -> None:
    for case in (case for path in CASES for case in load(path)):
        one = entry_of(case)
        if not reader.may_matter(f"{one.title}\n{one.text}"):
            assert reader.read_ungated(one) == [], case["text"]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(SECOND)


def read(reader: Reader, case: Case) -> list[Observed]:
    return [observation_json(observation) for observation in reader.read(entry_of(case))]


def entry_of(case: Case) -> Entry:
    return Entry(
        key=case["id"],
        title=case.get("title", ""),
        text=case["text"],
        url="",
        outlet="",
        tier=Tier.UNKNOWN,
        published_at=datetime.fromisoformat(case["published"]).replace(tzinfo=UTC),
    )


def test_its_claims_stand_where_the_news_leaves_them() -> None:
    with open_store(":memory:", SECOND.id) as store:
        deltas = replay(store, SECOND, entries())
        found = {claim: one.status for claim, one in ledger.standings(store).items()}
        assert found == STANDINGS
        assert all(delta.claim in STANDINGS for delta in deltas)


def test_each_land_keeps_a_series_of_its_own() -> None:
    with open_store(":memory:", SECOND.id) as store:
        replay(store, SECOND, entries())
        official = {
            point.series.scope: point.value
            for point in ledger.tallies(store)
            if point.series.claim == "cholera-cases" and point.series.kind is SeriesKind.OFFICIAL
        }
    assert official == {("ZM:Mbalika",): 1290, ("MW",): 402}


@pytest.mark.parametrize("name", ["iraq-balancing-act", "cholera-border"])
def test_the_language_knows_no_name_of_an_article(name: str) -> None:
    known = proper_names(name)
    assert len(known) > 30
    rooms = {path.name: words_of(path) for path in ROOMS}
    told = {(room, one) for room, words in rooms.items() for one in known if one in words}
    assert told == set()


def test_a_name_in_the_language_would_be_found(tmp_path: Path) -> None:
    room = tmp_path / "room.py"
    room.write_text('"""About Kataib Hezbollah."""\nBASES = frozenset("al-asad harir".split())\n')
    words = words_of(room)
    found = [one for one in proper_names("iraq-balancing-act") if one in words]
    assert " harir " in found
    assert " kataib hezbollah " not in found


def test_the_second_article_needs_what_the_first_does_not() -> None:
    """Its subject is no conflict: none of its rules is about an attack."""
    used = {frame for claim in SECOND.claims for read in claim.reads for frame in read.frame}
    assert used <= set(frames())
    assert not used & {"attack", "retaliate", "thwart", "clash", "disarm"}


ORDINARY = {" who ", " guards ", " parliament "}
"""Words that are a name in capitals only."""


def proper_names(name: str) -> set[str]:
    """The names of an article's people and places, but for those of the world's countries."""
    baseline = load_baseline(name)
    written = {
        *(one for actor in baseline.actors for one in (*actor.names, *actor.ambiguous)),
        *(one for place in baseline.places for one in (*place.names, *place.ambiguous)),
    }
    lands = {one for land in COUNTRIES for one in (*land.names, *land.peoples, land.capital)}
    regions = {one for names in REGIONS.values() for one in names}
    proper = {one for one in written - lands - regions if one[0].isupper() and one != "U.S."}
    return {spelled(one) for one in proper if len(one) > 2} - ORDINARY


def words_of(path: Path) -> str:
    """The words that a file knows: its strings, not what it says about itself."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        return spelled("\n".join(line for line in text.splitlines() if not line.startswith("#")))
    tree = ast.parse(text)
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in spoken)
    return spelled("\n".join(node.value for node in strings if isinstance(node.value, str)))


def spelled(text: str) -> str:
    """Its words in lower case with one space around each."""
    return " ".join(("", *re.findall(r"[^\W_]+", text.lower()), ""))
