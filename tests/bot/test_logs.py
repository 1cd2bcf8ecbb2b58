import json
import logging
import sys

from bot.logs import JsonFormatter, TextFormatter, redacted

TOKEN = "123456789:AAE-abcdefghijklmnopqrstuvwxyz12345"


def record(message: str, **fields: object) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": message, "levelname": "INFO", "name": "t", **fields})


def test_a_token_and_a_password_pass_no_formatter() -> None:
    said = record(f"GET https://me:secret@host/bot{TOKEN}/getMe", feed=TOKEN)
    for formatter in (TextFormatter(), JsonFormatter()):
        line = formatter.format(said)
        assert TOKEN not in line
        assert "secret" not in line


def test_a_token_in_a_traceback_is_taken_out() -> None:
    try:
        int(TOKEN)
    except ValueError:
        failed = record("failed", exc_info=sys.exc_info())
    assert "<token>" in TextFormatter().format(failed)
    assert "<token>" in json.loads(JsonFormatter().format(failed))["exception"]


def test_fields_stand_behind_the_message_and_as_keys() -> None:
    said = record("feed failed", feed="Example")
    assert TextFormatter().format(said).endswith("INFO feed failed feed='Example'")
    assert json.loads(JsonFormatter().format(said))["feed"] == "Example"


def test_an_ordinary_text_stays_as_it_is() -> None:
    assert redacted("66 attacks since 17:00") == "66 attacks since 17:00"
