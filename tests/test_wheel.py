"""Installed from a built wheel in an empty directory, the program works the same."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the wheel unpacked beside the dependencies of this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False)
    [site] = (folder / "venv").glob("lib/python*/site-packages")
    zipfile.ZipFile(wheel).extractall(site)
    # The dependencies are this environment's own; the project itself comes from the wheel alone.
    own = [path for path in sys.path if path.endswith("site-packages")]
    (site / "dependencies.pth").write_text("\n".join(own), encoding="utf-8")
    return folder


def stet(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    workplace = folder / "empty"
    workplace.mkdir(exist_ok=True)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STET_")}
    program = (
        "import sys, bot.cli;"
        "assert 'site-packages' in bot.cli.__file__ and 'wheel' in bot.cli.__file__;"
        "bot.cli.main()"
    )
    return subprocess.run(
        [folder / "venv/bin/python", "-c", program, *arguments],
        cwd=workplace,
        env={**clean, **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_baseline_travels_with_the_wheel(installed: Path) -> None:
    outcome = stet(installed, "claims", "--json")
    assert outcome.returncode == 0, outcome.stderr
    claims = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert {"attacks-on-us", "escalation-ladder"} <= {claim["claim"] for claim in claims}


def test_the_feed_list_travels_with_the_wheel(installed: Path) -> None:
    outcome = stet(installed, "run", "--once", STET_FEEDS="nowhere.opml")
    assert outcome.returncode == 2
    assert "nowhere.opml" in outcome.stderr
    shipped = "from watchers.feedlist import SHIPPED, load; print(len(load(SHIPPED)))"
    count = subprocess.run(
        [installed / "venv/bin/python", "-c", shipped],
        cwd=installed,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(count.stdout) > 100


def test_the_demo_runs_from_the_wheel(installed: Path) -> None:
    outcome = stet(installed, "demo", "--no-chat", "--out", "out")
    assert outcome.returncode == 0, outcome.stderr
    [chart] = (installed / "empty/out").glob("*.png")
    assert chart.read_bytes().startswith(b"\x89PNG")
