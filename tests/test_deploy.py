"""The deployment files agree with the program, with each other, and with what they promise."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UNIT = ROOT / "deploy" / "stet.service"
DOCKERFILE = ROOT / "Dockerfile"
COMPOSE = ROOT / "compose.yaml"

MAX_EXPOSURE_TENTHS = 15

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze to rate the unit"
)


def _directives() -> dict[str, list[str]]:
    found = defaultdict(list)
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found[key].append(value)
    return dict(found)


def _instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, each with its arguments on one line."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", "", text)
    pairs = [line.partition(" ") for line in joined.splitlines() if line]
    return [(name, arguments) for name, _, arguments in pairs]


def _last_stage() -> dict[str, str]:
    instructions = _instructions()
    start = max(index for index, (name, _) in enumerate(instructions) if name == "FROM")
    return dict(instructions[start:])


def _exposure(unit: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            "systemd-analyze",
            "security",
            "--offline=true",
            f"--threshold={MAX_EXPOSURE_TENTHS}",
            str(unit),
        ],
        capture_output=True,
        text=True,
        check=False,
    )


@needs_systemd
def test_the_unit_is_exposed_as_little_as_promised() -> None:
    rating = _exposure(UNIT)
    assert rating.returncode == 0, rating.stdout[-200:] + rating.stderr


@needs_systemd
@pytest.mark.parametrize(
    "weakened",
    ["RestrictNamespaces=yes", "CapabilityBoundingSet=", "SystemCallFilter=@system-service"],
)
def test_a_weaker_unit_would_be_noticed(weakened: str, tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8")
    assert weakened in text
    copy = tmp_path / "stet.service"
    copy.write_text(text.replace(weakened, ""), encoding="utf-8")
    assert _exposure(copy).returncode != 0


def test_the_unit_does_not_come_back_from_a_wrong_configuration() -> None:
    unit = _directives()
    assert unit["Restart"] == ["on-failure"]
    assert unit["RestartPreventExitStatus"] == ["78"]


def test_both_deployments_wait_for_the_ten_seconds_that_stopping_takes() -> None:
    assert int(_directives()["TimeoutStopSec"][0].removesuffix("s")) > 10
    grace = re.search(r"stop_grace_period: (\d+)s", COMPOSE.read_text(encoding="utf-8"))
    assert grace
    assert int(grace[1]) > 10


def test_the_unit_keeps_its_ledger_and_its_token_to_itself() -> None:
    unit = _directives()
    assert unit["StateDirectoryMode"] == ["0700"]
    assert "STET_DATABASE=%S/stet/stet.sqlite3" in unit["Environment"]
    assert "STET_BOT_TOKEN_FILE=%d/bot-token" in unit["Environment"]
    assert unit["LoadCredential"] == ["bot-token:/etc/stet/bot-token"]


def test_the_unit_waits_for_no_watchdog_message_that_is_never_sent() -> None:
    sends = any(
        "WATCHDOG" in path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py")
    )
    assert sends or "WatchdogSec" not in _directives()


@pytest.mark.parametrize("file", [UNIT, DOCKERFILE, COMPOSE], ids=lambda path: path.name)
def test_only_settings_that_exist_are_named(file: Path) -> None:
    known = set(re.findall(r"STET_\w+", (ROOT / ".env.example").read_text(encoding="utf-8")))
    named = set(re.findall(r"STET_\w+", file.read_text(encoding="utf-8")))
    assert named
    assert named <= known


def test_no_deployment_file_holds_a_secret() -> None:
    for file in (UNIT, DOCKERFILE, COMPOSE):
        assert not re.search(r"\d{6,}:[\w-]{20,}", file.read_text(encoding="utf-8"))
        assert not re.search(r"STET_BOT_TOKEN[=:]", file.read_text(encoding="utf-8"))


def test_the_container_runs_as_nobody_in_particular() -> None:
    stage = _last_stage()
    assert int(stage["USER"]) > 0
    assert f"--uid {stage['USER']}" in stage["RUN"]


def test_the_container_keeps_its_state_in_the_volume() -> None:
    stage = _last_stage()
    assert f"STET_DATABASE={stage['VOLUME']}/" in stage["ENV"]
    compose = COMPOSE.read_text(encoding="utf-8")
    assert f"- state:{stage['VOLUME']}\n" in compose
    assert f"STET_DATABASE: {stage['VOLUME']}/" in compose


def test_the_container_runs_commands_that_exist() -> None:
    from bot.cli import stet

    stage = _last_stage()
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (entry,) = re.findall(r'"(.+?)"', stage["ENTRYPOINT"])
    health = re.findall(r'"(.+?)"', stage["HEALTHCHECK"])
    assert entry in scripts["scripts"]
    assert health == [entry, "doctor"]
    assert set(re.findall(r'"(.+?)"', stage["CMD"])) | {"doctor"} <= set(stet.commands)


def test_what_the_image_copies_exists_and_reaches_the_builder() -> None:
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [
        source
        for name, arguments in _instructions()
        if name == "COPY" and "--from" not in arguments
        for source in arguments.split()[:-1]
    ]
    assert {f"!{source}" for source in copied} == {line for line in sent if line.startswith("!")}
    assert all((ROOT / source).exists() for source in copied)


def test_the_wheel_is_built_from_what_the_image_copies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    copied = {arguments.split()[0] for name, arguments in _instructions() if name == "COPY"}
    assert set(packages) <= copied


@pytest.mark.parametrize(
    "line", ["read_only: true", "cap_drop:\n      - ALL", "no-new-privileges:true"]
)
def test_the_composed_container_can_change_nothing_but_its_state(line: str) -> None:
    assert line in COMPOSE.read_text(encoding="utf-8")


def test_the_composed_token_comes_from_a_secret_that_is_never_committed() -> None:
    compose = COMPOSE.read_text(encoding="utf-8")
    assert "STET_BOT_TOKEN_FILE: /run/secrets/bot-token\n" in compose
    assert "file: ./bot-token\n" in compose
    assert "/bot-token" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
