"""Wagtail's admin gives member data to nobody: every address is walked as an editor and as a superuser (P07)."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse
from wagtail.admin.viewsets import viewsets
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection
from wagtail.search.index import get_indexed_models

from members.models import Profile, User
from mug_site.pages import admin_doors
from mug_site.pages.admin_doors import ELSEWHERE, FOR_ANYONE, OPEN
from mug_site.pages.models import GroupSettings, SiteDocument
from tests.factories import AffiliationFactory, OrganisationFactory, member
from tests.factories_pages import image, news

pytestmark = pytest.mark.promise("P07")

CLOSED_NAMESPACES = {
    "wagtailadmin_api:documents",  # the editor asks for pages only
    "wagtailadmin_api:images",
    "wagtailadmin_reports",  # they list who did what, accounts included
    "wagtailadmin_workflows",  # off: editors publish
    "wagtailembeds",  # nothing is loaded from other sites
    "wagtailsites",  # the operator's
    "wagtailusers_groups",
    "wagtailusers_users",
}
SHUT_BEFORE = {  # signing in is allauth's: `mug_site.urls` answers before Wagtail
    "wagtailadmin_login",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
}
CLOSED = SHUT_BEFORE | {
    "",  # pages without a name: Wagtail's own tests and its catch-all
    "wagtailadmin_error_test",
    "wagtailadmin_api:pages:find",
    "wagtailadmin_api:pages:action",
    "wagtailadmin_tag_model_autocomplete",
    "wagtailadmin_pages:set_privacy",  # the members' section is the one way to close a page
    "wagtailadmin_pages:workflow_action",
    "wagtailadmin_pages:collect_workflow_action_data",
    "wagtailadmin_pages:confirm_workflow_cancellation",
    "wagtailadmin_pages:workflow_preview",
    "wagtailadmin_pages:workflow_history",
    "wagtailadmin_pages:workflow_history_detail",
    "wagtailimages:preview",
    "wagtailimages:url_generator",
    "wagtailimages:url_generator_output",
    "wagtailredirects:start_import",
    "wagtailredirects:process_import",
    "wagtailsettings:preview_on_edit",
}
CANARIES = ("Quokkabert", "Zyxwald", "zyx.canary", "zanzibar-canary.example", "Ügglebörp", "+4799123777")


def walked(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from walked(entry.url_patterns, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield (f"{namespace}{entry.name}" if entry.name else ""), entry


ADMIN = list(walked(admin_doors.urlpatterns))
NAMES = {name for name, _ in ADMIN}


@pytest.fixture
def canary(db) -> User:
    """A member with a name, address, employer and phone that appear nowhere else."""
    person = member("Zyxwald Quokkabert", email="zyx.canary@zanzibar-canary.example", display_name="Ügglebörp")
    Profile.objects.update_or_create(person=person, defaults={"phone": "+4799123777"})
    AffiliationFactory(person=person, organisation=OrganisationFactory(name="Ügglebörp & Sons"))
    return person


@pytest.fixture
def editor(db) -> User:
    """Writes the pages; is not a member, and has no other right."""
    person = User.objects.create_user("editor@mug.example", "x", full_name="Erin Editor")
    person.groups.add(Group.objects.get(name="Editors"))
    return person


@pytest.fixture
def things(db) -> dict[str, int]:
    """One of each thing that Wagtail's addresses name."""
    document = SiteDocument(title="Minutes", file=ContentFile(b"%PDF-1.7 minutes", name="minutes.pdf"))
    document.save()
    return {
        "page": news("A piece of news").pk,
        "image": image("A picture").pk,
        "document": document.pk,
        "collection": Collection.objects.get(name="Members only").pk,
        "redirect": Redirect.objects.create(old_path="/old", redirect_link="/about/").pk,
        "group": Group.objects.get(name="Editors").pk,
        "settings": GroupSettings.objects.get().pk,
    }


