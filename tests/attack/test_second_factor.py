"""Attempts to do more than a member without the second factor, or with somebody else's."""

import time
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.fernet import Fernet, InvalidToken
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from forums.forum_permission.models import ForumPermission, UserForumPermission
from members.models import User
from mug_site.accounts.admin import MODELS
from mug_site.accounts.second_factor import cipher, encrypt_anew
from tests.cast import TOTP_SECRET, pass_second_factor
from tests.factories import PASSWORD, SeatFactory, verified

pytestmark = pytest.mark.promise("P11")

WITH_RIGHTS = ["ada", "bea", "cem", "mo", "root"]
DOORS = ["/", "/admin/", "/django-admin/", "/membership/", "/membership/profile/", "/inbox/", "/accounts/email/"]


def code(offset: int = 0) -> str:
    """What the authenticator app of the cast shows `offset` periods from now."""
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30 + offset))


def password_only(person: User) -> Client:
    """A session that knows the password and nothing else."""
    client = Client()
    client.force_login(verified(person))
    return client


@pytest.mark.parametrize("name", WITH_RIGHTS)
def test_without_one_there_is_nothing_but_setting_it_up(request, name):
    here = password_only(request.getfixturevalue(name))
    for door in DOORS:
        answer = here.get(door)
        assert (answer.status_code, unquote(answer.url)) == (302, f"{reverse('mfa_index')}?next={door}")
    assert here.get(reverse("mfa_index")).status_code == 200


def test_scripts_and_forms_are_refused_too(ada):
    here = password_only(ada)
    answer = here.get("/membership/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (403, reverse("mfa_index"))
    assert here.get("/membership/", headers={"Accept": "application/json"}).status_code == 403
    assert here.post("/membership/leave/").status_code == 302
    assert User.objects.get(pk=ada.pk).is_member


def test_with_one_a_password_is_not_enough_even_to_take_it_off(ada, sign_in):
    sign_in(None, ada)
    here = password_only(ada)
    for name in (
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "account_email",
    ):
        assert here.get(reverse(name)).url.startswith(reverse("mfa_reauthenticate"))
    assert here.get(reverse("mfa_reauthenticate")).status_code == 200


def test_signing_in_by_the_page_asks_for_the_code(ada, sign_in, client):
    sign_in(None, ada)
    answer = client.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert client.get("/membership/").url.startswith(reverse("account_login"))
    assert client.post(answer.url, {"code": "000000"}).status_code == 200
    answer = client.post(answer.url, {"code": code()})
    assert answer.status_code == 302
    assert client.get("/membership/queue/").status_code == 200


def test_a_code_opens_once(ada, sign_in):
    sign_in(None, ada)
    used = code(1)  # a clock that is ahead: the code stays acceptable for a minute and a half
    outcomes = []
    for _attempt in range(2):
        here = Client()
        here.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
        outcomes.append(here.post(reverse("mfa_authenticate"), {"code": used}).status_code)
    assert outcomes == [302, 200]


def test_guessing_codes_is_slowed_down(ada, sign_in, client):
    sign_in(None, ada)
    client.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
    answers = [client.post(reverse("mfa_authenticate"), {"code": f"00000{n}"}) for n in range(6)]
    assert "Too many attempts" in answers[-1].content.decode()
    answer = client.post(reverse("mfa_authenticate"), {"code": code()})
    assert answer.status_code == 200


def test_a_right_given_later_ends_what_the_session_may(dee):
    here = password_only(dee)
    assert here.get("/membership/").status_code == 200
    SeatFactory(person=dee)
    assert here.get("/membership/").url.startswith(reverse("mfa_index"))


@pytest.mark.parametrize("way", ["is_staff", "is_superuser", "group", "permission", "forum permission"])
def test_every_right_asks_for_it(dee, way):
    if way in {"is_staff", "is_superuser"}:
        User.objects.filter(pk=dee.pk).update(**{way: True})
    elif way == "group":
        dee.groups.add(Group.objects.create(name="Editors of something"))
    elif way == "permission":
        dee.user_permissions.add(Permission.objects.first())
    else:
        approve = ForumPermission.objects.get_or_create(codename="can_approve_posts")[0]
        UserForumPermission.objects.create(user=dee, permission=approve, has_perm=True)
    assert password_only(dee).get("/membership/").url.startswith(reverse("mfa_index"))


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_counts_as_passing(ada):
    here = password_only(ada)
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = here.get(reverse("mfa_activate_totp"))
    assert here.get(reverse("totp_qr_code")).headers["Content-Type"] == "image/svg+xml"
    secret = page.context["form"].secret
    shown = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    answer = here.post(reverse("mfa_activate_totp"), {"code": shown})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert here.get("/membership/queue/").status_code == 200


def test_whoever_has_rights_cannot_take_the_last_one_off(ada, sign_in):
    here = sign_in(None, ada)
    answer = here.post(reverse("mfa_deactivate_totp"))
    assert "keeps a second factor" in answer.content.decode()
    assert Authenticator.objects.filter(user=ada, type="totp").exists()


def test_a_member_takes_theirs_off(dee, sign_in):
    here = sign_in(None, dee)
    pass_second_factor(here, dee)
    assert here.post(reverse("mfa_deactivate_totp")).url == reverse("mfa_index")
    assert not Authenticator.objects.filter(user=dee).exists()


def test_a_password_does_not_confirm_for_whoever_has_a_second_factor(dee, sign_in):
    here = sign_in(None, dee)
    pass_second_factor(here, dee, seconds_ago=3600)
    answer = here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.url.startswith(reverse("mfa_reauthenticate"))
    assert here.get(reverse("mfa_view_recovery_codes")).url.startswith(reverse("mfa_reauthenticate"))


def test_a_new_password_signs_nobody_in_and_keeps_the_second_factor(ada, sign_in, client):
    sign_in(None, ada)
    client.post(reverse("account_reset_password"), {"email": ada.email})
    from tests.web.test_first_day import last_mail, link_in

    form = client.get(link_in(last_mail(ada.email)), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "another kettle Ypsilon 55"})
    assert client.get("/membership/").url.startswith(reverse("account_login"))
    answer = client.post(reverse("account_login"), {"login": ada.email, "password": "another kettle Ypsilon 55"})
    assert answer.url == reverse("mfa_authenticate")


