"""What every test shares: no connection leaves the machine, and time stands where a test puts it."""

from __future__ import annotations

import ipaddress
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


def _refuse_other_hosts(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse, at the interpreter's own audit event, any connect that is not to loopback."""
    if event != "socket.connect":
        return
    address = arguments[1]
    if isinstance(address, tuple) and not ipaddress.ip_address(address[0]).is_loopback:
        msg = f"a test tried to connect to {address[0]}; tests talk to loopback only"
        raise PermissionError(msg)


sys.addaudithook(_refuse_other_hosts)


class FakeClock:
    """A clock that a test moves; calling it tells the time."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **step: float) -> datetime:
        self.now += timedelta(**step)
        return self.now


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at noon (UTC) of 21 November 2023."""
    return FakeClock(datetime(2023, 11, 21, 12, 0, tzinfo=UTC))
