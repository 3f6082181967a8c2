"""Attempts to learn who has an account, and to get into somebody else's."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import OutboxMessage, User
from tests.factories import PASSWORD, OrganisationFactory, PersonFactory, verified
from tests.web.test_first_day import last_mail, link_in, register

pytestmark = pytest.mark.promise("P11")

STRANGER = "stranger@example.net"


def without_what_differs(answer) -> str:
    """The page without its token and without the address that was typed."""
    text = answer.content.decode()
    token = answer.context["csrf_token"]
    for typed in (str(token), "dee@example.org", STRANGER):
        text = text.replace(typed, "")
    return text


@pytest.fixture
def hashings(monkeypatch) -> list[str]:
    """Counts how often argon2 runs: it is what takes the time."""
    counted: list[str] = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *a, **k: counted.append("encode") or encode(*a, **k))
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda *a, **k: counted.append("verify") or verify(*a, **k))
    return counted


# --- Enumeration ------------------------------------------------------------------------------------------------------


def test_signing_in_says_and_takes_the_same_for_known_and_unknown(dee, hashings):
    verified(dee)
    answers, work = [], []
    for address in (dee.email, STRANGER):
        hashings.clear()
        answers.append(Client().post(reverse("account_login"), {"login": address, "password": "wrong password here"}))
        work.append(len(hashings))
    assert without_what_differs(answers[0]) == without_what_differs(answers[1])
    assert work == [1, 1]


def test_registering_says_and_takes_the_same_for_known_and_unknown(dee, hashings):
    verified(dee)
    seen, work = [], []
    for address in (dee.email, STRANGER):
        hashings.clear()
        browser = Client()
        answer = register(browser, email=address)
        seen.append((answer.status_code, answer.url, without_what_differs(browser.get(answer.url))))
        work.append(len(hashings))
    assert seen[0] == seen[1]
    assert work == [1, 1]
    assert last_mail(dee.email).subject == "You are registered already"
    assert last_mail(STRANGER).subject == "Confirm your e-mail address"
    assert User.objects.get(pk=dee.pk).check_password(PASSWORD)


def test_forgetting_a_password_says_the_same_for_known_and_unknown(dee):
    verified(dee)
    seen = []
    for address in (dee.email, STRANGER):
        browser = Client()
        answer = browser.post(reverse("account_reset_password"), {"email": address})
        seen.append((answer.status_code, answer.url, browser.get(answer.url).content))
    assert seen[0] == seen[1]
    assert OutboxMessage.objects.count() == 2


def test_changing_to_an_address_that_is_taken_says_nothing(dee, eve, sign_in):
    verified(eve)
    here = sign_in(None, dee)
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    pages = []
    for address in (eve.email, STRANGER):
        answer = here.post(reverse("account_email"), {"email": address, "action_add": ""}, follow=True)
        pages.append(answer.content.decode().replace(str(answer.context["csrf_token"]), "").replace(address, ""))
    assert pages[0] == pages[1]


# --- Rate limits, shared by all processes through the cache -----------------------------------------------------------


def test_guessing_a_password_is_slowed_down_for_the_address(dee):
    verified(dee)
    form = {"login": dee.email, "password": "wrong password here"}
    for number in range(5):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post(reverse("account_login"), form)
    answer = Client(REMOTE_ADDR="192.0.2.99").post(reverse("account_login"), form | {"password": PASSWORD})
    assert "Too many attempts" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "form", "limit"),
    [
        ("account_login", {"login": STRANGER, "password": "x"}, 30),
        ("account_signup", {"full_name": ""}, 20),
        ("account_reset_password", {"email": STRANGER}, 5),
    ],
)
def test_forms_are_taken_so_often_and_no_more(client, db, name, form, limit, monkeypatch):
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda self, password, salt: "argon2$x")
    answers = [client.post(reverse(name), form).status_code for _number in range(limit + 1)]
    assert (answers[0], answers[-1]) == (302 if name == "account_reset_password" else 200, 429)
    assert 429 not in answers[:-1]


def test_a_mailbox_is_not_flooded_with_confirmations(client, db):
    for _time in range(4):
        register(Client(), email=STRANGER)
    assert OutboxMessage.objects.filter(to=STRANGER).count() == 1


def test_a_forged_forwarding_header_does_not_escape_a_limit(db):
    for number in range(31):
        answer = Client(headers={"X-Forwarded-For": f"203.0.113.{number}"}).post(
            reverse("account_login"), {"login": "", "password": ""}
        )
    assert answer.status_code == 429


# --- Takeovers --------------------------------------------------------------------------------------------------------


@pytest.mark.promise("P01")
def test_registering_with_another_s_address_and_waiting_for_their_click(client, db):
    """The link alone admits nobody: who opens it elsewhere must know the password, and they do not."""
    organisation = OrganisationFactory()
    organisation.domains.create(domain="victim.example", verified_at=timezone.now())
    register(client, email="ceo@victim.example", password1="the attacker knows this one")
    victim = Client()
    link = link_in(last_mail("ceo@victim.example"))
    victim.get(link)
    assert victim.post(link).status_code == 422
    assert victim.post(link, {"password": "what the victim would guess"}).status_code == 422
    assert User.objects.get().email_verified_at is None
    assert client.get("/membership/").status_code == 302


@pytest.mark.promise("P01")
def test_changing_to_another_s_address_and_waiting_for_their_click(dee, sign_in):
    here = sign_in(None, dee)
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    here.post(reverse("account_email"), {"email": "ceo@victim.example", "action_add": ""})
    link = link_in(last_mail("ceo@victim.example"))
    assert Client().post(link).status_code == 422
    assert User.objects.get(pk=dee.pk).email == dee.email


@pytest.mark.promise("P01")
def test_an_address_that_is_not_confirmed_admits_nobody(eve, sign_in):
    organisation = OrganisationFactory()
    organisation.domains.create(domain="victim.example", verified_at=timezone.now())
    here = sign_in(None, eve)
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    here.post(reverse("account_email"), {"email": "eve@victim.example", "action_add": ""})
    assert EmailAddress.objects.filter(user=eve).count() == 2
    assert User.objects.get(pk=eve.pk).standing == "applicant"
    here.post(link_in(last_mail("eve@victim.example")))
    assert User.objects.get(pk=eve.pk).is_member


def test_a_changed_address_takes_effect_when_confirmed_and_the_old_one_is_told(dee, sign_in):
    here = sign_in(None, dee)
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    here.post(reverse("account_email"), {"email": "Dee@New.example", "action_add": ""})
    assert User.objects.get(pk=dee.pk).email == "dee@example.org"
    here.post(link_in(last_mail("dee@new.example")))
    assert User.objects.get(pk=dee.pk).email == "dee@new.example"
    assert list(EmailAddress.objects.filter(user=dee).values_list("email", "verified", "primary")) == [
        ("dee@new.example", True, True)
    ]
    assert "from dee@example.org to dee@new.example" in last_mail("dee@example.org").text


def test_changing_the_address_needs_the_password_once_more(dee, sign_in):
    here = sign_in(None, dee)
    answer = here.post(reverse("account_email"), {"email": "thief@example.net", "action_add": ""})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not EmailAddress.objects.filter(email="thief@example.net").exists()


def test_who_squats_an_address_loses_it_to_who_proves_it(client, dee, sign_in):
    register(client, email="dee@new.example")
    squatter = User.objects.get(email="dee@new.example")
    here = sign_in(None, dee)
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    here.post(reverse("account_email"), {"email": "dee@new.example", "action_add": ""})
    mail = OutboxMessage.objects.filter(to="dee@new.example", text__contains="Hello Dee").last()
    assert mail is None  # one confirmation in three minutes for an address; the next one is sent later
    EmailAddress.objects.get(user=dee, email="dee@new.example")
    from django.core.cache import cache

    cache.clear()
    here.post(reverse("account_email"), {"email": "dee@new.example", "action_send": ""})
    here.post(link_in(last_mail("dee@new.example")))
    assert User.objects.get(pk=dee.pk).email == "dee@new.example"
    assert not User.objects.filter(pk=squatter.pk).exists()


def test_links_in_mail_ignore_the_host_that_was_asked(client, db, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(
        reverse("account_signup"),
        {"full_name": "Nora", "email": STRANGER, "password1": "wander kettle Ypsilon 44"},
        headers={"host": "evil.example"},
    )
    mail = last_mail(STRANGER)
    assert "evil.example" not in mail.text + mail.html
    assert settings.SITE_URL in mail.text


def test_one_mailbox_has_one_account(client, db):
    PersonFactory(full_name="Bob", email="bob@xn--bcher-kva.example")
    register(client, email="Bob@BÜCHER.example")
    assert User.objects.count() == 1


@pytest.mark.promise("P28")
def test_sessions_are_listed_and_ended(dee, eve, sign_in):
    here, there = sign_in(None, dee), sign_in(None, dee)
    stranger = sign_in(None, eve)
    page = here.get(reverse("usersessions_list"))
    assert len(page.context["sessions"]) == 2
    assert "127.0.0.1" in page.content.decode()
    other = next(session for session in page.context["sessions"] if session.session_key != here.session.session_key)
    assert stranger.post(reverse("end_session", args=[other.pk])).status_code == 404
    assert here.get(reverse("end_session", args=[other.pk])).status_code == 405
    here.post(reverse("end_session", args=[other.pk]))
    assert there.get("/membership/").url.startswith(reverse("account_login"))
    assert here.get("/membership/").status_code == 200


@pytest.mark.promise("P28")
def test_sign_ins_are_listed(dee, sign_in, client):
    sign_in(None, dee)
    client.post(reverse("account_login"), {"login": dee.email, "password": PASSWORD})
    page = client.get(reverse("usersessions_list"))
    assert [sign_in.with_second_factor for sign_in in page.context["sign_ins"]] == [False]
    assert "Your last sign-ins" in page.content.decode()


@pytest.mark.promise("P28")
def test_changing_the_password_ends_all_other_sessions(dee, sign_in):
    here, there = sign_in(None, dee), sign_in(None, dee)
    form = {"oldpassword": PASSWORD, "password1": "another kettle Ypsilon 55"}
    here.post(reverse("account_change_password"), form)
    assert here.get("/membership/").status_code == 200
    assert there.get("/membership/").status_code == 302
    assert last_mail(dee.email).subject == "Your password was changed"


@pytest.mark.parametrize("password", ["short", "password1234", "nora@example.com", "Nora Nilsen 1"])
def test_weak_passwords_are_not_taken(client, db, password):
    answer = register(client, password1=password)
    assert "password1" in answer.context["form"].errors


@pytest.mark.promise("P05")
def test_the_back_button_after_signing_out_shows_nothing(dee, sign_in):
    here = sign_in(None, dee)
    for path in ("/", "/membership/", "/membership/profile/", "/accounts/sessions/"):
        kept = here.get(path).headers["Cache-Control"]
        assert "no-store" in kept
        assert "private" in kept
    here.post(reverse("account_logout"))
    assert here.get("/membership/profile/").status_code == 302