def test_what_a_session_passed_does_not_pass_on_to_the_next_person(ada, bea, sign_in):
    here = sign_in(None, ada)
    here.force_login(verified(bea))
    assert here.get("/membership/").status_code == 302


# --- One door ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["/admin/login/", "/django-admin/login/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admins_have_no_sign_in_of_their_own(client, root, door, method):
    form = {"username": root.email, "password": PASSWORD}
    answer = getattr(client, method)(f"{door}?next=/admin/pages/", form if method == "post" else None)
    assert unquote(answer.url) == f"{reverse('account_login')}?next=/admin/pages/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("door", ["/admin/", "/admin/pages/", "/django-admin/", "/django-admin/members/product/"])
def test_the_admins_lead_visitors_to_the_one_door_and_back(client, db, door):
    answer = client.get(door, follow=True)
    address, query = answer.redirect_chain[-1][0].split("?")
    assert (address, unquote(query)) == (reverse("account_login"), f"next={door}")


@pytest.mark.parametrize(("door", "status"), [("/admin/", 404), ("/django-admin/", 403), ("/admin/login/", 403)])
def test_the_admins_turn_members_away_without_a_loop(sign_in, dee, door, status):
    assert sign_in(None, dee).get(door, follow=True).status_code == status


@pytest.mark.parametrize("door", ["/admin/password_reset/", "/admin/password_reset/confirm/MQ/set-password/"])
def test_there_is_one_way_to_a_new_password(client, db, door):
    assert client.get(door).url == reverse("account_reset_password")


def test_a_next_page_elsewhere_is_not_followed(client, dee, sign_in):
    sign_in(None, dee)
    form = {"login": dee.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(reverse("account_login"), form).url == "/"
    answer = Client().get("/admin/login/?next=https://evil.example/")
    assert "evil" not in answer.url


@pytest.mark.promise("P07")
def test_the_django_admin_shows_nobody_s_data(sign_in, root, dee):
    assert {model._meta.label_lower for model in admin.site._registry} <= MODELS
    here = sign_in(None, root)
    assert here.get("/django-admin/").status_code == 200
    for path in ("members/user", "auth/group", "account/emailaddress", "mfa/authenticator", "usersessions/usersession",
                 "django_tasks_database/dbtaskresult", "forum_conversation/post", "members/organisation"):  # fmt: skip
        assert here.get(f"/django-admin/{path}/").status_code == 404
    assert here.get("/django-admin/password_change/").url == reverse("account_change_password")


# --- Secrets at rest --------------------------------------------------------------------------------------------------


def test_seeds_are_not_readable_in_the_database(dee):
    TOTP.activate(dee, TOTP_SECRET)
    codes = RecoveryCodes.activate(dee)
    kept = [str(data) for data in Authenticator.objects.values_list("data", flat=True)]
    assert len(kept) == 2
    assert not any(TOTP_SECRET in data for data in kept)
    assert cipher().decrypt(codes.instance.data["seed"].encode()).decode() not in str(kept)


def test_a_new_key_takes_over(dee, settings):
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    authenticator = TOTP.activate(dee, TOTP_SECRET).instance
    settings.FIELD_KEYS = [new, old]
    assert authenticator.wrap().validate_code(code())
    assert encrypt_anew(authenticator)
    settings.FIELD_KEYS = [new]
    assert cipher().decrypt(authenticator.data["secret"].encode()).decode() == TOTP_SECRET
    settings.FIELD_KEYS = [old]
    with pytest.raises(InvalidToken):
        cipher().decrypt(authenticator.data["secret"].encode())
