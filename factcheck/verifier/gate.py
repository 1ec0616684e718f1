"""The one gate: every address of every hop goes through it, and the address it lets through is the one connected to.

A name that resolves to any address that is not global is refused, after unwrapping the IPv6 forms that carry an IPv4
address (RFC 4291, 3056, 4380, 6052): checking and then resolving again would leave a gap for a name that changes its
answer.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[list[str]]]
"""Gives the addresses of a host name and port; raises ``socket.gaierror`` as the system does."""

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


@dataclass(frozen=True, slots=True)
class Passed:
    """The addresses that may be connected to, in the resolver's order."""

    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stopped:
    """The gate's refusal, or the resolver's."""

    reason: str
    detail: str
    refused: bool
    """Our policy; else the name could not be resolved."""


async def system_resolver(host: str, port: int) -> list[str]:
    """Return the addresses the system's resolver gives."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Return whether an address is global, whatever form it is wrapped in."""
    try:
        unwrapped = _unwrap(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    return all(each.is_global and not each.is_multicast and not each.is_reserved for each in unwrapped)


def is_private_host(netloc: str) -> bool:
    """Return whether a host, with or without its port, is by its very name on no public network; nobody is asked."""
    host = netloc.rpartition(":")[0] if re.search(r"[^:\]]:\d*$|\]:\d*$", netloc) else netloc
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return not is_public(name)


def _unwrap(address: Address) -> list[Address]:
    """Return the address with every IPv4 address it carries."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    carried: list[Address] = []
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        carried.append(address.sixtofour)
    if address.teredo:
        carried.extend(address.teredo)
    if any(address in network for network in _NAT64):
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    if int(address) >> 32 == 0 and int(address) > 1:
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [address, *carried]


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may be asked."""

    allow_private: bool
    resolver: Resolver = system_resolver

    async def admit(self, host: str, port: int) -> Passed | Stopped:
        """Return the addresses of a host that may be connected to, or why there are none."""
        try:
            addresses = await self.resolver(host.strip("[]"), port)
        except socket.gaierror as error:
            if error.errno in _NO_SUCH_NAME:
                return Stopped("dns-no-such-name", f"there is no host {host}", refused=False)
            return Stopped("dns-no-answer", f"no name server could say where {host} is", refused=False)
        except (UnicodeError, OSError) as error:
            return Stopped("dns-no-answer", f"{host} could not be resolved: {error}", refused=False)
        if not addresses:
            return Stopped("dns-no-such-name", f"there is no host {host}", refused=False)
        if not self.allow_private and (inside := [each for each in addresses if not is_public(each)]):
            return Stopped(
                "private-address",
                f"{host} leads to {inside[0]}, which is not on the public internet; set verify.allow_private if you mean it",
                refused=True,
            )
        return Passed(tuple(addresses))
