"""How fast the pages are on the demo and on a large group, side by side. `make bench` prints it; nothing here can fail by
being slow, because a machine's mood is no defect.
"""

import gzip
import io
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forums.forum.models import Forum
from forums.forum_conversation.models import Topic
from members.models import Membership, User
from mug_site.database.schema import ROOT

LARGE = ["--members", "20000", "--topics", "100000", "--posts", "1000000"]
WARM_UPS, RUNS = 3, 15

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Figure:
    milliseconds: float
    queries: int
    kilobytes: float


def measure(client: Client, path: str) -> Figure:
    """The median of several answers; queries of one; kilobytes of HTML as gzip sends them."""
    times = []
    for run in range(WARM_UPS + RUNS):
        started = time.perf_counter()
        answer = client.get(path)
        if run >= WARM_UPS:
            times.append((time.perf_counter() - started) * 1000)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    assert answer.status_code == 200, path
    return Figure(statistics.median(times), len(queries), len(gzip.compress(answer.content)) / 1024)


def pages() -> dict[str, str]:
    """What a member opens most, in the forum and topic with the most to show."""
    forum = Forum.objects.filter(type=Forum.FORUM_POST).order_by("-direct_topics_count").first()
    topic = Topic.objects.filter(forum=forum, approved=True).order_by("-posts_count").first()
    return {
        "home": "/",
        "forum index": "/forums/",
        "topic list": f"/forums/forum/{forum.slug}-{forum.pk}/",
        "topic": f"/forums/forum/{forum.slug}-{forum.pk}/topic/{topic.slug}-{topic.pk}/",
        "unread topics": "/forums/tracking/unread-topics/",
        "inbox": "/inbox/",
        "profile": "/membership/profile/",
    }


def figures(sign_in: Callable[..., Client]) -> dict[str, Figure]:
    member = User.objects.filter(membership__standing=Membership.Standing.MEMBER, groups=None, seats=None).first()
    client = sign_in(None, member)
    return {name: measure(client, path) for name, path in pages().items()}


def test_pages_on_the_demo_and_on_a_large_group(sign_in, subprocess_environment, capsys):
    call_command("seed_demo", stdout=io.StringIO())
    demo = figures(sign_in)
    connections.close_all()

    started = time.perf_counter()
    seeded = [sys.executable, "manage.py", "seed_scale", "--beside-others", *LARGE]
    subprocess.run(seeded, cwd=ROOT, env=subprocess_environment, check=True, capture_output=True)
    seconds = time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    large = figures(sign_in)

    with capsys.disabled():
        print(f"\n\nseed_scale {' '.join(LARGE)}: {seconds:.0f} s, at most {megabytes:.0f} MB in one process\n")  # noqa: T201
        print(f"{'page':<15}{'demo':>24}{'large group':>26}{'ratio':>8}")  # noqa: T201
        for name, small in demo.items():
            big = large[name]
            print(  # noqa: T201
                f"{name:<15}{small.milliseconds:7.1f} ms {small.queries:3} q {small.kilobytes:5.1f} kB"
                f"{big.milliseconds:9.1f} ms {big.queries:3} q {big.kilobytes:5.1f} kB"
                f"{big.milliseconds / small.milliseconds:8.2f}"
            )
