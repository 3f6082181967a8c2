"""Shows to all workers that one of them lives: a lock that the database lets go the moment its holder dies."""

import random
import select
from types import TracebackType
from typing import Self

from django.db import connection
from psycopg2 import extensions

LOCK_CLASS = 7_221_003
CHANNEL = "mug_jobs"

# If the worker's machine vanishes, the database notices within half a minute instead of hours.
KEEPALIVES = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"


class Presence:
    """A worker's own connection, outside Django: it holds the worker's lock and hears of new jobs.

    It must reach the database itself: a pooler in transaction mode keeps neither locks nor LISTEN.
    """

    worker_id: str

    def __enter__(self) -> Self:
        self._connection: extensions.connection = connection.get_new_connection(connection.get_connection_params())
        self._connection.autocommit = True
        with self._connection.cursor() as cursor:
            cursor.execute(KEEPALIVES)
            self.worker_id = f"worker-{self._lock_a_number(cursor)}"
            cursor.execute(f"LISTEN {CHANNEL}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def confirm(self) -> None:
        """Raises psycopg2.Error when the connection, and with it the lock, is lost."""
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def wait(self, seconds: float, wake: int) -> None:
        """Returns when a job is queued, when `wake` (a file descriptor) has something to read, or after `seconds`."""
        self._connection.poll()
        if not self._connection.notifies:
            select.select([self._connection, wake], [], [], seconds)
            self._connection.poll()
        self._connection.notifies.clear()

    @staticmethod
    def _lock_a_number(cursor: extensions.cursor) -> int:
        while True:
            number = random.randrange(1, 2**31)  # noqa: S311 - a name, not a secret
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, number])
            if cursor.fetchone()[0]:
                return number
