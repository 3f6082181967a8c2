"""The large group: the same for the same seed, counted right, and rendered as the forums render."""

import hashlib
import io
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Max, Min, Q

from forums import markup
from forums.forum.models import Forum
from forums.forum_conversation.models import Post, Topic
from forums.forum_member.models import ForumProfile
from forums.forum_tracking.models import ForumReadTrack, TopicReadTrack
from members.models import Affiliation, Membership, Organisation, User
from mug_site.demo.guard import Refused
from mug_site.demo.products import ensure_products
from mug_site.demo.scale import group, talk
from mug_site.demo.scale.copying import cell
from mug_site.demo.scale.fill import Size, fill_database
from mug_site.demo.scale.words import Language
from tests.conftest import point_django_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def _as_the_owner(django_db_setup, django_db_blocker, test_database) -> Iterator[None]:
    """As `manage.py seed_scale` runs: it drops indexes and builds them again."""
    with django_db_blocker.unblock():
        point_django_at(test_database, "owner")
    yield
    with django_db_blocker.unblock():
        point_django_at(test_database, "web")


SMALL = Size(members=200, topics=300, posts=2_000)
ON = date(2026, 3, 1)


@contextmanager
def filled(size: Size = SMALL, *, seed: int = 1) -> Iterator[None]:
    """A filled database, empty again afterwards."""
    with transaction.atomic():
        fill_database(size, seed=seed, on=ON)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="class")
def scale(_as_the_owner, django_db_blocker) -> Iterator[None]:
    """A group of the small size, for all tests of a class."""
    with django_db_blocker.unblock(), filled():
        yield


def digest() -> str:
    """Of every row that was made; left out is when a forum was made, and the password, whose salt is random."""
    found = hashlib.sha256()
    with connection.cursor() as cursor:
        for model in [*group.TABLES, *talk.TABLES, Forum]:
            now = "'{password,created,updated}'" if model is Forum else "'{password}'"
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT to_jsonb(t) - {now}::text[] FROM {table} t ORDER BY id")
            for row in cursor:
                found.update(repr(row).encode())
    return found.hexdigest()


def test_the_same_seed_makes_the_same_group_and_another_seed_another_one():
    ensure_products()  # their keys go on counting when the rest is rolled back
    digests = []
    for seed in (1, 1, 2):
        with filled(seed=seed):
            digests.append(digest())

    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


def assert_counts_are_right() -> None:
    for topic in Topic.objects.annotate(posts_now=Count("posts")).prefetch_related("posts"):
        posts = sorted(topic.posts.all(), key=lambda post: (post.created, post.pk))
        assert topic.posts_count == len(posts)
        assert (topic.first_post_id, topic.last_post_id) == (posts[0].pk, posts[-1].pk)
        assert (topic.created, topic.last_post_on) == (posts[0].created, posts[-1].created)
        assert topic.poster_id == posts[0].poster_id
        assert posts[0].subject == topic.subject
    for forum in Forum.objects.all():
        real = forum.topics.aggregate(posts=Count("posts"), latest=Max("last_post_on"))
        assert forum.direct_topics_count == forum.topics.count()
        assert forum.direct_posts_count == real["posts"]
        assert forum.last_post_on == real["latest"]
        assert (forum.last_post.created if forum.last_post else None) == real["latest"]
    by_person = dict(Post.objects.order_by().values_list("poster").annotate(Count("pk")))
    assert dict(ForumProfile.objects.values_list("user", "posts_count")) == by_person


