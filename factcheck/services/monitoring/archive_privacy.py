"""Which addresses no archive is told: those inside a network, and those that carry a key.

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
from factcheck.verifier.http.address_policy import Gate, Resolver, Stopped, is_private_host
from factcheck.verifier.http.urls import DEFAULT_PORTS, canonical_url, host_of
from factcheck.vocabulary import LinkOutcome

INSIDE = "its address is inside a network, and is told to no archive"
KEYED = "its address carries a key or a password, and is told to no archive"
WITHHELD = frozenset({INSIDE, KEYED})
"""Why an archive was not asked."""
PRIVATE_ADDRESS = "private-address"
"""The reason code of a look that was refused because the name leads inside a network."""

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
"""Names of query parameters that let whoever has the address in."""


async def reason_to_withhold(
    desk: Desk, settings: ArchiveSettings, source_id: int, url: str, resolver: Resolver
) -> str | None:
    """Return why no archive may be told a source's address, one of ``WITHHELD``; None: archives may be asked.

    The name is resolved, and nothing is connected to. A name that leads inside a network now, or ever did as far as the
    desk knows, is not told; an archive that is itself inside may be told of names that were never refused.
    """
    refused, withheld = await asyncio.to_thread(_known, desk, source_id)
    if refused:
        return INSIDE
    if _is_own_archive(settings):
        return None
    if withheld or is_internal_name(host_of(url)):
        return INSIDE
    if carries_key(url):
        return KEYED
    parts = urlsplit(url)
    admitted = await Gate(False, resolver).admit(parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme])
    return INSIDE if isinstance(admitted, Stopped) and admitted.refused else None


def is_internal_name(netloc: str) -> bool:
    """Return whether a host, with or without its port, is in no public DNS by its name or address; nobody is asked."""
    if is_private_host(netloc):
        return True
    name = (urlsplit(f"//{netloc}").hostname or "").rstrip(".")
    if ":" in name or re.fullmatch(r"[\d.]+", name):
        return False
    labels = name.split(".")
    return len(labels) == 1 or any(".".join(labels[-count:]) in _INTERNAL_DOMAINS for count in (1, 2))


def carries_key(url: str) -> bool:
    """Return whether an address lets whoever has it in: a session, a token or a signature is in its query or path."""
    parts = urlsplit(url)
    names = [name for name, value in parse_qsl(parts.query.replace(";", "&")) if value]
    names += re.findall(r";(\w+)=", parts.path)
    return any(_KEYS.fullmatch(name) for name in names)


def _is_own_archive(settings: ArchiveSettings) -> bool:
    """Return whether all that an archive is asked by is inside a network itself."""
    return all(is_internal_name(host_of(canonical_url(each))) for each in settings.endpoints)


def _known(desk: Desk, source_id: int) -> tuple[bool, bool]:
    """Return whether a source was ever refused for where its name leads, and whether an earlier lookup found it inside.

    A laptop may be outside of the network now, where the name leads nowhere.
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
        return bool(session.execute(refused).scalar_one()), session.execute(last).scalar() == INSIDE