MODELS = [
    ("members", "user"),
    ("members", "membership"),
    ("auth", "group"),
    ("pages", "newspage"),
    ("pages", "groupsettings"),
    ("wagtailcore", "page"),
]


def values_for(argument: str, name: str, things: dict[str, int], canary: User) -> list[Any]:
    if "page" in argument or argument == "destination_id":
        return [things["page"]]
    words = {
        "action": ["delete", "assign_role", "set_active_state", "publish"],
        "action_name": ["copy"],
        "filter_spec": ["max-100x100"],
        "token": ["x"],
        "uidb64": ["MQ"],
        "object_id": [str(canary.pk), str(things["page"])],
    }
    if argument in words:
        return words[argument]
    meant = argument if argument != "pk" else name
    known = [pk for thing, pk in things.items() if thing in meant]
    return [*known[:1], canary.pk] if argument == "pk" or not known else known[:1]


def addresses(name: str, pattern: URLPattern, things: dict[str, int], canary: User) -> Iterator[str]:
    """The addresses of one pattern, for each thing that its arguments might mean."""
    arguments = list(pattern.pattern.converters)
    if not name:
        return
    if name == "wagtailadmin_pages:revisions_compare":
        yield reverse(name, args=[things["page"], "earliest", "latest"])
        return
    models = [a for a in arguments if a in {"app_label", "app_name", "content_type_app_name"}]
    names = [a for a in arguments if a in {"model_name", "content_type_model_name"}]
    rest = [a for a in arguments if a not in models + names]
    for app, model in MODELS if models else [("", "")]:
        for values in product(*(values_for(argument, name, things, canary) for argument in rest)):
            given = dict(zip(rest, values, strict=True))
            try:
                yield reverse(name, kwargs={**given, **dict.fromkeys(models, app), **dict.fromkeys(names, model)})
            except NoReverseMatch:  # two patterns share this name
                continue


def test_every_address_of_the_admin_is_either_open_or_closed_by_name():
    closed = {name for name in NAMES if name in CLOSED or name.rsplit(":", 1)[0] in CLOSED_NAMESPACES}
    opened = OPEN | FOR_ANYONE | set(ELSEWHERE)
    assert NAMES - opened - closed == set()
    assert opened & closed == set()
    assert opened - NAMES == set()


def asked_for(name: str) -> list[dict[str, str]]:
    """What to ask an address for: a closed one once, an open one for every way to get more out of it."""
    if name not in OPEN:
        return [{"export": "csv"}]
    searches = any(word in name for word in ("index", "explore", "search", "choose", "listing", "type_use", "history"))
    return [{}, {"export": "csv"}, {"export": "xlsx"}, *([{"q": "Quok"}, {"fields": "*"}] if searches else [])]


def objections(client: Client, name: str, address: str, query: dict[str, str]) -> Iterator[str]:
    answer = client.get(address, query)
    body = b"".join(answer).decode("utf-8", "replace")
    where = f"{address} {query} ({answer.status_code})"
    if found := [canary for canary in CANARIES if canary in body]:
        yield f"{where} shows {found}"
    if answer.status_code >= 500:
        yield f"{where} fails"
    opened = name in FOR_ANYONE or name in ELSEWHERE or (name in OPEN and "export" not in query)
    if not opened and answer.status_code not in ({302, 403} if name in SHUT_BEFORE else {404}):
        yield f"{where} is not closed"


@pytest.mark.parametrize("who", ["editor", "root"])
def test_no_address_of_the_admin_shows_a_member(who, canary, things, sign_in, request):
    client = sign_in(None, request.getfixturevalue(who))
    walked_addresses = [(name, address) for name, entry in ADMIN for address in addresses(name, entry, things, canary)]
    assert len(walked_addresses) > 250
    assert [
        objection
        for name, address in walked_addresses
        for query in asked_for(name)
        for objection in objections(client, name, address, query)
    ] == []


