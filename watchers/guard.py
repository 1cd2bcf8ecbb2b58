"""Says which addresses a feed may be fetched from; decides, and connects to nothing.

The check belongs on the final socket address of every connect: a resolver alone never sees a
literal address, and between a look-up and a connect a name can change its answer.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, Any]

_SPECIAL = tuple(
    ip_network(network)
    for network in (
        # IANA special-purpose registries, where `is_global` says yes or used to
        "192.0.0.0/24",  # protocol assignments
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relay
        "192.175.48.0/24",  # AS112
        "::/96",  # v4-compatible
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # local NAT64
        "2001::/23",  # protocol assignments, Teredo among them
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local
    )
)


class AddressRefused(OSError):  # noqa: N818 - it reads as what happened
    """The address is private or special and nobody allowed it; an OSError so aiohttp carries it."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is an ordinary one of the public internet, and so is what it embeds."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    return (
        address.is_global
        and not address.is_multicast
        and not any(address in network for network in _SPECIAL)
    )


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be fetched: the public internet, and what the operator has named.

    A named host is trusted with whatever it resolves to; a named address or network is allowed
    under every name.
    """

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def allowing(cls, parts: Iterable[str]) -> Self:
        """Make a guard from host names, addresses and networks (``STET_ALLOW_HOSTS``)."""
        hosts, networks = set(), []
        for part in parts:
            try:
                networks.append(ip_network(part.strip("[]"), strict=False))
            except ValueError:
                hosts.add(part.lower().rstrip("."))
        return cls(frozenset(hosts), tuple(networks))

    def trusts(self, host: str) -> bool:
        """Whether the operator has named this host."""
        return host.lower().rstrip(".") in self.hosts

    def permits(self, address: str) -> bool:
        """Whether a numeric address, as it stands in a socket address, may be connected to."""
        try:
            parsed = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        return is_public(parsed) or any(
            form in network for network in self.networks for form in _forms(parsed)
        )

    def check(self, addresses: Iterable[str]) -> None:
        """Raise AddressRefused unless every one of the addresses may be connected to."""
        for address in addresses:
            if not self.permits(address):
                raise AddressRefused(f"the address {address} is private or special")

    def open_socket(self, info: AddressInfo) -> socket.socket:
        """Make the socket for one connect, as aiohttp's ``socket_factory``.

        Raises:
            AddressRefused: before a socket exists, so nothing is sent.
        """
        family, kind, protocol, _, address = info
        if family not in (socket.AF_INET, socket.AF_INET6):
            raise AddressRefused("only IPv4 and IPv6 addresses are fetched from")
        self.check([address[0]])
        return socket.socket(family, kind, protocol)


def _forms(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """Give the address itself and, for a mapped one, the IPv4 address that is meant."""
    yield address
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        yield address.ipv4_mapped
