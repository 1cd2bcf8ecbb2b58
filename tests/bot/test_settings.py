"""The settings: from the environment, from a file, and what a wrong one says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.settings import Settings, load_settings
from storage.errors import ConfigurationError

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("STET_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_without_anything_set_the_defaults_hold() -> None:
    held = load_settings()
    assert held.token is None
    assert held.database == Path("stet.sqlite3")
    assert held.baseline == "iraq-balancing-act"
    assert (held.poll_seconds, held.workers) == (300, 2)
    assert held.listen_address is None
    assert held.bot_api_url == "https://api.telegram.org"


def test_the_environment_is_read_and_goes_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("STET_WORKERS=5\nSTET_LOG_LEVEL=debug\nSTET_FUTURE=1\n")
    monkeypatch.setenv("STET_WORKERS", "0")
    monkeypatch.setenv("STET_ADMINS", "12, 34")
    monkeypatch.setenv("STET_ALLOW_HOSTS", "feeds.local, 10.0.0.0/8 ::1")
    monkeypatch.setenv("STET_LISTEN", "[::1]:8080")
    monkeypatch.setenv("STET_BOT_API_URL", "http://127.0.0.1:8081/")
    monkeypatch.setenv("STET_DATABASE", "")
    held = load_settings()
    assert held.workers == 0
    assert held.log_level == "DEBUG"
    assert held.admins == {12, 34}
    assert held.allow_hosts == ("feeds.local", "10.0.0.0/8", "::1")
    assert held.listen_address == ("::1", 8080)
    assert held.bot_api_url == "http://127.0.0.1:8081"
    assert held.database == Path("stet.sqlite3")


def test_the_token_comes_from_a_file_and_is_never_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("123:secret-one\n")
    monkeypatch.setenv("STET_BOT_TOKEN_FILE", str(tmp_path / "token"))
    held = load_settings()
    assert held.token == "123:secret-one"
    assert "secret-one" not in repr(held)
    monkeypatch.setenv("STET_BOT_TOKEN", "123:nearer")
    assert load_settings().token == "123:nearer"


def test_a_file_that_others_can_read_is_warned_about(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / ".env"
    file.write_text("STET_BOT_TOKEN=123:secret-one\n")
    file.chmod(0o600)
    load_settings()
    assert caplog.records == []
    file.chmod(0o644)
    load_settings()
    assert "chmod 600" in caplog.text
    assert "secret-one" not in caplog.text


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().workers = 9  # type: ignore[misc]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("STET_BOT_TOKEN", "hidden-and-wrong", "looks like 123456:ABC-def"),
        ("STET_BOT_TOKEN_FILE", "/nowhere/token", "/nowhere/token cannot be read"),
        ("STET_BOT_API_URL", "ftp://host", "begins with http:// or https://"),
        ("STET_ADMINS", "12,me", "valid integer"),
        ("STET_POLL_SECONDS", "0", "greater than or equal to 1"),
        ("STET_ALLOW_HOSTS", "ok.example,http://x", "http://x is neither a host name"),
        ("STET_WORKERS", "-1", "greater than or equal to 0"),
        ("STET_LISTEN", "8080", "looks like 127.0.0.1:8080"),
        ("STET_LOG_LEVEL", "LOUD", "'DEBUG', 'INFO'"),
        ("STET_LOG_FORMAT", "xml", "'text' or 'json'"),
    ],
)
def test_a_wrong_value_names_its_key_and_hides_a_secret(
    monkeypatch: pytest.MonkeyPatch, key: str, value: str, said: str
) -> None:
    monkeypatch.setenv(key, value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert str(caught.value).startswith(f"{key}: ")
    assert said in str(caught.value)
    assert "hidden-and-wrong" not in str(caught.value)
    assert caught.value.exit_code == 78


def test_a_settings_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"STET_WORKERS=\xff\xfe")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_settings()


def test_the_example_lists_every_key_with_a_comment_line_each() -> None:
    lines = EXAMPLE.read_text().splitlines()
    keys = {line.lstrip("#").partition("=")[0] for line in lines[1::2]}
    assert keys == {f"STET_{name.upper()}" for name in Settings.model_fields}
    assert all(line.startswith("# ") and line.endswith(".") for line in lines[::2])