@pytest.mark.parametrize(
    "path",
    [
        "",
        "pages/",
        "pages/search/",
        "images/",
        "images/multiple/add/",
        "documents/",
        "documents/multiple/add/",
        "collections/",
        "redirects/",
        "choose-page/",
        "images/chooser/",
        "documents/chooser/",
    ],
)
def test_an_editor_finds_what_editing_needs(editor, sign_in, path):
    assert sign_in(None, editor).get(f"/admin/{path}").status_code == 200


@pytest.mark.parametrize("path", ["", "pages/", "users/", "account/", "no-such/", "reports/site-history/"])
def test_a_member_who_is_no_editor_finds_no_admin(dee, sign_in, path):
    assert sign_in(None, dee).get(f"/admin/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "pages/", "users/", "account/", "no-such/"])
def test_a_visitor_is_sent_to_sign_in_whatever_the_address(client, db, path):
    answer = client.get(f"/admin/{path}")
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next=/admin/{path}")


def test_wagtails_own_sign_in_is_not_there(client, editor):
    answer = client.post("/admin/login/", {"username": editor.email, "password": "x"})
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={reverse('people:welcome')}")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("action", ["delete", "assign_role", "set_active_state"])
def test_bulk_actions_take_no_people(editor, root, canary, sign_in, action):
    for person in (editor, root):
        answer = sign_in(None, person).post(f"/admin/bulk/members/user/{action}/?id={canary.pk}")
        assert answer.status_code == 404
    assert User.objects.filter(pk=canary.pk, is_active=True).exists()


def test_an_editor_cannot_change_an_account(editor, canary, sign_in):
    client = sign_in(None, editor)
    for path in (f"users/edit/{canary.pk}/", "users/new/", "account/", "password_reset/"):
        client.post(f"/admin/{path}", {"email": "taken@evil.example", "password1": "y", "password2": "y"})
    canary.refresh_from_db()
    assert canary.email == "zyx.canary@zanzibar-canary.example"
    assert not User.objects.filter(email="taken@evil.example").exists()


def test_who_once_owned_a_page_is_in_no_filter_unless_they_edit_now(editor, canary, sign_in):
    page = news("Written long ago", owner=canary)
    page.save_revision(user=canary, log_action=True)
    client = sign_in(None, editor)
    for address in ("/admin/pages/", "/admin/pages/search/?q=Written", f"/admin/pages/{page.get_parent().pk}/"):
        body = client.get(address).content.decode()
        assert [canary for canary in CANARIES if canary in body] == [], address


def test_no_table_of_people_is_searched_or_chosen_through_wagtail():
    ours = {"members", "forum", "forum_conversation", "forum_member", "account", "mfa", "usersessions", "auth"}
    assert {model._meta.app_label for model in get_indexed_models()} & ours == set()
    models = [getattr(viewset, "model", None) for viewset in viewsets.viewsets]
    labels = {model if isinstance(model, str) else model._meta.label for model in models if model}
    assert {label for label in labels if label.split(".")[0] in ours} == {"auth.Group", "members.User"}  # both closed


@pytest.mark.parametrize(
    "app", ["wagtail.snippets", "wagtail.contrib.forms", "wagtail.api.v2", "wagtail.contrib.modeladmin"]
)
def test_what_would_open_more_doors_is_not_installed(app):
    assert not apps.is_installed(app)


@pytest.mark.parametrize(
    "address", ["/api/v2/pages/", "/api/v3/pages/", "/admin/forms/", "/admin/snippets/", "/media/original_images/x.jpg"]
)
def test_addresses_of_what_is_not_installed_answer_nothing(root, sign_in, address):
    assert sign_in(None, root).get(address).status_code == 404


def test_no_hash_of_an_address_is_sent_to_gravatar(editor, sign_in):
    assert "gravatar" not in sign_in(None, editor).get("/admin/").content.decode().lower()
