"""Walks the chain from its beginning and names the first event that does not fit (docs/adr/0004-audit-chain.md)."""

import hashlib
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction

BEGINNING = bytes(32)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ROWS_AT_ONCE = 2000

IN_ORDER = """
SELECT link.position, link.event_id, link.leaf, link.chain,
       event.id, event.name, event.recorded_at, event.digest, event.payload, event.salt,
       event.actor_id, event.about_id, event.subject_type, event.subject_id
FROM members_eventlink AS link LEFT JOIN members_event AS event ON event.id = link.event_id
ORDER BY link.position
"""

NOWHERE = """
SELECT event.id, event.name, event.recorded_at FROM members_event AS event
WHERE NOT EXISTS (SELECT FROM members_eventlink AS link WHERE link.event_id = event.id)
  AND NOT EXISTS (SELECT FROM members_pendingevent AS waiting WHERE waiting.event_id = event.id)
ORDER BY event.id LIMIT 1
"""


@dataclass(frozen=True)
class Verdict:
    """What the walk found. `head` is the last link's value: whoever kept an earlier one can compare."""

    events: int
    forgotten: int
    head: bytes
    misfit: str = ""


class Link(NamedTuple):
    """A link and the event that it should belong to; the event's columns are None where the event is gone."""

    position: int
    event_id: int
    leaf: bytes
    chain: bytes
    id: int | None
    name: str
    recorded_at: datetime
    digest: bytes
    payload: str | None
    salt: bytes | None
    actor_id: int | None
    about_id: int | None
    subject_type: str | None
    subject_id: str | None

    def __str__(self) -> str:
        at = f", {self.name}, {self.recorded_at:%Y-%m-%d %H:%M:%S} UTC" if self.id else ""
        return f"Event {self.event_id} (position {self.position}{at})"


def verify() -> Verdict:
    """One pass in bounded memory over every link and event, as they stand committed when it begins."""
    events, forgotten, head = 0, 0, BEGINNING
    for link in _links():
        misfit = _misfit(link, place=events + 1, previous=head)
        if misfit:
            return Verdict(events, forgotten, head, misfit)
        events += 1
        forgotten += link.payload is None
        head = bytes(link.chain)
    return Verdict(events, forgotten, head, _first_event_without_a_link())


def leaf_of(event_id: int, name: str, recorded_at: datetime, digest: bytes) -> bytes:
    """SHA-256 over 0x00, id, microseconds since 1970, length of the name, name, digest; numbers are big-endian."""
    told = name.encode()
    microseconds = (recorded_at - EPOCH) // timedelta(microseconds=1)
    return hashlib.sha256(b"\0" + struct.pack(">qqi", event_id, microseconds, len(told)) + told + digest).digest()


def chain_of(previous: bytes, leaf: bytes) -> bytes:
    """SHA-256 over 0x02, the chain so far, and the leaf. The prefixes keep leaves, links and (0x01) tree nodes apart."""
    return hashlib.sha256(b"\2" + previous + leaf).digest()


def _links() -> Iterator[Link]:
    # A cursor of the server, inside a transaction: memory stays small, and a pooler in transaction mode is fine with it.
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(IN_ORDER)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from map(Link._make, rows)


def _misfit(link: Link, *, place: int, previous: bytes) -> str:
    """Why this link or its event does not fit, or nothing."""
    if link.position != place:
        return f"{link} does not fit: position {place} is missing before it."
    if link.id is None:
        return f"{link} does not fit: the event is gone, its link is still there."
    if link.payload is not None and (misfit := _untrue_payload(link)):
        return f"{link} does not fit: {misfit}"
    if leaf_of(link.id, link.name, link.recorded_at, bytes(link.digest)) != bytes(link.leaf):
        return f"{link} does not fit: its name, time or digest was changed after it was sealed."
    if chain_of(previous, bytes(link.leaf)) != bytes(link.chain):
        return f"{link} does not fit: its link does not follow from the one before."
    return ""


def _untrue_payload(link: Link) -> str:
    payload = str(link.payload)
    if hashlib.sha256(bytes(link.salt or b"") + payload.encode()).digest() != bytes(link.digest):
        return "its payload or salt was changed."
    subject = {"type": link.subject_type, "id": link.subject_id} if link.subject_type is not None else None
    columns = {"name": link.name, "by": link.actor_id, "about": link.about_id, "on": subject}
    try:
        told = json.loads(payload, parse_int=Decimal, parse_float=Decimal)  # no number is too long or loses a digit
        same = {key: told[key] for key in columns} == columns
    except (ValueError, TypeError, LookupError, RecursionError):
        same = False
    return "" if same else "its columns say something else than its payload."


def _first_event_without_a_link() -> str:
    with connection.cursor() as cursor:
        cursor.execute(NOWHERE)
        row: tuple[Any, ...] | None = cursor.fetchone()
    if row is None:
        return ""
    return f"Event {row[0]} ({row[1]}, {row[2]:%Y-%m-%d %H:%M:%S} UTC) does not fit: it has no place in the chain."
