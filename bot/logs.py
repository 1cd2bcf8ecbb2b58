"""Logging as text or JSON lines with fields; a token never passes."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

TOKEN = re.compile(r"\d{4,}:[A-Za-z0-9_-]{10,}")
"""A bot token as Telegram writes it (Bot API, "Authorizing your bot")."""
USER_INFO = re.compile(r"(?<=://)[^/\s@]+@")
_OWN_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def redacted(text: str) -> str:
    """Take tokens and passwords in addresses out of a text."""
    return USER_INFO.sub("***@", TOKEN.sub("<token>", text))


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _OWN_FIELDS}


class TextFormatter(logging.Formatter):
    """One line a record: time, level, message, fields as ``name=value``."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record, redacted."""
        moment = datetime.fromtimestamp(record.created, UTC)
        fields = "".join(f" {name}={value!r}" for name, value in _fields(record).items())
        line = f"{moment:%Y-%m-%dT%H:%M:%SZ} {record.levelname} {record.getMessage()}{fields}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return redacted(line)


class JsonFormatter(logging.Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record, redacted."""
        value: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            value["exception"] = self.formatException(record.exc_info)
        return redacted(json.dumps(value, default=str, ensure_ascii=False))


def set_up_logging(level: str, form: str) -> None:
    """Send all records to standard error in the given form (``text`` or ``json``)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Their own lines tell nothing that ours do not, several a second.
    for name in ("aiogram.event", "apscheduler", "asyncio"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
