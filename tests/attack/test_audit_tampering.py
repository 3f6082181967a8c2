"""Nobody rewrites what happened: the web role is refused, and whoever owns the database is found out (P11)."""

import io
import json

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from psycopg2 import sql

from members.audit.actions import record, seal
from members.audit.verify import verify
from members.models import Event
from tests.conftest import owner_connection

pytestmark = pytest.mark.promise("P11")


def telling(**changes) -> str:
    """The payload of an event, which `changes` may make untrue."""
    return json.dumps({"name": "a:b:c", "by": None, "about": None, "on": None, "details": {}} | changes)


AS_WEB_ROLE = {
    "update an event": "UPDATE members_event SET name = 'people:membership:refused'",
    "update its time": "UPDATE members_event SET recorded_at = now()",
    "forget by hand": "UPDATE members_event SET payload = NULL, salt = NULL, actor_id = NULL",
    "lock and update": "SELECT * FROM members_event FOR UPDATE",
    "delete an event": "DELETE FROM members_event",
    "truncate events": "TRUNCATE members_event CASCADE",
    "upsert an event": "INSERT INTO members_event (id, name, payload, salt) SELECT id, name, payload, salt "
    "FROM members_event LIMIT 1 ON CONFLICT (id) DO UPDATE SET name = 'people:membership:refused'",
    "merge an event": "MERGE INTO members_event e USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    "update a link": "UPDATE members_eventlink SET chain = leaf",
    "delete a link": "DELETE FROM members_eventlink",
    "truncate links": "TRUNCATE members_eventlink",
    "insert a link": "INSERT INTO members_eventlink SELECT 99, max(id), '\\x00', '\\x00' FROM members_event",
    "insert a pending event": "INSERT INTO members_pendingevent SELECT max(id) FROM members_event",
    "delete a pending event": "DELETE FROM members_pendingevent",
    "truncate pending events": "TRUNCATE members_pendingevent",
    "forget an event": "SELECT audit_forget(1)",
    "disable a trigger": "ALTER TABLE members_event DISABLE TRIGGER audit_keep",
    "disable all triggers": "ALTER TABLE members_event DISABLE TRIGGER ALL",
    "drop a trigger": "DROP TRIGGER audit_keep ON members_event",
    "add a trigger": "CREATE TRIGGER mine BEFORE INSERT ON members_event FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "add a rule": "CREATE RULE mine AS ON INSERT TO members_event DO INSTEAD NOTHING",
    "re-own the table": "ALTER TABLE members_event OWNER TO CURRENT_USER",
    "rename the table": "ALTER TABLE members_event RENAME TO away",
    "drop the table": "DROP TABLE members_event CASCADE",
    "drop a constraint": "ALTER TABLE members_event DROP CONSTRAINT event_is_told_or_forgotten",
    "grant itself": "DO $$ BEGIN EXECUTE 'GRANT UPDATE ON members_event TO ' || quote_ident(current_user); "
    "IF NOT has_table_privilege('members_event', 'UPDATE') THEN RAISE insufficient_privilege; END IF; END $$",
    "play a replica": "SET session_replication_role = replica",
    "become the owner": "SET ROLE mug_owner",
    "pose as the owner": "SET SESSION AUTHORIZATION mug_owner",
    "replace a function": "CREATE OR REPLACE FUNCTION public.audit_stamp() RETURNS trigger LANGUAGE plpgsql "
    "AS $$ BEGIN RETURN NEW; END $$",
    "alter a function": "ALTER FUNCTION audit_seal(integer) SECURITY INVOKER",
    "drop a function": "DROP FUNCTION audit_seal(integer)",
    "create in public": "CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT $1 $$",
    "create a table in public": "CREATE TABLE public.stolen AS SELECT * FROM members_event",
    "create a schema": "CREATE SCHEMA mine",
    "move the sequence": "SELECT setval('members_event_id_seq', 1)",
    "call a trigger's function": "SELECT audit_stamp()",
    "run a program": "COPY members_event TO PROGRAM 'cat'",
    "write a file": "COPY members_event TO '/tmp/events'",
}


@pytest.mark.parametrize("attempt", AS_WEB_ROLE.values(), ids=AS_WEB_ROLE.keys())
def test_the_web_role_is_refused(dee, attempt):
    event = record("people:membership:admitted", by=dee, about=dee)
    seal()
    later = record("people:membership:admitted", by=dee)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt)
    assert list(Event.objects.order_by("pk").values_list("pk", "name")) == [
        (event.pk, "people:membership:admitted"),
        (later.pk, "people:membership:admitted"),
    ]
    seal()
    assert verify().misfit == ""
    assert verify().events == 2


