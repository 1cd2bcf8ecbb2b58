"""What the pages say is true of the program: commands, keys, settings, reasons, links, examples."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import click
import pytest
from click.testing import CliRunner

from bot.cli import stet
from bot.commands import COMMANDS
from bot.messages import words
from bot.web import _Metrics
from storage import chats
from storage.models import Bound, Chat, Tier, WhyNot
from storage.store import open_store
from watchers import baseline as shapes
from watchers.baseline import load_baseline
from watchers.lexicon.frames import frames
from watchers.lexicon.patterns import compile_pattern
from watchers.lexicon.words import WORD_CLASSES
from watchers.outcomes import OUTCOMES
from watchers.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from enum import StrEnum

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
PAGES += [ROOT / "tests" / "cases" / "README.md"]
HOSTS = {"t.me", "semver.org", "api.telegram.org", "www.w3.org"}
OTHER_PROGRAMS = ("systemctl ", "journalctl ")
NOT_TYPED_OFTEN = {"start", "help"}
"""Commands that the README's short table leaves to the bot itself."""
TABLES: dict[str, type] = {
    "`id` and `[article]`": shapes.Article,
    "`[[campaigns]]`": shapes.Campaign,
    "`[[dated_events]]`": shapes.DatedEvent,
    "`[[actors]]`": shapes.Actor,
    "`[[offices]]`": shapes.Office,
    "`[[places]]`": shapes.Place,
    "`[[claims]]`": shapes.Claim,
    "`[[claims.states]]`": shapes.State,
    "`[[claims.rungs]]`": shapes.Rung,
    "`[[claims.reads]]`": shapes.Read,
    "`[[known]]`": shapes.Known,
    "`[[examples]]`": shapes.Example,
}


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _section(text: str, title: str) -> str:
    """What stands under a heading, up to the next one of whatever depth."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, title
    return found[1]


def _rows(text: str) -> list[list[str]]:
    """The cells of every table row; a bar behind a backslash stands in its cell."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[c.strip() for c in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
    return [[c.replace("\\|", "|") for c in row] for row in cells if set(row[0]) != {"-"}]


def _blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def _codes(text: str) -> Iterator[str]:
    """Every line of a console block that is typed, and every stretch of code in a sentence."""
    for block in _blocks(text, r"console.*"):
        typed = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
        yield from (line.partition("#")[0] for line in typed)
    sentences = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", sentences)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_the_pages_name_no_address_of_others() -> None:
    pictures = sorted((DOCS / "pictures").glob("*.svg"))
    for page in [*PAGES, *pictures]:
        hosts = set(re.findall(r"https?://([\w.-]+)", page.read_text(encoding="utf-8")))
        foreign = {h for h in hosts - HOSTS if not re.search(r"(^|\.)example(\.\w+)?$|^127\.", h)}
        assert foreign == set(), page


# ------------------------------------------------------------------ commands


def _stet_lines() -> Iterator[tuple[str, list[str]]]:
    for page in PAGES:
        for code in _codes(page.read_text(encoding="utf-8")):
            if code.startswith(OTHER_PROGRAMS):
                continue
            for found in re.finditer(r"(?:(?<![\w/.-])|(?<=bin/))stet\s+(?!stet\b)(\S.*)", code):
                said = re.split(r"\s(?:>|<|&&)|;", found[1])[0].split()
                yield f"{page.name}: {code}", said


def _wrong_words(said: list[str]) -> list[str]:
    """The words that no command knows: a subcommand or an option that does not exist."""
    command: click.Command = stet
    wrong: list[str] = []
    rest = list(said)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        has_others = rest[1:2] == ["|"]
        named = [word for word in rest if word != "|"] if has_others else rest[:1]
        wrong += [name for name in named if name not in command.commands]
        if wrong or has_others:
            return wrong
        command = command.commands[rest.pop(0)]
    known = {"--help", "-h"} | {name for param in command.params for name in param.opts}
    return [word for word in rest if word.startswith("--") and word not in known]


def test_every_stet_command_that_is_named_exists() -> None:
    named = list(_stet_lines())
    assert len(named) > 30
    assert [(where, wrong) for where, said in named if (wrong := _wrong_words(said))] == []


def test_the_table_of_stet_commands_is_complete() -> None:
    rows = _rows(_section(_page("operating.md"), "The commands"))[1:]
    told = [name for row in rows for name in re.findall(r"`stet ([\w-]+)`", row[0])]
    assert sorted(told) == sorted(stet.commands)
    for row in rows:
        command = stet.commands[re.findall(r"`stet ([\w-]+)`", row[0])[0]]
        if isinstance(command, click.Group):
            assert re.findall(r"`(\w+)`", row[1]) == list(command.commands)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("claims --at 2023-11-22", []),
        ("feeds list | add | remove", []),
        ("feeds list | subtract", ["subtract"]),
        ("clams", ["clams"]),
        ("demo --quiet", ["--quiet"]),
    ],
)
def test_a_command_that_does_not_exist_is_found(line: str, wrong: list[str]) -> None:
    assert _wrong_words(line.split()) == wrong


