"""ClaimReview as schema.org has it: its types and properties, and an id that stays."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from bot.claimreview import claim_id, claim_review

import newsroom

PROPERTIES = {
    # https://schema.org/ClaimReview, /Review and /CreativeWork
    "ClaimReview": {
        "url", "identifier", "inLanguage", "claimReviewed", "reviewBody", "datePublished",
        "dateModified", "author", "itemReviewed", "reviewRating", "citation",
    },
    # https://schema.org/Claim
    "Claim": {"name", "datePublished", "appearance"},
    # https://schema.org/Rating
    "Rating": {"alternateName", "ratingExplanation", "ratingValue", "bestRating", "worstRating"},
    # https://schema.org/Article
    "Article": {"headline", "url", "datePublished", "publisher"},
    # https://schema.org/Organization
    "Organization": {"name"},
}  # fmt: skip
PAGE = "https://desk.example.org/proof.html"


def nodes(value: object) -> list[dict[str, object]]:
    """Every object of the tree."""
    if isinstance(value, list):
        return [node for one in value for node in nodes(one)]
    if not isinstance(value, dict):
        return []
    return [value, *(node for one in value.values() for node in nodes(one))]


@pytest.mark.parametrize("index", range(9))
@pytest.mark.parametrize("page_url", ["", PAGE])
def test_every_claim_is_written_with_properties_that_its_type_has(
    index: int, page_url: str
) -> None:
    review = newsroom.reviewed()[index]
    written = claim_review(review, newsroom.BASELINE, page_url=page_url)
    assert json.loads(json.dumps(written)) == written
    assert written["@context"] == "https://schema.org"
    assert {"claimReviewed", "reviewRating", "author", "itemReviewed", "datePublished"} <= set(
        written
    )
    for node in nodes(written):
        kind = str(node["@type"])
        assert {name for name in node if not name.startswith("@")} <= PROPERTIES[kind]
        assert None not in node.values()
        for name in {"datePublished", "dateModified"} & set(node):
            assert datetime.fromisoformat(str(node[name]))
        if kind == "Rating" and "ratingValue" in node:
            assert node["worstRating"] <= node["ratingValue"] <= node["bestRating"]
    assert ("url" in written) is bool(page_url)


def test_a_claim_that_has_fallen_is_told_with_its_rating_dates_and_sources() -> None:
    written = claim_review(newsroom.reviewed()[0], newsroom.BASELINE)
    assert written["claimReviewed"] == "The navy has held back from striking on shore."
    assert written["reviewRating"]["ratingValue"] == 1
    assert written["reviewRating"]["alternateName"] == "Fallen"
    assert written["datePublished"] == "2023-11-21"
    assert written["itemReviewed"]["appearance"]["datePublished"] == "2023-11-10"
    first, second = written["citation"]
    assert first["url"] == "https://courier.example/1"
    assert "url" not in second


def test_what_is_untested_has_a_word_and_no_number() -> None:
    rating = claim_review(newsroom.reviewed()[6], newsroom.BASELINE)["reviewRating"]
    assert rating["alternateName"] == "Untested"
    assert "ratingValue" not in rating


def test_a_review_is_dated_by_its_first_turn_and_its_last() -> None:
    review = newsroom.reviewed()[4]
    early = newsroom.fall("e1e1e1", seen_at=datetime.fromisoformat("2023-11-12T10:00:00Z"))
    written = claim_review(
        type(review)(review.claim, review.standing, review.cause, turns=(early,)),
        newsroom.BASELINE,
    )
    assert (written["datePublished"], written["dateModified"]) == ("2023-11-12", "2023-11-21")


def test_the_id_of_a_claim_stays_whatever_happens_to_it() -> None:
    strike, raids = newsroom.BASELINE.claim("strike"), newsroom.BASELINE.claim("raids")
    reviews = [claim_review(one, newsroom.BASELINE) for one in newsroom.reviewed()]
    about = [one for one in reviews if one["itemReviewed"]["name"] == strike.says]
    assert len(about) > 2
    assert len({one["@id"] for one in about}) == 1
    assert len({one["itemReviewed"]["appearance"]["@id"] for one in reviews}) == 1
    written = {one["itemReviewed"]["@id"] for one in about}
    assert written.isdisjoint({one["@id"] for one in reviews})
    assert written == {"urn:uuid:1a50469e-0480-59c0-853d-8d2223394424"}
    assert claim_id(newsroom.BASELINE, raids) not in written
    assert claim_id(newsroom.BASELINE, raids, page_url=PAGE) == f"{PAGE}#raids"


def test_hostile_words_stay_words_and_an_unsafe_address_is_left_out() -> None:
    reviews = newsroom.reviewed(
        "\u202e<b>" * 3000, outlet="</script>\n\u2067x", url="javascript:alert(1)"
    )
    (first, _) = claim_review(reviews[0], newsroom.BASELINE)["citation"]
    assert "url" not in first
    assert "\u202e" not in first["headline"]
    assert first["publisher"]["name"] == "</script> x"
    assert date.fromisoformat(first["datePublished"][:10])
