"""A wrong baseline is refused with its line, its field and what would be right."""

from datetime import date
from pathlib import Path

import pytest

from storage.errors import InputError
from storage.models import Severity
from watchers.baseline import Baseline, expand, load_baseline
from watchers.baseline_check import Problem, check
from watchers.toml_lines import key_lines

BASELINES = Path(__file__).with_name("baselines")
TODAY = date(2026, 6, 1)
MISTAKES = sorted(path for path in BASELINES.glob("*.toml") if path.stem != "right")


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_named_with_its_line_and_field(path: Path) -> None:
    """Each file's first line says: line | field | part of the sentence."""
    line, field, words = path.read_text().splitlines()[0].lstrip("# ").split(" | ")
    problems = check(path, today=TODAY)
    assert len(problems) == 1, problems
    assert (problems[0].line, problems[0].field) == (int(line), field)
    assert words in problems[0].problem


def test_there_are_enough_kinds_of_mistake() -> None:
    assert len(MISTAKES) >= 25


def test_the_file_without_a_mistake_loads() -> None:
    path = BASELINES / "right.toml"
    assert check(path, today=TODAY) == []
    baseline = load_baseline(path)
    assert baseline.path == path
    assert baseline.claim("stoppages").severity is Severity.NOTABLE


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = (BASELINES / "right.toml").read_text()
    path = tmp_path / "two.toml"
    path.write_text(text.replace("since = 2024-09-01", "since = 2024-04-01").replace("[7]", "[9]"))
    path.write_text(path.read_text().replace("paragraphs = [3]", "paragraphs = [9]"))
    with pytest.raises(InputError) as raised:
        load_baseline(path)
    lines = str(raised.value).splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{path}:") for line in lines)
    assert raised.value.field == "campaigns[1].since"


def test_a_shipped_baseline_is_found_by_its_name() -> None:
    assert load_baseline("iraq-balancing-act").id == "iraq-balancing-act"


def test_a_baseline_that_is_not_there_is_refused_with_the_shipped_names() -> None:
    with pytest.raises(InputError, match="iraq-balancing-act"):
        load_baseline("no-such-article")
    with pytest.raises(InputError, match=r"nowhere\.toml"):
        load_baseline("./nowhere.toml")


def test_a_fact_after_today_is_only_wrong_where_today_is_given() -> None:
    assert check(BASELINES / "known-in-the-future.toml") == []


def test_problems_stand_in_the_order_of_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "many.toml"
    path.write_text('id = "X"\nwhat = 1\n')
    problems = check(path)
    assert [p.line for p in problems] == sorted(p.line for p in problems)
    assert Problem(2, "what", problems[-1].problem) == problems[-1]


@pytest.fixture(scope="module")
def flagship() -> Baseline:
    return load_baseline("iraq-balancing-act")


def test_membership_is_followed_upward(flagship: Baseline) -> None:
    assert flagship.is_part_of("ryder", "us")
    assert flagship.is_part_of("us", "us")
    assert not flagship.is_part_of("us", "ryder")
    assert flagship.is_part_of("ain-al-asad", "IQ")
    assert flagship.is_part_of("ain-al-asad", "us")
    assert not flagship.is_part_of("nobody", "us")


def test_who_holds_an_office_depends_on_the_day(flagship: Baseline) -> None:
    office = flagship.office("iraqi-prime-minister")
    assert office.holder_on(date(2023, 11, 6)) == "sudani"
    assert office.holder_on(date(2019, 1, 1)) == "abdul-mahdi"
    assert office.holder_on(date(2001, 1, 1)) is None


def test_things_are_found_by_their_ids(flagship: Baseline) -> None:
    assert flagship.actor("us").country == "US"
    assert flagship.place("tower-22-base").country == "JO"
    assert flagship.campaign("2023-10-17").since == date(2023, 10, 17)
    assert flagship.claim("embassy-staffing").state_of("reduced").relation == "agrees"
    with pytest.raises(KeyError):
        flagship.claim("embassy-staffing").state_of("painted")
    with pytest.raises(KeyError):
        flagship.office("tsar")


def test_braces_in_a_name_stand_for_either() -> None:
    assert expand("{US,American} {troops,forces}") == [
        "US troops",
        "US forces",
        "American troops",
        "American forces",
    ]
    assert expand("{the ,}US") == ["the US", "US"]


def test_keys_are_found_on_their_lines_through_every_kind_of_toml() -> None:
    text = """# a comment with [brackets] = and "quotes"
a.b = 1
'odd key' = '''
text [[over]] lines'''
[table]  # note
list = [1, "two, or ] three",
  { x = 1, y = [2] }]
[[many]]
n = 1
[[many]]
n = 2
[many.inner]
z = '''
more'''
[[many.deep]]
q = 1
"""
    lines = key_lines(text)
    assert lines[("a", "b")] == 2
    assert lines[("odd key",)] == 3
    assert lines[("table", "list", 1)] == 6
    assert lines[("table", "list", 2, "y", 0)] == 7
    assert lines[("many", 1, "n")] == 11
    assert lines[("many", 1, "inner", "z")] == 13
    assert lines[("many", 1, "deep", 0, "q")] == 16
