"""Which addresses may be fetched from; the numbers are those of the list of fault cases."""

from __future__ import annotations

import socket
from ipaddress import IPv6Address, ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.guard import AddressRefused, Guard, is_public

SPECIAL_V4 = [  # 33, 40, 41
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.9",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
]
SPECIAL_V6 = [  # 34-41
    "::",
    "::1",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "ff0e::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "2001:0:7f00:1::",
    "2001:0:53aa:64c:0:0:80ff:fffe",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::a00:1",
    "::7f00:1",
    "::808:808",
    "100::1",
    "2001:db8::1",
    "2001:20::1",
    "2620:4f:8000::1",
    "3fff::1",
    "5f00::1",
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::200e"]


@pytest.mark.parametrize("address", SPECIAL_V4 + SPECIAL_V6)
def test_special_addresses_are_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    assert not Guard().permits(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_permitted(address: str) -> None:
    assert Guard().permits(address)


@pytest.mark.parametrize("address", PUBLIC[:3])
def test_a_mapped_address_is_as_public_as_the_one_it_embeds(address: str) -> None:
    assert Guard().permits(f"::ffff:{address}")


@pytest.mark.parametrize("address", ["fe80::1%eth0", "localhost", "", "127.1", "0x7f000001"])
def test_what_is_no_numeric_public_address_is_refused(address: str) -> None:
    assert not Guard().permits(address)


@settings(deadline=None)
@given(st.ip_addresses(v=6))
def test_nothing_that_embeds_a_private_v4_address_is_public(address: IPv6Address) -> None:
    if is_public(address):
        embedded = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        assert all(one is None or one.is_global for one in embedded)
        assert not address.is_private


def test_an_allowed_address_is_permitted_and_its_neighbour_is_not() -> None:
    guard = Guard.allowing(["127.0.0.1", "[::1]"])
    assert guard.permits("127.0.0.1")
    assert guard.permits("::1")
    assert not guard.permits("127.0.0.2")


def test_an_allowed_network_is_permitted_as_49_asks_also_when_mapped() -> None:
    guard = Guard.allowing(["10.1.2.3/8"])
    assert guard.permits("10.200.0.1")
    assert guard.permits("::ffff:10.200.0.1")
    assert not guard.permits("11.0.0.1") or is_public(ip_address("11.0.0.1"))
    assert not guard.permits("192.168.0.1")


@pytest.mark.parametrize("host", ["feeds.internal", "FEEDS.Internal", "feeds.internal."])
def test_an_allowed_host_is_trusted_however_it_is_written(host: str) -> None:
    guard = Guard.allowing(["Feeds.Internal."])
    assert guard.trusts(host)
    assert not guard.trusts(f"evil.{host}")


def test_a_socket_is_made_for_an_allowed_address_only() -> None:
    guard = Guard.allowing(["127.0.0.1"])
    made = guard.open_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))
    made.close()
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1 is private"):
        guard.open_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80)))


def test_no_socket_is_made_for_another_family() -> None:
    with pytest.raises(AddressRefused, match="only IPv4 and IPv6"):
        Guard().open_socket((socket.AF_UNIX, socket.SOCK_STREAM, 0, "", "/tmp/socket"))


def test_one_private_address_among_public_ones_refuses_them_all() -> None:
    guard = Guard()
    guard.check(["8.8.8.8", "1.1.1.1"])
    with pytest.raises(AddressRefused):
        guard.check(["8.8.8.8", "127.0.0.1"])
