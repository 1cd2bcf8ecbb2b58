"""The error tree; every error that the program raises on purpose is one of these.

StetError
├── ConfigurationError      exit 78: missing or refused token, unreadable database
│   └── DatabaseRefused     newer, foreign, damaged or locked file
├── InputError              exit 2: an unusable input file or argument; names file, line and field
└── FeedError               a poll that failed; the feed backs off, nothing else is touched
    ├── FetchError          the network's side, with the status where there was one
    ├── NotAFeed            a page, a captcha, an empty body
    └── ParseOverrun        the parser ran out of time or memory and was ended
"""

from __future__ import annotations


class StetError(Exception):
    """Root of the tree; the message is one clear sentence for the person who has to act."""

    exit_code = 1


class ConfigurationError(StetError):
    """The program is set up wrongly and cannot run."""

    exit_code = 78


class DatabaseRefused(ConfigurationError):  # noqa: N818 - it reads as what happened
    """The database is newer, foreign, damaged, or in use by another instance."""


class InputError(StetError):
    """A file or argument cannot be used.

    Args:
        problem: what is wrong and what would be right, in one sentence.
        file: the file's name, where there is one.
        line: the line, counted from 1.
        field: the dotted name of the field.
    """

    exit_code = 2

    def __init__(
        self, problem: str, *, file: str = "", line: int | None = None, field: str = ""
    ) -> None:
        self.problem, self.file, self.line, self.field = problem, file, line, field
        where = ":".join(str(part) for part in (file, line) if part)
        super().__init__(": ".join(part for part in (where, field, problem) if part))


class FeedError(StetError):
    """A poll failed."""


class FetchError(FeedError):
    """The network's side of a failed poll.

    Args:
        problem: what happened, without credentials or tokens.
        status: the HTTP status, where one arrived.
        retry_after_seconds: what the server asked for, clamped to a day.
        is_gone: True for 410: the feed is to be switched off.
    """

    def __init__(
        self,
        problem: str,
        *,
        status: int | None = None,
        retry_after_seconds: int | None = None,
        is_gone: bool = False,
    ) -> None:
        super().__init__(problem)
        self.status, self.retry_after_seconds, self.is_gone = status, retry_after_seconds, is_gone


class NotAFeed(FeedError):  # noqa: N818 - it reads as what it is
    """The body is a page, a captcha or nothing, so it says nothing about news."""


class ParseOverrun(FeedError):  # noqa: N818 - it reads as what happened
    """The parser was ended because it ran out of time or memory."""