def test_every_make_target_that_is_named_exists() -> None:
    rules = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    codes = {code for page in PAGES for code in _codes(page.read_text(encoding="utf-8"))}
    named = {m[1] for code in codes if (m := re.match(r"make ([\w-]+)", code))}
    assert named
    assert named - rules == set()


def test_the_table_of_chat_commands_is_the_programs() -> None:
    listed = [one for one in COMMANDS if one.is_listed]
    told = _rows(_section(_page("using.md"), "Commands"))[1:]
    assert told == [
        [f"`/{one.name}{f' {one.argument}' if one.argument else ''}`", one.description]
        for one in listed
    ]


def test_the_short_table_of_the_readme_leaves_out_what_the_bot_shows_itself() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = {name for row in _rows(readme) for name in re.findall(r"`/(\w+)", row[0])}
    assert told == {one.name for one in COMMANDS if one.is_listed} - NOT_TYPED_OFTEN


def test_the_table_of_settings_is_the_example_file() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    wanted = [
        [f"`{key}`", f"`{default}`" if default else "", comment]
        for comment, key, default in re.findall(r"# (.+)\n#(\w+)=(.*)", example)
    ]
    assert len(wanted) == example.count("STET_")
    assert _rows(_section(_page("operating.md"), "Settings"))[1:] == wanted


# ------------------------------------------------------------------ the baseline file


@pytest.fixture
def small_file(tmp_path: Path) -> Path:
    """The complete example of the page, as a file."""
    (text,) = [one for one in _blocks(_page("baselines.md"), "toml") if one.startswith("id = ")]
    path = tmp_path / "quiet-harbour.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("check", "nothing is wrong"),
        ("test", "3 of 3 examples hold"),
        ("audit", "nothing known by the article's own date contradicts it"),
    ],
)
def test_the_small_file_works_as_it_stands(small_file: Path, command: str, says: str) -> None:
    ran = CliRunner().invoke(stet, ["baseline", command, str(small_file)])
    assert ran.exit_code == 0, ran.output
    assert says in ran.output


def test_every_piece_of_a_baseline_is_toml_with_known_keys() -> None:
    pieces = _blocks(_page("baselines.md"), "toml")
    assert len(pieces) > 1
    for piece in pieces:
        for read in [r for c in [tomllib.loads(piece)["claims"]] for r in _reads(c)]:
            shapes.Read.model_validate(read)


def _reads(claims: object) -> list[object]:
    """The reading rules of a whole file's claims, or of a piece that shows rules alone."""
    if isinstance(claims, dict):
        return list(claims["reads"])
    assert isinstance(claims, list)
    return [read for claim in claims for read in claim.get("reads", [])]


@pytest.mark.parametrize("title", TABLES)
def test_every_key_of_a_table_is_explained(title: str) -> None:
    fields = TABLES[title].model_fields  # type: ignore[attr-defined] - all are pydantic models
    rows = _rows(_section(_page("baselines.md"), title))[1:]
    assert [row[0].strip("`") for row in rows] == list(fields)
    needed = [row[0].strip("`") for row in rows if row[1] == "●"]
    assert needed == [name for name, field in fields.items() if field.is_required()]


@pytest.mark.parametrize(
    ("title", "key", "choices"),
    [
        ("`[[actors]]`", "kind", shapes.ActorKind),
        ("`[[actors]]`", "tier", Tier),
        ("`[[places]]`", "kind", shapes.PlaceKind),
        ("`[[claims]]`", "kind", shapes.ClaimKind),
        ("`[[claims]]`", "bound", Bound),
        ("`[[claims.states]]`", "relation", shapes.Relation),
        ("`[[known]]`", "why_not", WhyNot),
    ],
)
def test_every_choice_that_a_key_leaves_is_listed(
    title: str, key: str, choices: type[StrEnum]
) -> None:
    rows = _rows(_section(_page("baselines.md"), title))
    (said,) = [row[2] for row in rows if row[0] == f"`{key}`"]
    assert re.findall(r"`([a-z_-]+)`", said) == [one.value for one in choices]


def test_every_table_of_a_file_has_its_section() -> None:
    sections = re.findall(r"^### .*`\[+([a-z_.]+)\]+`", _page("baselines.md"), re.MULTILINE)
    held = [name for name in shapes.Baseline.model_fields if name not in {"id", "path"}]
    assert [name for name in sections if "." not in name] == held


def test_all_frames_and_classes_of_words_are_listed() -> None:
    text = _page("baselines.md")
    rows = _rows(_section(text, "The frames"))
    listed = [name for row in rows for name in _names(row[1])]
    assert sorted(listed) == sorted(frames())
    classes = re.search(r"The classes of words:(.*?)\n\n", text, re.DOTALL)
    assert classes
    assert sorted(_names(classes[1])) == sorted(f"@{name}" for name in WORD_CLASSES)