def test_the_web_role_sets_neither_time_nor_digest(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_event (name, recorded_at, payload, salt, digest) VALUES (%s, %s, %s, %s, %s) RETURNING id",
            ["a:b:c", "1999-01-01", telling(), bytes(32), b"mine"],
        )
        event = Event.objects.get(pk=cursor.fetchone()[0])
    assert event.recorded_at.year != 1999
    assert len(bytes(event.digest)) == 32
    assert event.pk


@pytest.mark.parametrize(
    ("payload", "salt", "why"),
    [
        (telling(name="a:b:other"), bytes(32), "say the same"),
        (telling(by=7), bytes(32), "say the same"),
        (telling(by="null"), bytes(32), "say the same"),
        (telling(on={"type": "x.y", "id": "1"}), bytes(32), "say the same"),
        (telling(on="x"), bytes(32), "say the same"),
        (telling(on=[]), bytes(32), "say the same"),
        ('{"name":"a:b:c"}', bytes(32), "say the same"),
        ('"a:b:c"', bytes(32), "say the same"),
        ("[" * 200 + "]" * 200, bytes(32), "say the same"),
        (telling(details=json.loads("[" * 20 + "]" * 20)), bytes(32), "nested too deep"),
        (telling(), b"short", "32 bytes of salt"),
        (None, None, "32 bytes of salt"),
        ("no json", bytes(32), "invalid input syntax"),
    ],
)
def test_the_web_role_inserts_no_event_that_contradicts_itself(db, payload, salt, why):
    with pytest.raises(DatabaseError, match=why), connection.cursor() as cursor:
        cursor.execute("INSERT INTO members_event (name, payload, salt) VALUES ('a:b:c', %s, %s)", [payload, salt])


def test_the_triggers_fire_in_a_session_that_plays_a_replica(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'audit_%' AND tgenabled <> 'A'")
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    "details",
    [
        '{"n":' + "1" * 5000 + "}",
        '{"n":1e300}',
        '{"n":0.1}',
        '{"a":1,"a":2}',
        '{"t":"\\ud83d\\ude00 \\"]}"}',
        "[[[[[[[[]]]]]]]]",
    ],
)
def test_no_payload_that_gets_in_makes_the_log_unverifiable(db, details):
    payload = (
        telling(by=2**53 + 1)
        .replace('"details": {}', f'"details": {details}')
        .replace(f"{2**53 + 1}", f"{2**53 + 1}.0")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_event (name, actor_id, payload, salt) VALUES ('a:b:c', %s, %s, %s)",
            [2**53 + 1, payload, bytes(32)],
        )
    seal()
    assert (verify().events, verify().misfit) == (1, "")


def test_a_temporary_table_does_not_stand_in_for_ours(dee):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE members_pendingevent (event_id bigint)")
        cursor.execute(
            "CREATE TEMP TABLE members_eventlink (position bigint, event_id bigint, leaf bytea, chain bytea)"
        )
        event = record("people:membership:admitted", by=dee)
        assert seal() == 1
        cursor.execute("SELECT event_id FROM public.members_eventlink")
        assert cursor.fetchall() == [(event.pk,)]
        cursor.execute("DROP TABLE pg_temp.members_pendingevent, pg_temp.members_eventlink")


@pytest.fixture
def owner(transactional_db, test_database):
    """Three sealed events, and a connection as the owner of the tables."""
    with transaction.atomic():
        for number in range(3):
            record("people:membership:admitted", by=None, number=number)
    seal()
    connection_ = owner_connection(test_database)
    yield connection_
    connection_.close()


BY_THE_OWNER = {
    "UPDATE members_event SET name = 'people:membership:refused'": "UPDATE on members_event",
    "UPDATE members_event SET digest = '\\x00', payload = NULL, salt = NULL": "UPDATE on members_event",
    "UPDATE members_event SET actor_id = 1": "UPDATE on members_event",
    "DELETE FROM members_event": "DELETE on members_event",
    "TRUNCATE members_event, members_eventlink, members_pendingevent": "TRUNCATE on members_event",
    "UPDATE members_eventlink SET position = position + 1": "UPDATE on members_eventlink",
    "DELETE FROM members_eventlink": "DELETE on members_eventlink",
    "TRUNCATE members_eventlink": "TRUNCATE on members_eventlink",
    "SET session_replication_role = replica": "permission denied",
}


@pytest.mark.parametrize("attempt", BY_THE_OWNER)
def test_the_owner_is_refused_too(owner, attempt):
    with owner.cursor() as cursor, pytest.raises(psycopg2.Error, match=BY_THE_OWNER[attempt]):
        cursor.execute(attempt)


