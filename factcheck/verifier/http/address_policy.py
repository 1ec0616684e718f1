"""The address policy: it resolves the host of every hop, and returns the addresses that may be connected to.

A name is refused if any of its addresses is not global, also in the IPv6 forms that embed an IPv4 address (RFC 4291, 3056,
4380, 6052). The connection uses the address that was checked: a second look-up could return another one. Of IPv6 only the
range for global unicast is allowed.
"""

import asyncio
import functools
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from factcheck.limits import MEMORY_MESSAGE, Exhausted, shortage

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[list[str]]]
"""Returns the addresses of a host name and port; raises ``socket.gaierror`` as the system does."""

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""The IPv6 range that is assigned for the public internet (RFC 4291, 2.4)."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NOT_PUBLIC_IPV4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this network (RFC 791, 3.2)
            "10.0.0.0/8",  # private use (RFC 1918)
            "100.64.0.0/10",  # shared address space of carriers (RFC 6598)
            "127.0.0.0/8",  # loopback (RFC 1122, 3.2.1.3)
            "169.254.0.0/16",  # link local (RFC 3927)
            "172.16.0.0/12",  # private use (RFC 1918)
            "192.0.0.0/24",  # IETF protocol assignments (RFC 6890, 2.1); its anycast addresses are the local network's
            "192.0.2.0/24",  # documentation (RFC 5737)
            "192.88.99.0/24",  # 6to4 relay anycast, deprecated (RFC 7526)
            "192.168.0.0/16",  # private use (RFC 1918)
            "198.18.0.0/15",  # benchmarking (RFC 2544)
            "198.51.100.0/24",  # documentation (RFC 5737)
            "203.0.113.0/24",  # documentation (RFC 5737)
            "224.0.0.0/4",  # multicast (RFC 5771)
            "240.0.0.0/4",  # reserved, and limited broadcast (RFC 1112, 4; RFC 8190)
        ),
    )
)
"""IANA IPv4 Special-Purpose Address Registry (RFC 6890): blocks that are not globally reachable; and multicast.

The table is explicit because ``ipaddress.is_global`` differs between versions of Python.
"""
_NOT_PUBLIC_IPV6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # IETF protocol assignments, Teredo and ORCHID among them (RFC 2928, 4380, 7343)
            "2001:db8::/32",  # documentation (RFC 3849)
            "2620:4f:8000::/48",  # direct delegation of AS112: answers for private addresses (RFC 7534)
            "3fff::/20",  # documentation (RFC 9637)
        ),
    )
)
"""IANA IPv6 Special-Purpose Address Registry (RFC 6890): blocks of global unicast without web servers.

A 6to4 address (2002::/16, RFC 3056) is as public as the IPv4 address that it embeds.
"""
_NO_SUCH_NAME_ERRORS = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_RESOLVER_THREADS = ThreadPoolExecutor(64, thread_name_prefix="resolve")
"""Own threads: names without a response must not delay the evaluation of pages, or other names."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The addresses that may be connected to, in the resolver's order."""

    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Denied:
    """A refusal by the policy, or a name that could not be resolved."""

    reason: str
    detail: str
    refused: bool
    """Whether the policy refused it; otherwise the name could not be resolved."""


async def system_resolver(host: str, port: int) -> list[str]:
    """Return the addresses from the system's resolver."""
    ask = functools.partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_RESOLVER_THREADS, ask)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Return whether an address is global, also where it is embedded in another."""
    try:
        unwrapped = _unwrap(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    return all(map(_is_public, unwrapped))


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_IPV4)
    return address in _GLOBAL_UNICAST and not any(address in network for network in _NOT_PUBLIC_IPV6)


def is_private_host(netloc: str) -> bool:
    """Return whether a host, with or without its port, is private by its name alone. It is not resolved."""
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
    """Return the address and each IPv4 address embedded in it, or only the latter where the rest has no meaning."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    last = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _NAT64:
        return [last]
    carried: list[Address] = [address]
    if address.sixtofour:
        carried.append(address.sixtofour)
    if int(address) >> 32 & 0xFDFFFFFF == 0x5EFE:  # ISATAP (RFC 5214, 6.1)
        carried.append(last)
    return carried


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Rules about which addresses may be connected to."""

    allow_private: bool
    resolver: Resolver = system_resolver

    async def resolve(self, host: str, port: int, seconds: float = 10.0) -> Allowed | Denied:
        """Return the addresses of a host that may be connected to, or the reason why there are none.

        Raises Exhausted where a resource of this machine is the reason.
        """
        if not self.allow_private and re.fullmatch(r"(?:.+\.)?localhost\.?", host, re.IGNORECASE):
            return Denied("private-address", f"{host} is this machine (RFC 6761)", refused=True)
        try:
            async with asyncio.timeout(seconds):
                addresses = await self.resolver(host.strip("[]"), port)
        except TimeoutError:
            return Denied("dns-no-answer", f"no name server answered for {host} within {seconds:.0f} s", refused=False)
        except socket.gaierror as error:
            if error.errno == socket.EAI_MEMORY:
                raise Exhausted(MEMORY_MESSAGE) from error
            if error.errno in _NO_SUCH_NAME_ERRORS:
                return Denied("dns-no-such-name", f"the host {host} does not exist", refused=False)
            return Denied("dns-no-answer", f"no name server could resolve {host}", refused=False)
        except (UnicodeError, OSError) as error:
            if message := shortage(error):
                raise Exhausted(message) from error
            return Denied("dns-no-answer", f"{host} could not be resolved: {error}", refused=False)
        if not addresses:
            return Denied("dns-no-such-name", f"the host {host} does not exist", refused=False)
        if not self.allow_private and (inside := [each for each in addresses if not is_public(each)]):
            return Denied(
                "private-address",
                f"{host} resolves to {inside[0]}, which is not on the public internet; set verify.allow_private to allow it",
                refused=True,
            )
        return Allowed(tuple(addresses))