def _names(text: str) -> list[str]:
    return re.findall(r"`(@?[a-z-]+)`", text)


def test_every_form_of_a_pattern_can_be_written_as_shown() -> None:
    rows = _rows(_section(_page("baselines.md"), "The pattern language"))[1:]
    forms = [form for row in rows for form in re.findall(r"`([^`]+)`", row[0])]
    assert len(forms) >= len(rows)
    for form in forms:
        assert compile_pattern(f"word {form} word", lambda wanted: [wanted]).branches


# ------------------------------------------------------------------ judging


def test_every_reason_is_explained_in_its_own_sentence() -> None:
    rows = _rows(_section(_page("judging.md"), "Reasons"))
    told = {row[0].strip("`"): row[1] for row in rows if row[0] != "reason"}
    assert told == {reason.value: reason.sentence for reason in Reason}


def test_what_a_reason_makes_of_a_claim_is_told_as_it_is() -> None:
    rows = _rows(_section(_page("judging.md"), "Reasons"))
    told = {row[0].strip("`"): row[2] for row in rows if len(row) == 3}
    assert set(OUTCOMES) <= {Reason(name) for name in told if name != "reason"}
    for reason, outcome in OUTCOMES.items():
        if outcome.status is not None:
            assert told[reason.value] == outcome.status.value, reason


def test_the_story_of_the_demo_is_told_as_it_happens() -> None:
    from bot.demo.archive import read_archive
    from bot.replay import replay

    baseline = load_baseline("iraq-balancing-act")
    with open_store(":memory:", baseline.id) as store:
        happened = {
            (str(one.at), one.claim, f"{one.before.status} → {one.after.status}", str(one.reason))
            for one in replay(store, baseline, read_archive())
        }
    rows = _rows(_section(_page("judging.md"), "From the demo's story"))[1:]
    told = {tuple(cell.strip("`") for cell in row) for row in rows}
    assert len(told) > 5
    assert told - happened == set()


def test_the_standings_are_shown_with_the_marks_and_words_of_the_chat() -> None:
    shown = [[words.MARKS[s], words.STANDINGS[s], means] for s, means in words.MEANINGS.items()]
    assert _rows(_section(_page("using.md"), "The standings"))[1:] == shown
    marks = [row[:2] for row in _rows(_section(_page("judging.md"), "Standings"))[1:]]
    assert sorted(marks) == sorted(row[:2] for row in shown)


# ------------------------------------------------------------------ the house, running it, pictures


def test_every_module_has_its_line_in_the_house() -> None:
    text = _page("house.md")
    assert len(text.splitlines()) <= 150
    for room in ("storage", "watchers", "bot"):
        (part,) = re.findall(rf"^### `{room}/`.*?(?=^##)", text, re.MULTILINE | re.DOTALL)
        told = set(re.findall(r"`([a-z_]+(?:\.py|/))`", " ".join(r[0] for r in _rows(part))))
        modules = {path.name for path in (ROOT / room).glob("[a-z]*.py")}
        rooms = {f"{path.parent.name}/" for path in (ROOT / room).glob("*/__init__.py")}
        assert told == modules | rooms, room


def test_the_steps_of_a_restore_bring_back_the_backup(tmp_path: Path) -> None:
    (steps,) = _blocks(_page("operating.md"), "console restore")
    place, database = tmp_path / "place", tmp_path / "place" / "stet.sqlite3"
    place.mkdir()
    with open_store(database) as store:
        chats.upsert(store, Chat(7, kind="private"))
        store.backup(tmp_path / "stet-backup.sqlite3")
        chats.forget(store, 7)
    script = "\n".join(line.removeprefix("$ ") for line in steps.splitlines())
    script = script.replace("/var/lib/stet", str(place)).replace("~", str(tmp_path))
    ran = subprocess.run(
        ["bash", "-e", "-u", "-c", f"systemctl() {{ :; }}\n{script}"],
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "stet.sqlite3: sound" in ran.stdout
    with open_store(database, read_only=True) as store:
        assert chats.get(store, 7) is not None


def test_the_metrics_are_those_that_are_served(clock: Callable[[], datetime]) -> None:
    baseline = load_baseline("iraq-balancing-act")
    with open_store(":memory:", baseline.id) as store:
        served = [one.name for one in _Metrics(store, baseline, clock).collect()]
    text = _section(_page("operating.md"), "Is it well?")
    assert re.findall(r"^\| `(stet_\w+)", text, re.MULTILINE) == served


def test_the_picture_of_an_alert_says_what_the_baseline_says() -> None:
    claim = load_baseline("iraq-balancing-act").claim("us-strike-in-iraq")
    drawn = ET.parse(DOCS / "pictures" / "alert.svg")
    text = "".join("".join(drawn.getroot().itertext()).split())
    for said in ("FALLEN", claim.id, claim.says, claim.state_of("struck").says):
        assert "".join(said.split()) in text
