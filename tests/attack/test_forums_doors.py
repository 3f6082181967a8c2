"""Nobody but a member in good standing comes into the forums, by any route (P05)."""

import subprocess
import sys

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.urls import NoReverseMatch, get_resolver, reverse

from forums import urls
from forums.access import NAMESPACES
from forums.attachments import take
from forums.board import Board
from forums.forum_permission.models import ForumPermission, UserForumPermission
from members.models import Membership
from tests.forum_cast import answered, asked, deny, downloaded, place, png, url

pytestmark = pytest.mark.django_db

SECRETS = ("Calls drop", "After 15 minutes", "SIP trunks", "Dee")


@pytest.fixture
def every_address(topic, dee, checked_forum) -> list[str]:
    """Every route of the forums, filled in with things that exist."""
    post = asked(dee, topic.forum, attachments=[take(png(), by=dee)])
    attachment = post.attachments.get()
    filled = {
        "slug": topic.slug, "pk": topic.pk, "forum_slug": topic.forum.slug, "forum_pk": topic.forum_id,
        "topic_slug": topic.slug, "topic_pk": topic.pk,
    }  # fmt: skip
    special = {"forum": topic.forum_id, "attachment": attachment.pk, "post": post.pk, "post_update": topic.first_post_id,
               "post_delete": topic.first_post_id, "mark_topics_read": topic.forum_id}  # fmt: skip
    addresses = []
    for namespace, name, names in routes():
        arguments = {key: filled[key] for key in names}
        if "pk" in arguments:
            arguments["pk"] = special.get(name, arguments["pk"])
        addresses.append(reverse(f"{namespace}:{name}", kwargs=arguments))
    return addresses


def routes() -> list[tuple[str, str, list[str]]]:
    """(namespace, name, arguments) of every route under forums.urls."""
    found = []

    def walk(patterns, namespace, names):
        for entry in patterns:
            here = [*names, *entry.pattern.converters]
            if hasattr(entry, "url_patterns"):
                walk(entry.url_patterns, entry.namespace or namespace, here)
            else:
                found.append((namespace, entry.name, here))

    walk(urls.urlpatterns, None, [])
    return found


def test_every_route_stands_behind_the_door():
    assert len(routes()) > 20
    assert {namespace for namespace, _, _ in routes()} == NAMESPACES


@pytest.mark.promise("P05")
def test_visitors_are_led_to_sign_in_and_nothing_is_written_for_them(client, every_address):
    """Stock machina opens a forum to whoever `anonymous_user` rows name, and its middleware writes a session for every
    visitor on every address of the site."""
    sessions = Session.objects.count()
    for address in every_address:
        for method in (client.get, client.post):
            answer = method(address)
            assert answer.status_code == 302, address
            assert answer.url.startswith("/accounts/login/?next=/forums/")
            assert "sessionid" not in answer.cookies
            assert answer.headers["Cache-Control"] == "private, no-store"
    for address in ("/", "/forums/nowhere/"):
        assert "sessionid" not in client.get(address).cookies
    assert Session.objects.count() == sessions


@pytest.mark.promise("P05")
@pytest.mark.parametrize("who", ["eve", "root"])
def test_applicants_and_superusers_see_nothing(request, every_address, sign_in, who):
    """Stock machina answers True to a superuser before it looks at anything, and knows no standing."""
    client = sign_in(None, request.getfixturevalue(who))
    for address in every_address:
        for method in (client.get, client.post):
            answer = method(address)
            assert answer.status_code == 403, address
            assert "The forums are open to members" in answer.content.decode()
            assert not any(secret in answer.content.decode() for secret in SECRETS)
            assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.promise("P05")
@pytest.mark.parametrize("standing", ["suspended", "terminated", "refused"])
def test_who_is_not_in_good_standing_sees_nothing(every_address, dee, cem, sign_in, standing):
    client = sign_in(None, cem)
    Membership.objects.filter(person=cem).update(standing=standing, reason="A reason.")
    for address in every_address:
        answer = client.get(address)
        assert answer.status_code == 403
        assert not any(secret in answer.content.decode() for secret in SECRETS)


