"""A claim under review as schema.org's ClaimReview in JSON-LD; it publishes nothing.

Properties and types are those of https://schema.org/ClaimReview, /Claim and /Rating.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from bot.messages import words
from bot.messages.corrections import sentence
from bot.messages.text import clean, is_safe_link
from storage.models import Status

if TYPE_CHECKING:
    from bot.review import Review
    from storage.models import Evidence
    from watchers.baseline import Baseline, Claim

BEST, WORST = 5, 1
RATINGS = {
    Status.STANDS: 5,
    Status.RESTORED: 5,
    Status.SHAKEN: 4,
    Status.CONTESTED: 3,
    Status.MOVED: 2,
    Status.FALLEN: 1,
}
"""How far each standing bears the article out; one that is untested has no number."""


def claim_review(review: Review, baseline: Baseline, *, page_url: str = "") -> dict[str, object]:
    """The JSON-LD object of one claim; what is not known is left out.

    Args:
        review: the claim under review.
        baseline: the article that it is of.
        page_url: where `stet page` of this article is published, where it is.
    """
    claim, cause = review.claim, review.cause
    turns = [*review.turns, *([cause] if cause else [])]
    days = [one.seen_at.date() for one in turns] or [baseline.article.published]
    found = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": _review_id(baseline, claim, page_url),
        "url": f"{page_url}#{claim.id}" if page_url else None,
        "identifier": f"{baseline.id}/{claim.id}",
        "inLanguage": "en",
        "claimReviewed": claim.says,
        "reviewBody": clean(sentence(review)),
        "datePublished": min(days).isoformat(),
        "dateModified": max(days).isoformat(),
        "author": {"@type": "Organization", "name": "Stet"},
        "itemReviewed": _claim(claim, baseline, page_url),
        "reviewRating": _rating(review.standing.status),
        "citation": [_citation(one) for one in cause.evidence] if cause else None,
    }
    return {name: value for name, value in found.items() if value}


def claim_id(baseline: Baseline, claim: Claim, *, page_url: str = "") -> str:
    """An IRI that stays the same for a claim: its place on the page, or a name-based UUID."""
    return f"{page_url}#{claim.id}" if page_url else _urn(baseline, claim.id)


def _review_id(baseline: Baseline, claim: Claim, page_url: str) -> str:
    """The IRI of what is said about a claim; no claim's own id holds a colon."""
    name = f"{claim.id}:review"
    return f"{page_url}#{name}" if page_url else _urn(baseline, name)


def _urn(baseline: Baseline, name: str) -> str:
    return uuid5(NAMESPACE_URL, f"stet:{baseline.id}#{name}").urn


def _claim(claim: Claim, baseline: Baseline, page_url: str) -> dict[str, object]:
    article = baseline.article
    appearance = {
        "@type": "Article",
        "@id": _urn(baseline, ""),
        "headline": article.title,
        "datePublished": article.published.isoformat(),
    }
    return {
        "@type": "Claim",
        "@id": claim_id(baseline, claim, page_url=page_url),
        "name": claim.says,
        "datePublished": article.published.isoformat(),
        "appearance": appearance,
    }


def _rating(status: Status) -> dict[str, object]:
    rating: dict[str, object] = {
        "@type": "Rating",
        "alternateName": words.STANDINGS[status].capitalize(),
        "ratingExplanation": words.MEANINGS[status],
    }
    if status in RATINGS:
        rating |= {"ratingValue": RATINGS[status], "bestRating": BEST, "worstRating": WORST}
    return rating


def _citation(evidence: Evidence) -> dict[str, object]:
    found = {
        "@type": "Article",
        "headline": " ".join(clean(evidence.title).split()),
        "url": evidence.url if is_safe_link(evidence.url) else None,
        "datePublished": evidence.published_at.isoformat(),
        "publisher": {"@type": "Organization", "name": " ".join(clean(evidence.outlet).split())},
    }
    return {name: value for name, value in found.items() if value}