@pytest.mark.usefixtures("scale")
class TestAFilledDatabase:
    def test_it_is_as_large_as_was_asked_for_and_every_count_is_right(self):
        assert User.objects.count() == Membership.objects.count() == 200
        assert Affiliation.objects.filter(ended_on=None).count() == 200
        assert Topic.objects.count() == 300
        assert Post.objects.count() == 2_000
        assert_counts_are_right()

    def test_the_tree_of_forums_is_sound(self):
        for category in Forum.objects.filter(parent=None):
            assert category.get_descendant_count() == category.children.count() == talk.FORUMS_IN_CATEGORY
            assert not category.topics.exists()

    def test_nobody_writes_before_registering_or_without_having_been_admitted(self):
        assert not Post.objects.filter(created__lt=F("poster__registered_at")).exists()
        assert not Post.objects.filter(poster__membership__standing=Membership.Standing.APPLICANT).exists()
        ends = Post.objects.aggregate(first=Min("created"), last=Max("created"))
        assert ends["last"] < datetime.combine(ON, datetime.min.time(), UTC)

    def test_read_tracks_lie_in_the_past_of_what_exists(self):
        assert TopicReadTrack.objects.exists()
        assert not TopicReadTrack.objects.exclude(mark_time=F("topic__last_post_on")).exists()
        assert ForumReadTrack.objects.filter(mark_time__lt=datetime(2026, 3, 1, tzinfo=UTC)).count() > 100
        assert not ForumReadTrack.objects.filter(forum__type=Forum.FORUM_CAT).exists()

    def test_each_organisation_has_one_who_votes(self):
        voting = Count("affiliations", filter=Q(affiliations__role=Affiliation.Role.USER_MEMBER))
        staffed = Organisation.objects.filter(affiliations__isnull=False).distinct()
        assert set(staffed.annotate(voting=voting).values_list("voting", flat=True)) == {1}

    def test_tables_take_further_rows_afterwards(self):
        forum = Forum.objects.filter(type=Forum.FORUM_POST).first()
        topic = Topic.objects.create(forum=forum, subject="One more")
        assert Post.objects.create(topic=topic, content="and a post").pk == 2_001

    def test_the_stored_html_is_what_the_renderer_makes_of_the_text(self):
        for post in Post.objects.all()[:500]:
            assert post._content_rendered == markup.render(post.content.raw)
        assert set(Post.objects.values_list("renderer_version", flat=True)) == {markup.RENDERER_VERSION}


def test_posts_are_as_long_as_posts_are_and_hardly_two_are_the_same():
    language = Language("lengths")
    texts = [language.post()[0] for _ in range(5_000)]

    assert 240 < statistics.median(map(len, texts)) < 360
    assert max(map(len, texts)) < markup.MAX_LENGTH
    assert len(set(texts)) > 4_990


def test_words_are_as_frequent_as_words_are():
    """Zipf: the tenth most frequent word stands several times as often as the hundredth, and most words are rare."""
    language = Language("frequencies")
    counted: dict[str, int] = {}
    for _ in range(3_000):
        for word in language.post()[0].split():
            counted[word] = counted.get(word, 0) + 1
    ranked = sorted(counted.values(), reverse=True)

    assert ranked[9] > 3 * ranked[99] > 9 * ranked[999]
    assert sum(count <= 3 for count in ranked) > len(ranked) / 3


def test_a_database_with_people_is_left_alone(dee):
    with pytest.raises(Refused, match=r"in this database already: 1\. To add the invented ones beside them"):
        fill_database(SMALL, seed=1, on=ON)


def test_it_adds_to_people_who_are_there_when_told(dee):
    fill_database(Size(20, 30, 60), seed=1, on=ON, beside_others=True)

    assert User.objects.count() == 21
    assert Post.objects.filter(poster=dee).count() == 0


def test_production_takes_no_invented_people(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="This site runs in production mode"):
        call_command("seed_scale", members=5, topics=5, posts=5)


def test_fewer_posts_than_topics_are_refused():
    with pytest.raises(CommandError, match="30 topics need at least as many posts"):
        call_command("seed_scale", members=5, topics=30, posts=29)


@pytest.mark.parametrize(("option", "given"), [("--members", "0"), ("--posts", "-3"), ("--topics", "many")])
def test_a_size_that_is_none_is_refused(option, given):
    with pytest.raises(CommandError, match=option):
        call_command("seed_scale", option, given)


def test_the_command_says_what_it_made():
    said = io.StringIO()
    call_command("seed_scale", "--members", "10", "--topics", "5", "--posts", "12", stdout=said)

    assert said.getvalue().startswith("10 people, 5 topics and 12 posts in ")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, r"\N"),
        (True, "t"),
        (3, "3"),
        ("a\tb\nc\\d\r", r"a\tb\nc\\d\r"),
        ({"a": "ü\n"}, r'{"a": "\\u00fc\\n"}'),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00+00:00"),
    ],
)
def test_a_value_is_written_as_copy_reads_it(value, expected):
    assert cell(value) == expected