def test_members_answers_are_kept_by_no_cache(every_address, dee, sign_in):
    client = sign_in(None, dee)
    for address in every_address:
        answer = client.get(address)
        assert set(answer.headers["Cache-Control"].split(", ")) >= {"private", "no-store"}, address
        downloaded(answer)


def test_every_address_answers_a_member_without_a_fault(every_address, dee, mo, sign_in):
    for person in (dee, mo):
        client = sign_in(None, person)
        for address in every_address:
            answer = client.get(address)
            assert answer.status_code in {200, 302, 403, 404, 405}, address
            downloaded(answer)


def test_a_superuser_who_is_a_member_has_a_members_rights(topic, dee, cem, closed_forum):
    """Stock machina: a superuser edits, deletes and approves everything."""
    cem.is_superuser = True
    cem.save()
    board = Board(type(cem).objects.get(pk=cem.pk))
    assert board.may("can_read_forum", topic.forum_id)
    assert not board.may("can_delete_posts", topic.forum_id)
    assert closed_forum.pk not in board.forums


def test_visitors_have_no_forums(topic):
    assert Board(AnonymousUser()).forums == {}
    assert not Board(AnonymousUser()).may("can_read_forum", topic.forum_id)


def test_nothing_can_be_granted_to_visitors():
    """Stock machina takes `anonymous_user=True` rows."""
    permission = ForumPermission.objects.get(codename="can_read_forum")
    with pytest.raises(IntegrityError, match="nothing_is_granted_to_visitors"), transaction.atomic():
        UserForumPermission.objects.create(permission=permission, anonymous_user=True)


def test_feeds_search_and_member_lists_have_no_route():
    """Stock machina serves feeds without a limit or token, a search that loads haystack, and lists of members."""
    for name in ("forum_feeds:latest_topics", "forum_search:search", "forum_member:profile", "forum_member:user_posts"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert not {"forum_feeds", "forum_search", "forum_member"} & set(get_resolver().namespace_dict)


def test_machinas_doors_are_never_loaded():
    """`machina.urls` imports haystack; its views, receivers, handler and markdown carry the defects."""
    code = (
        "import django, sys; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "from django.contrib import admin; admin.autodiscover();"
        "bad = [m for m in sys.modules if m.split('.')[0] in ('haystack', 'markdown2') or m == 'machina.urls' or"
        " (m.startswith('machina.apps') and m.split('.')[-1] in"
        "  ('views', 'feeds', 'handler', 'middleware', 'urls', 'forms', 'admin', 'checker')) or"
        " m in ('machina.apps.forum_member.receivers', 'machina.apps.forum_conversation.receivers',"
        "  'machina.apps.forum_tracking.receivers', 'machina.core.markdown')];"
        "print(bad)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert answer.stdout.strip() == "[]", answer.stdout + answer.stderr


def test_a_closed_forum_closes_what_lies_in_it(category, forum, topic, dee, mo, sign_in):
    deny("can_read_forum", category)
    client = sign_in(None, dee)
    for address in (url("forum", forum.slug, forum.pk), url("topic", *place(topic)), url("post", topic.first_post_id)):
        assert client.get(address).status_code == 404
    assert "SIP trunks" not in client.get(url("index")).content.decode()
    assert list(client.get("/forums/tracking/unread-topics/").context["topics"]) == []


def test_a_closed_forum_stays_unseen(closed_forum, mo, dee, sign_in):
    topic = asked(mo, closed_forum, "Who misbehaves").topic
    answered(mo, topic)
    client = sign_in(None, dee)
    assert client.get(url("topic", *place(topic))).status_code == 404
    assert "Who misbehaves" not in client.get(url("index")).content.decode()
    assert "Who misbehaves" not in client.get("/forums/tracking/unread-topics/").content.decode()
    assert sign_in(None, mo).get(url("topic", *place(topic))).status_code == 200
