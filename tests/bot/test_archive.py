"""The recorded archive is what it says: made up in its words, true in its facts, mostly noise."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.demo.archive import ARCHIVE, moments, read_archive, read_outlets

LINES: list[dict[str, Any]] = [
    json.loads(line) for line in ARCHIVE.read_text(encoding="utf-8").splitlines()
]

# The public record of those months, as the flagship baseline holds it: day, claim, and what an
# entry about it has to say. Figures of two countries come with their parts.
FACTS = """
2023-10-18 militia-campaign resume
2023-10-20 embassy-staffing non-emergency Baghdad Erbil
2023-10-21 air-defences THAAD Patriot
2023-10-24 attacks-on-us 13 ten three
2023-10-25 us-injured 21
2023-10-26 attacks-on-us 16 twelve four
2023-10-27 attacks-on-us 20 14 six
2023-10-30 attacks-on-us 23 14 nine
2023-10-31 attacks-on-us 27 16 11
2023-11-05 government-stance Sudani attack
2023-11-06 attacks-on-us 38 20 18
2023-11-06 us-injured 46
2023-11-07 attacks-on-us 40
2023-11-08 attacks-on-us 41 22 19
2023-11-09 attacks-on-us 46 24 22
2023-11-09 us-injured 56
2023-11-13 attacks-on-us 52 24 28
2023-11-14 attacks-on-us 55 27 28
2023-11-14 us-injured 59
2023-11-16 attacks-on-us 58
2023-11-17 attacks-on-us 61 29 32
2023-11-21 attacks-on-us 66 32 34
2023-11-21 us-injured 62
2023-11-21 us-strike-in-iraq Central AC-130 al-Asad
2023-11-22 us-strike-in-iraq Central Jurf
2023-11-22 government-stance condemn
2023-11-23 attacks-on-us 73 36 37
2023-11-25 militia-campaign Kataib reduce truce
2023-12-03 us-strike-in-iraq Central Kirkuk five
2023-12-07 attacks-on-us 78 37 41
2023-12-07 us-injured 66
2023-12-08 embassy-attacked embassy mortar
2023-12-13 attacks-on-us 97 45 52
2023-12-14 iraq-thwarts-attacks arrest embassy
2023-12-21 attacks-on-us 102 47 55
2023-12-25 us-injured three Erbil critical
2023-12-26 us-strike-in-iraq Central three Kataib
2023-12-26 government-stance condemn
2024-01-04 militia-leader-killed Taqwa Baghdad Pentagon
2024-01-05 us-troop-presence committee coalition
2024-01-09 attacks-on-us 127 52 75
2024-01-11 attacks-on-us 130 53 77
2024-01-15 iran-strike-in-iraq Guards Erbil missile
2024-01-18 attacks-on-us 140 57 83
2024-01-20 us-injured four al-Asad Central
2024-01-23 us-strike-in-iraq Central three Kataib
2024-01-28 us-killed three Jordan Tower
2024-01-30 militia-campaign Kataib suspend
2024-01-30 attacks-on-us 165 Jordan
2024-02-02 militia-campaign Nujaba
2024-02-02 us-strike-in-iraq Central 85
2024-02-07 militia-leader-killed Saadi Baghdad Central
"""


def _fact(line: str) -> Any:
    day, claim, *words = line.split()
    return pytest.param(date.fromisoformat(day), claim, words, id=f"{day} {claim}")


def _day(line: dict[str, Any]) -> date:
    return datetime.fromisoformat(line["published"]).date()


def _says(line: dict[str, Any], word: str) -> bool:
    """Whether the word stands there; a figure only as a figure of its own."""
    pattern = rf"(?<!\d){word}(?!\d)" if word.isdigit() else re.escape(word)
    return bool(re.search(pattern, f"{line['title']}\n{line['text']}", re.IGNORECASE))


@pytest.mark.parametrize(
    ("day", "claim", "words"), [_fact(line) for line in FACTS.strip().splitlines()]
)
def test_what_happened_is_told_within_three_days(day: date, claim: str, words: list[str]) -> None:
    telling = [
        line["id"]
        for line in LINES
        if day <= _day(line) <= day + timedelta(days=3)
        and claim in line["topic"]
        and all(_says(line, word) for word in words)
    ]
    assert telling, f"nothing says {words} of {claim}"


def test_the_archive_covers_the_four_months() -> None:
    days = [_day(line) for line in LINES]
    assert len(LINES) >= 170
    assert min(days) == date(2023, 10, 17)
    assert max(days) == date(2024, 2, 7)
    assert max(later - day for day, later in pairwise(sorted(set(days)))) <= timedelta(days=2)


def test_every_line_has_the_keys_of_an_entry() -> None:
    keys = {"id", "published", "title", "text", "source", "tier", "url", "topic", "story"}
    for line in LINES:
        assert set(line) == keys, line["id"]
        assert line["published"].endswith("Z"), line["id"]
        assert line["title"], line["id"]


def test_ids_and_addresses_are_unique() -> None:
    assert len({line["id"] for line in LINES}) == len(LINES)
    assert len({line["url"] for line in LINES}) == len(LINES)


def test_entries_are_as_long_as_news_items_are() -> None:
    lengths = {line["id"]: len(line["text"].split()) for line in LINES}
    assert {id_: words for id_, words in lengths.items() if not 60 <= words <= 200} == {}


def test_every_outlet_is_listed_and_made_up() -> None:
    outlets = {outlet.name: outlet for outlet in read_outlets()}
    assert len(outlets) >= 8
    assert {line["source"] for line in LINES} == set(outlets)
    for line in LINES:
        assert outlets[line["source"]].tier == line["tier"], line["id"]
        # RFC 2606: nobody can own such a name
        assert re.match(r"https://[a-z-]+\.example/", line["url"]), line["id"]


def test_every_format_is_in_use() -> None:
    assert {outlet.format for outlet in read_outlets()} == {"rss", "atom", "rdf", "json"}


def test_at_least_half_has_nothing_to_do_with_the_claims() -> None:
    assert sum(not line["topic"] for line in LINES) >= len(LINES) / 2


def test_stories_are_told_by_several_outlets() -> None:
    tellers = defaultdict(list)
    for line in LINES:
        if line["story"]:
            tellers[line["story"]].append(line["source"])
    assert all(len(set(names)) == len(names) for names in tellers.values())
    assert sum(2 <= len(names) <= 5 for names in tellers.values()) >= 30


def test_no_two_entries_share_a_sentence() -> None:
    home: dict[str, str] = {}
    for line in LINES:
        for sentence in re.split(r"(?<=[.?!])\s+", line["text"]):
            if len(sentence.split()) >= 5:
                assert home.setdefault(sentence, line["id"]) == line["id"], sentence


def test_nobody_is_quoted_word_for_word() -> None:
    assert [line["id"] for line in LINES if re.search(r'["“”«»]', line["text"])] == []


def test_something_is_corrected_and_something_is_withdrawn() -> None:
    titles = [line["title"].partition(":")[0] for line in LINES]
    assert titles.count("Correction") == 1
    assert titles.count("Retraction") == 1


def test_the_archive_is_read_in_order_of_time() -> None:
    archive = read_archive()
    assert len(archive) == len(LINES)
    assert list(archive) == sorted(archive, key=lambda entry: entry.published_at)
    assert archive[0].published_at == datetime(2023, 10, 17, 7, 10, tzinfo=UTC)


def test_moments_are_those_at_which_something_new_appears() -> None:
    archive = read_archive()
    times = moments(archive)
    assert times == sorted(set(times))
    assert set(times) == {entry.published_at for entry in archive}
