"""Tells what happened, in the transaction in which it happens."""

import re
import secrets
from typing import Any

import rfc8785
from django.db import connection, models, transaction

from members.audit.models import Event

NAME = re.compile(r"[a-z][a-z_]*:[a-z][a-z_]*:[a-z][a-z_]*")
ADDRESS = re.compile(r'[^\s@"]+@[^\s@"]+\.[^\s@"]+')
SEAL_BATCH = 1000


def record(
    name: str,
    *,
    by: models.Model | None,
    about: models.Model | None = None,
    on: models.Model | None = None,
    **details: Any,
) -> Event:
    """Records that `by` did `name` ("people:membership:admitted") to `on`, which concerns the person `about`.

    `details` are JSON: ids and codes, never names or addresses, because events are kept for ever.
    Raises TransactionManagementError outside a transaction, ValueError for what cannot be told.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            f"{name} must be recorded in the same transaction as what it tells."
        )
    if not NAME.fullmatch(name):
        raise ValueError(f"An event is named source:subject:action in small letters, not {name!r}.")
    kind, number = _reference(on)
    actor_id, about_id = (person.pk if person else None for person in (by, about))
    subject = {"type": kind, "id": number} if on else None
    payload = _canonical({"name": name, "by": actor_id, "about": about_id, "on": subject, "details": details})
    return Event.objects.create(
        name=name,
        actor_id=actor_id,
        about_id=about_id,
        subject_type=kind,
        subject_id=number,
        payload=payload,
        salt=secrets.token_bytes(32),
    )


def seal() -> int:
    """Links every committed event that waits for its place in the chain; returns how many."""
    sealed = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_seal(%s)", [SEAL_BATCH])
            batch = int(cursor.fetchone()[0])
        sealed += batch
        if batch < SEAL_BATCH:
            return sealed


def _reference(on: models.Model | None) -> tuple[str, str] | tuple[None, None]:
    if on is None:
        return None, None
    if on.pk is None:
        raise ValueError(f"An unsaved {on._meta.label} cannot be the subject of an event.")
    return on._meta.label_lower, str(on.pk)


def _canonical(told: dict[str, Any]) -> str:
    try:
        payload = rfc8785.dumps(told).decode()
    except rfc8785.CanonicalizationError as refused:
        raise ValueError(f"The details of {told['name']} are not JSON: {refused}.") from refused
    if "\\u0000" in payload:
        raise ValueError(f"The details of {told['name']} contain a NUL character.")
    if ADDRESS.search(payload):
        raise ValueError(f"The details of {told['name']} contain an e-mail address; events tell ids only.")
    return payload
