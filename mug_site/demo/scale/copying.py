"""Loads rows into a model's table by COPY while they are being made, and builds the table's indexes afterwards."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Field, Model

READ = 1 << 20
ROWS_AT_A_TIME = 500

DEFINITIONS = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
           format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)),
           contype = 'f'
      FROM pg_constraint
     WHERE conrelid = ANY(%(tables)s::regclass[]) AND contype IN ('f', 'u')
     UNION ALL
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid), false
      FROM pg_index
     WHERE indrelid = ANY(%(tables)s::regclass[]) AND NOT indisprimary
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
     ORDER BY 3, 2
"""
"""How to drop and how to make again each foreign key, unique constraint and index; indexes come first."""


def cell(value: Any) -> str:
    """A value in COPY's text format."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        # Four passes of `replace` take a tenth of the time of one `translate`.
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict | list):
        return cell(json.dumps(value))
    return str(value)


class _Source:
    """What psycopg2 reads from: rows are made when PostgreSQL asks for more of them."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.waiting = b""

    def read(self, size: int) -> bytes:
        while len(self.waiting) < size and (batch := "".join(islice(self.lines, ROWS_AT_A_TIME))):
            self.waiting += batch.encode()
        given, self.waiting = self.waiting[:size], self.waiting[size:]
        return given


def copy_rows(model: type[Model], columns: list[str], rows: Iterable[Iterable[Any]]) -> None:
    """Adds `rows`, whose values are those of `columns`; a column that is not named gets its field's default."""
    rest = [field for field in model._meta.concrete_fields if _needs_value(field) and field.attname not in columns]
    column_of = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    names = [column_of[name] for name in [*columns, *(field.attname for field in rest)]]
    ending = "".join(f"\t{cell(field.get_default())}" for field in rest) + "\n"
    lines = ("\t".join([cell(value) for value in row]) + ending for row in rows)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {quote(model._meta.db_table)} ({', '.join(map(quote, names))}) FROM STDIN", _Source(lines), READ
        )


def _needs_value(field: Field) -> bool:
    return not field.primary_key and not field.null and not field.has_db_default()


def next_key(model: type[Model]) -> int:
    """The first primary key that is free."""
    last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return (last or 0) + 1


def advance_sequence(model: type[Model]) -> None:
    """Lets the table's own keys go on behind those that were copied."""
    table, key = model._meta.db_table, str(model._meta.pk.column)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT max({quote(key)}) FROM {quote(table)}))",  # noqa: S608
            [quote(table), key],
        )


@contextmanager
def indexes_built_afterwards(models: list[type[Model]]) -> Iterator[None]:
    """Drops what slows COPY down and builds it again at the end. Only the role that owns the tables may."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
    connection.check_constraints()  # what this transaction wrote before; PostgreSQL drops none that wait
    with connection.cursor() as cursor:
        cursor.execute(DEFINITIONS, {"tables": tables})
        definitions = cursor.fetchall()
        for drop, _, _ in reversed(definitions):
            cursor.execute(drop)
        yield
        for _, make, _ in definitions:
            cursor.execute(make)
