"""The demo as it stands in the database: everybody in their place, every count right, the log whole."""

import io
import json
from collections import Counter
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from forums.forum.models import Forum
from forums.forum_conversation.forum_attachments.models import Attachment
from forums.forum_conversation.models import Post, Topic
from forums.forum_tracking.models import ForumReadTrack
from forums.recount import recount
from forums.tracking import unread_topics
from members.models import Affiliation, Event, Membership, Organisation, Profile, Seat, User
from members.people.offices import holds, offices_of
from members.people.second_factor import has_second_factor, needs_second_factor
from mug_site.demo import content
from mug_site.demo.accounts import PASSWORD, demo_accounts
from mug_site.pages.models import ContentPage, EventPage, NewsPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_site")]


def test_everybody_is_there_in_their_standing():
    standings = Counter(Membership.objects.values_list("standing", flat=True))

    assert User.objects.count() == 200
    assert standings == {
        "member": 178,
        "applicant": 12,
        "deactivated": 3,
        "terminated": 3,
        "suspended": 2,
        "refused": 1,
    }
    assert Organisation.objects.filter(kind=Organisation.Kind.VENDOR).get().name == settings.VENDOR_NAME


def test_addresses_are_confirmed_so_that_everybody_can_sign_in():
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 200
    assert not User.objects.filter(email_verified_at=None).exists()


def test_each_organisation_has_one_who_votes():
    voting = Affiliation.objects.filter(role=Affiliation.Role.USER_MEMBER, ended_on=None)

    assert voting.count() == Organisation.objects.filter(affiliations__isnull=False).distinct().count()


def test_the_board_has_seven_seats_and_its_offices_are_held():
    assert Seat.objects.current().count() == 7
    by_role = {row["role"]: User.objects.get(email=row["email"]) for row in demo_accounts()}
    assert offices_of(by_role["president"]) == {"president"}
    assert holds(by_role["treasurer"], "treasurer")
    assert holds(by_role["secretary"], "secretary")
    assert not offices_of(by_role["site operator"])


def test_whoever_may_do_more_than_a_member_has_a_second_factor_that_works():
    for person in User.objects.all():
        assert needs_second_factor(person) == has_second_factor(person)
    for row in demo_accounts():
        if row["totp_secret"]:
            seed_row = Authenticator.objects.get(user__email=row["email"], type=Authenticator.Type.TOTP)
            counter = next(yield_hotp_counters_from_time())
            code = format_hotp_value(hotp_value(row["totp_secret"], counter))
            assert TOTP(seed_row).validate_code(code)


def test_accounts_open_with_the_password_of_the_table():
    for row in demo_accounts()[:2]:
        assert User.objects.get(email=row["email"]).check_password(PASSWORD)


def test_the_table_of_accounts_is_written_for_this_account_alone():
    path = settings.DATA_DIR / "demo-accounts.json"

    assert json.loads(path.read_text()) == demo_accounts()
    assert path.stat().st_mode & 0o777 == 0o600


def test_profiles_are_partly_filled():
    filled = Profile.objects.exclude(about="").count()

    assert 60 < filled < 140
    assert Profile.objects.filter(products__isnull=False).distinct().count() > 120


def test_forums_hold_every_topic_and_every_count_is_right():
    assert Forum.objects.count() == 6
    assert Topic.objects.count() == sum(len(forum.topics) for forum in content.forums())
    assert Post.objects.filter(poster=None).count() == 0
    assert recount(repair=False) == {"topics": 0, "forums": 0, "people": 0}


def test_nothing_in_the_forums_is_from_the_future_and_ids_follow_time():
    written = list(Post.objects.order_by("pk").values_list("created", flat=True))

    assert written == sorted(written)
    assert written[-1] < timezone.now()
    assert not Post.objects.filter(created__lt=timezone.now() - timedelta(days=210)).exists()


def test_nobody_wrote_before_being_admitted():
    for post in Post.objects.select_related("poster__membership"):
        assert post.created > post.poster.membership.admitted_at


def test_posts_are_rendered_and_pictures_attached():
    assert Post.objects.filter(_content_rendered__contains="<pre").count() > 30
    assert Attachment.objects.exclude(post=None).filter(content_type="image/png").count() >= 2
    for attachment in Attachment.objects.all():
        with attachment.file.open() as file:
            assert file.read(4) == b"\x89PNG"


def test_one_topic_is_pinned_by_a_moderator():
    pinned = Topic.objects.get(type=Topic.TOPIC_STICKY)

    assert Event.objects.filter(subject_id=str(pinned.pk), actor__full_name="Ruth Ellison").exists()


def test_some_have_read_everything_and_others_not():
    forums = list(Forum.objects.values_list("pk", flat=True))
    reader = ForumReadTrack.objects.order_by("mark_time").last().user
    newcomer = User.objects.get(full_name="Moana Te Rangi")

    assert unread_topics(reader, forums).count() < 5
    assert unread_topics(newcomer, forums).count() == Topic.objects.count()


def test_the_day_of_seeding_is_in_the_log_and_the_log_is_whole():
    names = Counter(Event.objects.values_list("name", flat=True))

    assert names["people:membership:applied"] == 12 + 1 + 5
    assert names["people:membership:admitted"] == 5
    assert names["people:membership:refused"] == 1
    assert names["people:membership:suspended"] == 2
    assert names["people:membership:terminated"] == 3
    assert names["people:membership:deactivated"] == 3
    assert names["demo:group:seeded"] == 1
    call_command("verify_log", stdout=io.StringIO())


def test_events_lie_on_both_sides_of_today_and_news_behind_it():
    today = timezone.now().date()

    assert EventPage.objects.coming().count() >= 6
    assert EventPage.objects.past().count() >= 2
    assert NewsPage.objects.count() >= 6
    assert not NewsPage.objects.filter(published_on__gt=today).exists()


def test_the_tree_of_pages_is_sound():
    assert Page.find_problems() == ([], [], [], [], [])


@pytest.mark.promise("P05")
def test_no_page_that_a_visitor_sees_names_a_member(client: Client):
    names = [person.full_name for person in User.objects.all() if len(person.full_name) > 1]
    names += [person.display_name for person in User.objects.exclude(display_name="") if len(person.display_name) > 3]
    seen = 0
    for page in Page.objects.live().filter(depth__gt=1).specific():
        response = client.get(page.url)
        if response.status_code == 200:
            seen += 1
            text = response.content.decode()
            assert not [name for name in names if name in text], page.url
    assert seen >= 18


@pytest.mark.promise("P05")
def test_the_members_section_is_closed_to_visitors_and_names_the_board_to_members(client: Client, sign_in):
    page = ContentPage.objects.get(slug="board-names")
    assert client.get(page.url).status_code == 302

    member = User.objects.get(email="priya.raman@harbourview.example")
    text = sign_in(None, member).get(page.url).content.decode()
    assert "Ellen Kowalczyk" in text
    assert "Ruth Ellison" in text
    assert "{board}" not in text


def test_a_second_call_changes_nothing_and_says_so():
    before = Event.objects.count(), User.objects.count(), Post.objects.count(), Page.objects.count()
    said = io.StringIO()
    call_command("seed_demo", stdout=said)

    assert said.getvalue().startswith("The demo has been seeded already. Who signs in as whom is in ")
    assert (Event.objects.count(), User.objects.count(), Post.objects.count(), Page.objects.count()) == before


def test_the_day_is_a_day():
    with pytest.raises(CommandError, match="--on"):
        call_command("seed_demo", "--on", "2026-02-30")
