"""How long it takes to seal and to verify a long log. `make bench` prints it."""

import io
import time

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from members.audit.actions import record, seal

EVENTS = 20_000

pytestmark = pytest.mark.django_db(transaction=True)


def test_recording_sealing_and_verifying(dee, capsys):
    with transaction.atomic():
        started = time.perf_counter()
        for number in range(EVENTS):
            record("bench:event:recorded", by=dee, about=dee, number=number)
        recording = time.perf_counter() - started
    started = time.perf_counter()
    seal()
    sealing = time.perf_counter() - started
    started = time.perf_counter()
    call_command("verify_log", stdout=io.StringIO())
    verifying = time.perf_counter() - started
    connection.close()
    with capsys.disabled():
        print(f"\n\n{EVENTS} events, microseconds each:")  # noqa: T201
        for what, seconds in (("record", recording), ("seal", sealing), ("verify", verifying)):
            print(f"{what:<8}{seconds / EVENTS * 1_000_000:8.1f}")  # noqa: T201
