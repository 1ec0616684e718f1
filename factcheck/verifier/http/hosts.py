"""Host names in URLs, parsed as browsers parse them (WHATWG URL, host parsing)."""

import ipaddress
import re
import struct
from functools import lru_cache
from urllib.parse import unquote

import idna

_FORBIDDEN = re.compile(r"[\x00-\x20\"#%/:<>?@\[\\\]^`{|}\x7f]")
_ZEROS = re.compile(r"(?<![^:])0(?::0)+(?![^:])")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]*|[0-9]+")


@lru_cache(maxsize=1024)
def canonical_host(host: str) -> str:
    """Return a host in the form that is stored and requested: lower case, IDNA, IP addresses normalized.

    Raises ValueError.
    """
    if host.startswith("["):
        return f"[{_ipv6(host)}]"
    name = _ascii(unquote(host) if "%" in host else host).lower()
    labels = name.removesuffix(".").split(".")
    if _FORBIDDEN.search(name) or not all(0 < len(label) < 64 for label in labels) or len(name) > 254:
        raise ValueError(f"{host[:80]!r} is not a host name")
    return _ipv4(labels) if _NUMBER.fullmatch(labels[-1]) else name


def _ipv6(host: str) -> str:
    if not host.endswith("]") or "%" in host:
        raise ValueError(f"{host[:80]!r} is not an IPv6 address")
    address = ipaddress.IPv6Address(host[1:-1])
    # Not `compressed`: from Python 3.13 on it writes ::ffff:1.2.3.4 with dots, and the form is stored.
    text = ":".join(f"{piece:x}" for piece in struct.unpack("!8H", address.packed))
    longest = max(_ZEROS.finditer(text), key=lambda run: len(run[0]), default=None)
    return f"{text[: longest.start()].rstrip(':')}::{text[longest.end() :].lstrip(':')}" if longest else text


def _ascii(name: str) -> str:
    """Return a name in ASCII (UTS 46, nontransitional).

    Characters that IDNA 2008 dropped, such as symbols and emoji, are accepted.
    """
    if name.isascii():
        return name
    try:
        return idna.encode(name, uts46=True, transitional=False).decode()
    except (idna.IDNAError, UnicodeError):
        mapped = idna.uts46_remap(name, std3_rules=False, transitional=False)
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in mapped.split(".")
    )


def _ipv4(labels: list[str]) -> str:
    """Return the IPv4 address that one to four numbers, decimal, octal or hexadecimal, make up."""
    if len(labels) > 4 or not all(_NUMBER.fullmatch(label) for label in labels):
        raise ValueError(f"{'.'.join(labels)[:80]!r} is not an IPv4 address")
    *bytes_, last = [_number(label) for label in labels]
    if any(each > 255 for each in bytes_) or last >= 256 ** (4 - len(bytes_)):
        raise ValueError(f"{'.'.join(labels)[:80]!r} is not an IPv4 address")
    return str(ipaddress.IPv4Address(sum(each << 8 * (3 - i) for i, each in enumerate(bytes_)) + last))


def _number(label: str) -> int:
    if label[:2] in {"0x", "0X"}:
        return int(label[2:] or "0", 16)
    return int(label, 8 if len(label) > 1 and label[0] == "0" else 10)
