"""The commands as a script sees them: what they print, and how they end."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.cli import main, stet

from feed_server import FeedServer

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
ARCHIVE = ROOT / "bot/demo/archive.jsonl"
ATTACKED = "US forces in Iraq and Syria have been attacked 66 times since October 17, a Pentagon spokeswoman said."
COMMANDS = [
    [],
    *([name] for name in sorted(stet.commands)),
    *(
        ["feeds", name]
        for name in ("list", "coverage", "add", "remove", "import", "export", "check", "parse")
    ),
    *(["baseline", name] for name in ("check", "test", "audit", "draft")),
]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run `stet` with arguments in an empty folder; returns exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STET_ALLOW_HOSTS", "127.0.0.0/8")

    def invoke(*arguments: str, given: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["stet", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return invoke


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(
    run: Callable[..., tuple], command: list[str]
) -> None:
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert "stet " in out
    assert command == [] or "Example:" in out


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["claims", "--at", "soon"], "is no date such as"),
        (["why", "ffff"], "no delta has the id"),
        (["deltas", "--claim", "nobody"], "has no claim 'nobody'"),
        (["read", "missing.jsonl"], "missing.jsonl"),
        (["feeds", "add", "http://127.0.0.1:1/", "--tier", "royal"], "'royal' is no tier"),
        (["feeds", "remove", "http://nowhere.example/"], "is not followed"),
        (["baseline", "check", "missing.toml"], "missing.toml"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value[:2]),
)
def test_a_wrong_argument_is_one_clear_line_and_exit_2(
    run: Callable[..., tuple], arguments: list[str], problem: str
) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert problem in err


def test_a_wrong_setting_ends_with_78(
    run: Callable[..., tuple], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STET_POLL_SECONDS", "often")
    code, _, err = run("claims")
    assert code == 78
    assert err.startswith("stet: STET_POLL_SECONDS")


def test_a_database_of_another_program_ends_with_78(
    run: Callable[..., tuple], tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "stet.sqlite3") as other:
        other.execute("CREATE TABLE recipes (name)")
    other.close()
    code, _, err = run("claims")
    assert code == 78
    assert "another program" in err


def test_read_prints_a_line_a_line_in_order(run: Callable[..., tuple]) -> None:
    lines = [
        {"id": "a", "published": "2023-11-21", "title": "", "text": ATTACKED},
        {"id": "b", "published": "2023-11-21", "title": "Rain", "text": "It rained."},
    ]
    code, out, _ = run("read", given="\n".join(map(json.dumps, lines)))
    first, second = map(json.loads, out.splitlines())
    assert code == 0
    assert (first["id"], second) == ("a", {"id": "b", "observations": []})
    [observation] = first["observations"]
    assert (observation["claim"], observation["value"]) == ("attacks-on-us", 66)
    assert observation["scope"] == ["IQ", "SY"]
    assert observation["quote"] in ATTACKED


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ('{"id": "a"}', "published: missing"),
        ('{"published": "yesterday"}', "published: 'yesterday' is no ISO 8601 date"),
    ],
)
def test_a_bad_line_names_file_line_and_field(
    run: Callable[..., tuple], tmp_path: Path, line: str, problem: str
) -> None:
    good = '{"id": "g", "published": "2023-11-21", "text": "It rained."}'
    (tmp_path / "in.jsonl").write_text(f"{good}\n\n{line}\n", encoding="utf-8")
    code, out, err = run("read", "in.jsonl")
    assert code == 2
    assert f"in.jsonl:3: {problem}" in err
    assert len(out.splitlines()) == 1


def test_quantities_are_read_of_whatever_thing(run: Callable[..., tuple]) -> None:
    text = "No fewer than 23 ships and two dozen barges carried 1.5 million tonnes."
    _, out, _ = run("quantities", given=json.dumps({"id": 7, "text": text}))
    found = json.loads(out)
    assert found["id"] == 7
    assert [(one["value"], one["bound"]) for one in found["quantities"]] == [
        (23, "at_least"),
        (24, "exact"),
        (1_500_000, "exact"),
    ]


def test_before_the_first_run_the_article_itself_is_shown(run: Callable[..., tuple]) -> None:
    code, out, _ = run("claims", "--at", "2023-11-12", "--json")
    claims = {claim["claim"]: claim for claim in map(json.loads, out.splitlines())}
    assert code == 0
    assert claims["attacks-on-us"]["standing"] == "contested"
    assert claims["attacks-on-us"]["baseline"]["value"] == 40


def test_the_looks_into_the_ledger_come_as_tables_too(run: Callable[..., tuple]) -> None:
    assert "attacks-on-us" in run("claims")[1]
    assert "official" in run("tally")[1]
    assert "us-injured" in run("deltas")[1]


def test_the_audit_tells_what_was_contested_at_birth(run: Callable[..., tuple]) -> None:
    code, out, _ = run("baseline", "audit", "iraq-balancing-act")
    assert code == 0
    assert "attacks-on-us" in out
    assert "contested" in out


def test_why_shows_the_trace_of_a_delta(run: Callable[..., tuple]) -> None:
    delta = json.loads(run("deltas", "--json")[1].splitlines()[0])
    code, out, _ = run("why", delta["id"])
    assert code == 0
    assert delta["claim"] in out
    assert "would flip it back" in out


def test_the_ledger_goes_out_as_json_lines_and_as_csv(
    run: Callable[..., tuple], tmp_path: Path
) -> None:
    lines = run("export")[1].splitlines()
    assert run("export", "--format", "csv", "--output", "out.csv")[0] == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["id"] for row in rows] == [json.loads(line)["id"] for line in lines]


def test_replay_is_the_same_in_any_order(run: Callable[..., tuple], tmp_path: Path) -> None:
    lines = ARCHIVE.read_text(encoding="utf-8").splitlines()[:60]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text("\n".join(reversed(lines)), encoding="utf-8")
    first, second = (run("replay", name, "--json")[1] for name in ("a.jsonl", "b.jsonl"))
    assert first == second
    assert len(first.splitlines()) > 3


def test_a_replay_into_a_kept_ledger_takes_in_one_file_after_another(
    run: Callable[..., tuple], tmp_path: Path
) -> None:
    lines = ARCHIVE.read_text(encoding="utf-8").splitlines()[:90]
    for name, part in (("whole", lines), ("late", lines[50:]), ("early", lines[:50])):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(part), encoding="utf-8")
    whole = run("replay", "whole.jsonl", "--json")[1]
    run("replay", "late.jsonl", "--json", "--into", "kept.sqlite3")
    assert run("replay", "early.jsonl", "--json", "--into", "kept.sqlite3")[1] == whole


def test_a_ledger_that_follows_feeds_is_not_replayed_into(
    run: Callable[..., tuple], tmp_path: Path
) -> None:
    opml = ROOT / "watchers/feeds.opml"
    assert run("feeds", "import", str(opml))[0] == 0
    (tmp_path / "a.jsonl").write_text("", encoding="utf-8")
    [database] = tmp_path.glob("*.sqlite3")
    code, _, err = run("replay", "a.jsonl", "--into", database.name)
    assert code != 0
    assert "stet reread" in err


def test_events_are_listed_as_known_at_a_time(
    run: Callable[..., tuple], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = ARCHIVE.read_text(encoding="utf-8").splitlines()[:110]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run("replay", "a.jsonl", "--into", "kept.sqlite3")
    monkeypatch.setenv("STET_DATABASE", "kept.sqlite3")
    claim = ("events", "--claim", "us-strike-in-iraq", "--json")
    found = {event["on"]: event for event in map(json.loads, run(*claim)[1].splitlines())}
    event = found["2023-11-21"]
    assert (event["state"], event["admitted"]) == ("struck", True)
    assert event["id"] not in run(*claim, "--at", "2023-11-20")[1]
    assert event["id"] in run("events")[1]


def test_coverage_says_of_each_claim_who_is_heard(run: Callable[..., tuple]) -> None:
    assert run("feeds", "import", str(ROOT / "watchers/feeds.opml"))[0] == 0
    code, out, _ = run("feeds", "coverage", "--json")
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert all(one["is_enough"] and one["needed"] == 2 for one in found)
    assert "attacks-on-us" in run("feeds", "coverage")[1]


def test_a_picture_of_another_kind_is_refused(run: Callable[..., tuple], tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("", encoding="utf-8")
    assert run("replay", "a.jsonl", "--plot", "tally.doc")[0] == 2


def test_reread_shows_what_would_change_and_changes_it_only_when_told(
    run: Callable[..., tuple], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = {"published": "2023-11-21", "title": "", "source": "A"}
    told["text"] = ATTACKED.replace("66", "71")  # what the baseline knows already changes nothing
    (tmp_path / "a.jsonl").write_text(json.dumps(told), encoding="utf-8")
    monkeypatch.setenv("STET_DATABASE", "kept.sqlite3")
    with monkeypatch.context() as blind:
        blind.setattr("watchers.read.Reader.read", lambda *_: [])
        run("replay", "a.jsonl", "--into", "kept.sqlite3")
    before = run("export")[1]
    code, shown, _ = run("reread", "--json")
    assert code == 0
    assert [json.loads(line)["change"] for line in shown.splitlines()] == ["new"]
    assert "would be" in run("reread")[1]
    assert run("export")[1] == before
    assert "is kept" in run("reread", "--apply")[1]
    assert '"value": 71' in run("export")[1]
    assert "0 deltas gone, 0 new" in run("reread", "--apply")[1]


def test_replay_draws_the_tally(run: Callable[..., tuple], tmp_path: Path) -> None:
    lines = ARCHIVE.read_text(encoding="utf-8").splitlines()[:60]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert run("replay", "a.jsonl", "--plot", "tally.png")[0] == 0
    assert (tmp_path / "tally.png").read_bytes().startswith(b"\x89PNG")


def test_a_feed_is_checked_added_listed_and_removed(run: Callable[..., tuple]) -> None:
    body = (
        b"<rss version='2.0'><channel><title>Wire</title>"
        b"<item><title>Rain</title><link>https://wire.example/1</link></item></channel></rss>"
    )
    with FeedServerThread() as server:
        url = server.publish("/feed.xml", body)
        code, out, _ = run("feeds", "check", url)
        assert (code, json.loads(out)["entries"]) == (0, 1)
        assert run("feeds", "add", url, "--tier", "agency")[0] == 0
        assert run("feeds", "check", server.url("/missing"))[0] == 1
    assert run("claims", "--json")[1].count("\n") == 19
    listed = [json.loads(line) for line in run("feeds", "list", "--json")[1].splitlines()]
    assert [(feed["url"], feed["tier"]) for feed in listed] == [(url, "agency")]
    assert run("feeds", "export", "out.opml")[0] == 0
    assert run("feeds", "remove", url)[0] == 0
    assert run("feeds", "import", "out.opml")[1] == "1 of 1 feeds were new\n"


def test_local_feed_files_are_parsed_one_line_each(
    run: Callable[..., tuple], tmp_path: Path
) -> None:
    (tmp_path / "good.xml").write_text(
        "<rss version='2.0'><channel><title>W</title><item><title>A</title></item></channel></rss>",
        encoding="utf-8",
    )
    (tmp_path / "page.html").write_text("<html><body>Hello</body></html>", encoding="utf-8")
    code, out, _ = run("feeds", "parse", "good.xml", "page.html")
    good, page = map(json.loads, out.splitlines())
    assert code == 0
    assert (good["entries"], good["error"]) == (1, None)
    assert page["error"]


def test_doctor_is_content_before_and_after_the_first_run(run: Callable[..., tuple]) -> None:
    assert run("doctor")[0] == 0
    assert run("feeds", "import", str(ROOT / "watchers/feeds.opml"))[0] == 0
    code, out, _ = run("doctor")
    assert code == 0
    assert "sound" in out


def test_doctor_names_what_is_wrong(run: Callable[..., tuple], tmp_path: Path) -> None:
    (tmp_path / "stet.sqlite3").write_text("no database at all, only words", encoding="utf-8")
    code, out, _ = run("doctor")
    assert code == 1
    assert "BAD" in out


def test_a_backup_is_a_sound_copy_and_overwrites_nothing(
    run: Callable[..., tuple], tmp_path: Path
) -> None:
    run("feeds", "import", str(ROOT / "watchers/feeds.opml"))
    assert run("backup", "copy.sqlite3")[0] == 0
    with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    copy.close()
    code, _, err = run("backup", "copy.sqlite3")
    assert code == 2
    assert "exists" in err


def test_run_once_without_a_token_polls_and_ends(
    run: Callable[..., tuple], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = (
        b"<rss version='2.0'><channel><title>W</title><item><title>A</title></item></channel></rss>"
    )
    with FeedServerThread() as server:
        url = server.publish("/feed.xml", body)
        opml = f'<opml version="2.0"><body><outline text="W" xmlUrl="{url}"/></body></opml>'
        (tmp_path / "feeds.opml").write_text(opml, encoding="utf-8")
        monkeypatch.setenv("STET_FEEDS", "feeds.opml")
        monkeypatch.setenv("STET_WORKERS", "0")
        assert run("run", "--once")[0] == 0
    [feed] = map(json.loads, run("feeds", "list", "--json")[1].splitlines())
    assert feed["ok_at"]


def test_python_dash_m_bot_stands_for_stet() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "bot", "--version"], capture_output=True, text=True, check=True
    )
    assert said.stdout.startswith("stet ")


class FeedServerThread:
    """A feed server in a loop of its own, for commands that run loops of theirs."""

    def __enter__(self) -> FeedServer:
        import asyncio
        import threading

        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = FeedServer()
        asyncio.run_coroutine_threadsafe(self._server.__aenter__(), self._loop).result(5)
        return self._server

    def __exit__(self, *_: object) -> None:
        import asyncio

        asyncio.run_coroutine_threadsafe(self._server.__aexit__(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
