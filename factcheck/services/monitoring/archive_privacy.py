"""Decides which addresses are not revealed to an archive: those inside a network, and those that carry a key.

An archive that is asked about a page learns its whole address, and Save Page Now publishes it.
"""

import asyncio
import re
from urllib.parse import parse_qsl, urlsplit

import sqlalchemy as sa
from sqlmodel import col

from factcheck.models import ArchiveLookup, CheckRollUp, SourceCheck
from factcheck.services.desk import Desk
from factcheck.settings import ArchiveSettings
from factcheck.verifier.http.address_policy import AddressPolicy, Denied, Resolver, is_private_host
from factcheck.verifier.http.urls import DEFAULT_PORTS, canonical_url, host_of
from factcheck.vocabulary import LinkOutcome

INTERNAL_ADDRESS_REASON = "its address is inside a network, and is told to no archive"
KEY_IN_ADDRESS_REASON = "its address carries a key or a password, and is told to no archive"
WITHHELD_REASONS = frozenset({INTERNAL_ADDRESS_REASON, KEY_IN_ADDRESS_REASON})
"""The reasons for which an archive is not asked. They are stored, and compared with stored ones: they must not change."""
PRIVATE_ADDRESS = "private-address"
"""The reason code of a check that was refused because the name resolves to an address inside a network."""

_INTERNAL_DOMAINS = frozenset(
    "alt home.arpa internal invalid local localhost onion test corp domain home intra intranet lan localdomain mail private"
    " workgroup".split()
)
"""Names that are not in the public DNS: RFC 6761, 6762, 7686, 8375 and 9476, ICANN's ``internal`` (2024), and domains that
networks are known to use by themselves (RFC 6762, appendix G; ICANN's board, 4 February 2018: corp, home, mail)."""
_KEYS = re.compile(
    r"(?:access|auth|id|refresh|session|security)[_-]?token|token|api[_-]?key|client[_-]?secret|secret|passw(?:or)?d|pwd"
    r"|(?:php)?sess(?:ion)?[_-]?id|jsessionid|sid|x-(?:amz|goog)-(?:signature|credential|security-token)|signature|sig",
    re.IGNORECASE,
)
"""Names of query parameters that grant access to whoever has the address."""


async def reason_to_withhold(
    desk: Desk, settings: ArchiveSettings, source_id: int, url: str, resolver: Resolver
) -> str | None:
    """Return why a source's address must not be revealed, one of ``WITHHELD_REASONS``; None: archives may be asked.

    The name is resolved, and no connection is made. A name is withheld that resolves to an address inside a network, or
    that ever did in a check of this desk. An archive inside the network may learn names that were never refused.
    """
    refused, withheld = await asyncio.to_thread(_known, desk, source_id)
    if refused:
        return INTERNAL_ADDRESS_REASON
    if _is_own_archive(settings):
        return None
    if withheld or is_internal_name(host_of(url)):
        return INTERNAL_ADDRESS_REASON
    if carries_key(url):
        return KEY_IN_ADDRESS_REASON
    parts = urlsplit(url)
    admitted = await AddressPolicy(False, resolver).resolve(
        parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
    )
    return INTERNAL_ADDRESS_REASON if isinstance(admitted, Denied) and admitted.refused else None


def is_internal_name(netloc: str) -> bool:
    """Return whether the name or address of a host, with or without port, is outside the public DNS. Does no lookup."""
    if is_private_host(netloc):
        return True
    name = (urlsplit(f"//{netloc}").hostname or "").rstrip(".")
    if ":" in name or re.fullmatch(r"[\d.]+", name):
        return False
    labels = name.split(".")
    return len(labels) == 1 or any(".".join(labels[-count:]) in _INTERNAL_DOMAINS for count in (1, 2))


def carries_key(url: str) -> bool:
    """Return whether an address grants access to whoever has it: its query or path has a session, token or signature."""
    parts = urlsplit(url)
    names = [name for name, value in parse_qsl(parts.query.replace(";", "&")) if value]
    names += re.findall(r";(\w+)=", parts.path)
    return any(_KEYS.fullmatch(name) for name in names)


def _is_own_archive(settings: ArchiveSettings) -> bool:
    """Return whether all endpoints of the archive are inside a network."""
    return all(is_internal_name(host_of(canonical_url(each))) for each in settings.endpoints)


def _known(desk: Desk, source_id: int) -> tuple[bool, bool]:
    """Return whether a check ever refused a source as internal, and whether an earlier lookup withheld it as internal.

    A laptop may be outside the network now, where the name does not resolve.
    """
    refused = sa.select(
        sa.or_(
            *(
                sa.exists().where(
                    col(checks.source_id) == source_id,
                    col(checks.link) == LinkOutcome.REFUSED,
                    col(checks.reason) == PRIVATE_ADDRESS,
                )
                for checks in (SourceCheck, CheckRollUp)
            )
        )
    )
    last = sa.select(col(ArchiveLookup.detail)).where(col(ArchiveLookup.source_id) == source_id)
    with desk.read() as session:
        return bool(session.execute(refused).scalar_one()), session.execute(last).scalar() == INTERNAL_ADDRESS_REASON