FOUND_OUT = {
    "its payload": (
        "UPDATE members_event SET payload = replace(payload, '1', '7') WHERE id = %(second)s",
        "its payload or salt was changed.",
    ),
    "its payload and digest": (
        """UPDATE members_event SET payload = replace(payload, '1', '7'),
           digest = sha256(salt || convert_to(replace(payload, '1', '7'), 'UTF8')) WHERE id = %(second)s""",
        "its name, time or digest was changed after it was sealed.",
    ),
    "its payload, to nonsense": (
        "UPDATE members_event SET payload = 'x', digest = sha256(salt || 'x') WHERE id = %(second)s",
        "its columns say something else than its payload.",
    ),
    "its actor": (
        "UPDATE members_event SET actor_id = 7 WHERE id = %(second)s",
        "its columns say something else than its payload.",
    ),
    "its time": (
        "UPDATE members_event SET recorded_at = recorded_at + interval '1 microsecond' WHERE id = %(second)s",
        "its name, time or digest was changed after it was sealed.",
    ),
    "its name, where forgotten": (
        "UPDATE members_event SET name = 'a:b:c', payload = NULL, salt = NULL WHERE id = %(second)s",
        "its name, time or digest was changed after it was sealed.",
    ),
    "its leaf": (
        "UPDATE members_eventlink SET leaf = sha256(leaf) WHERE position = 2",
        "its name, time or digest was changed after it was sealed.",
    ),
    "its link": (
        "UPDATE members_eventlink SET chain = sha256(chain) WHERE position = 2",
        "its link does not follow from the one before.",
    ),
    "two events swapped": (
        """UPDATE members_eventlink SET position = 99 WHERE position = 2;
           UPDATE members_eventlink SET position = 2 WHERE position = 3;
           UPDATE members_eventlink SET position = 3 WHERE position = 99""",
        "its link does not follow from the one before.",
    ),
    "event and link removed": (
        "DELETE FROM members_eventlink WHERE position = 2; DELETE FROM members_event WHERE id = %(second)s",
        "position 2 is missing before it.",
    ),
    "the event removed": (
        "ALTER TABLE members_eventlink DROP CONSTRAINT {foreign_key}; DELETE FROM members_event WHERE id = %(second)s",
        "the event is gone, its link is still there.",
    ),
    "an event slipped in": (
        "INSERT INTO members_event (name, payload, salt, digest) VALUES ('a:b:c', '{{}}', '', '')",
        "it has no place in the chain.",
    ),
}


@pytest.mark.parametrize("change", FOUND_OUT)
def test_what_the_owner_changes_with_the_triggers_off_is_found(owner, test_database, change):
    second = Event.objects.order_by("pk")[1]
    statements, finding = FOUND_OUT[change]
    with owner.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = 'members_eventlink'::regclass"
        )
        foreign_key = sql.Identifier(cursor.fetchone()[0])
        cursor.execute(
            "ALTER TABLE members_event DISABLE TRIGGER USER; ALTER TABLE members_eventlink DISABLE TRIGGER USER"
        )
        cursor.execute(sql.SQL(statements).format(foreign_key=foreign_key), {"second": second.pk})
        cursor.execute(
            "ALTER TABLE members_event ENABLE TRIGGER USER; ALTER TABLE members_eventlink ENABLE TRIGGER USER"
        )
    with pytest.raises(CommandError) as found:
        call_command("verify_log", stdout=io.StringIO())
    assert finding in str(found.value)
    assert found.value.returncode == 1


def test_a_forgotten_event_leaves_the_chain_whole(owner, dee):
    with transaction.atomic():
        event = record("people:membership:admitted", by=dee, about=dee, on=dee)
    seal()
    with owner.cursor() as cursor:
        cursor.execute("SELECT audit_forget(%s)", [event.pk])
    event.refresh_from_db()
    assert (event.payload, event.salt, event.actor_id, event.about_id, event.subject_type, event.subject_id) == (
        None,
    ) * 6
    told = io.StringIO()
    call_command("verify_log", stdout=told)
    assert told.getvalue().startswith(
        "4 events are as they were recorded: 0 were sealed just now, 1 have been forgotten"
    )


def test_verify_log_seals_what_waits(owner):
    with transaction.atomic():
        record("people:membership:admitted", by=None)
    told = io.StringIO()
    call_command("verify_log", stdout=told)
    assert told.getvalue().startswith("4 events are as they were recorded: 1 were sealed just now")
