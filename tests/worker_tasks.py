"""Tasks that real workers run in tests: they tell the test where they are, and wait for it, through named pipes."""

from pathlib import Path

from django_tasks import task

from members.notices.actions import queue_email


@task()
def tell_and_wait(pipes: str, key: str) -> None:
    """Has an effect under a key, says so, and goes on when the test says."""
    queue_email(to="dee@example.org", subject="Effect", text="It happened.", key=key)
    with Path(pipes, "reached").open("wb", buffering=0) as reached, Path(pipes, "go").open("rb", buffering=0) as go:
        reached.write(b"!")
        go.read(1)


@task()
def fail(words: str = "of dee@example.org") -> None:
    raise RuntimeError(words)


@task(takes_context=True)
def count_attempts(context) -> int:
    return context.attempt


@task()
def return_no_json() -> object:
    return object()
