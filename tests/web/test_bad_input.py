"""What people and their scripts type gets a sentence on the page it belongs to, and stays there; never a 500."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, verified
from tests.web.test_first_day import register

NASTY = {
    "nul": "a\x00b",
    "long": "x" * 300,
    "control": "a\x1bb",
    "turned around": "abc\u202etxt",
    "lines": "one\ntwo",
    "digits": "12345",
}
WELCOME = {
    "emoji": "Ana 🎉 Ng",
    "right to left": "דוד לוי",
    "long script": "မောင်မောင်",
    "apostrophe": "Sinéad O'Connor-Smith",
}

PROFILE = {"full_name": "Dee", "language": "en", "time_zone": "UTC"}


@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY)
def test_registering_with_an_impossible_name(client, db, name):
    answer = register(client, full_name=name, works_for="Acme")
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["full_name"])
    assert 'value="Acme"' in answer.content.decode()


@pytest.mark.parametrize("name", WELCOME.values(), ids=WELCOME)
def test_registering_with_a_name_of_any_script(client, db, name):
    assert register(client, full_name=name, display_name=name[:10]).status_code == 302


@pytest.mark.parametrize(
    "address", ["", "nora", "nora@", "@x.example", "nora@x", "a\x00b@x.example", "n" * 64 + "@" + "x." * 110 + "example", "ж@x.example"]
)  # fmt: skip
def test_registering_with_an_impossible_address(client, db, address):
    answer = register(client, email=address)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["email"])


@pytest.mark.parametrize("address", ["", "nora", "a\x00b@x.example", "n" * 400, "ж@ж", "x@" + "ü" * 80 + ".example"])
@pytest.mark.parametrize(("name", "field"), [("account_login", "login"), ("account_reset_password", "email")])
def test_signing_in_and_resetting_with_an_impossible_address(client, db, name, field, address):
    assert client.post(reverse(name), {field: address, "password": "x"}).status_code == 200


def test_a_password_of_a_megabyte(client, db):
    answer = client.post(reverse("account_login"), {"login": "nora@example.com", "password": "x" * 1_000_000})
    assert answer.status_code == 200
    assert "password" in answer.context["form"].errors


def test_ten_megabytes(client, db):
    answer = register(client, full_name="x" * 10_000_000, works_for="Acme")
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["full_name"])
    assert 'value="Acme"' in answer.content.decode()


def test_a_body_that_is_no_text(client, db):
    answer = client.generic("POST", reverse("account_signup"), b"full_name=\xff\xfe&email=%ff%fe&password1=%00", "application/x-www-form-urlencoded")  # fmt: skip
    assert answer.status_code == 200


def test_the_same_registration_twice_at_once(db):
    """The second form was checked before the first was saved."""
    from mug_site.accounts.forms import SignupForm

    data = {"full_name": "Nora", "email": "nora@example.com", "password1": "wander kettle Ypsilon 44"}
    second = SignupForm(data)
    assert second.is_valid()
    register(Client())
    assert second.account_already_exists is False
    answer = register(Client())
    assert answer.url == reverse("account_email_verification_sent")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", ""),
        ("full_name", "a\x00b"),
        ("full_name", "x" * 201),
        ("phone", "call me"),
        ("phone", "12"),
        ("phone", "+47 " + "1" * 60),
        ("country", "XX"),
        ("country", "Norway"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("language", "tlh"),
        ("products", "999999999999999999999999"),
        ("products", "x"),
        ("about", "x" * 2001),
        ("about", "a\x00b"),
        ("job_title", "two\nlines"),
    ],
)
def test_an_impossible_profile_is_answered_beside_the_field(sign_in, dee, field, value):
    told = PROFILE | {"city": "Bergen"} | {field: value}
    answer = sign_in(None, dee).post(reverse("people:profile"), told)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert 'value="Bergen"' in answer.content.decode()
    dee.refresh_from_db()
    assert dee.full_name == "Dee"


@pytest.mark.parametrize("path", [
    "/accounts/confirm-email/x/", "/accounts/confirm-email/" + "x" * 3000 + "/",
    "/accounts/password/reset/key/zzzzzzzzzzzzzzzzzzzz-x/", "/accounts/password/reset/key/1-%00/", "/accounts/password/reset/key/zzzzzzzzzzzzz-set-password/",
    "/accounts/login/?next=%00", "/accounts/login/?next=//evil.example", "/accounts/signup/?email=%00", "/admin/login/?next=%ff",
])  # fmt: skip
def test_bent_links(client, db, path):
    assert client.get(path).status_code in (200, 302, 400, 404)


@pytest.mark.parametrize("credential", ["", "x", "[]", "{}", "null", "1", '{"response": null}', '{"response": {"userHandle": "AAAA"}}', '{"id": "x", "rawId": "x", "type": "public-key", "response": {"userHandle": "MQ"}}', '"\\u0000"'])  # fmt: skip
def test_a_bent_passkey(client, db, credential):
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert answer.url == reverse("account_login")


@pytest.mark.parametrize(
    "credential", ["x", "[]", "{}", '{"response": null}', '{"id": 1, "response": {"attestationObject": 5}}']
)
def test_a_bent_security_key(sign_in, dee, credential):
    here = sign_in(None, dee)
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    here.get(reverse("mfa_add_webauthn"))
    assert here.post(reverse("mfa_add_webauthn"), {"name": "key", "credential": credential}).status_code == 200


@pytest.mark.parametrize("code", ["", "x" * 10_000, "\x00", "１２３４５６", "🎉"])
def test_a_bent_code(sign_in, ada, client, code):
    sign_in(None, ada)
    client.post(reverse("account_login"), {"login": verified(ada).email, "password": PASSWORD})
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_an_expired_token_is_answered_by_a_page(dee):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("account_login"), {"login": dee.email}).status_code == 403


@pytest.mark.parametrize("name", ["people:profile", "people:leave", "people:come_back", "people:welcome"])
def test_a_visitor_signs_in_first(client, db, name):
    assert client.get(reverse(name)).url == f"{reverse('account_login')}?next={reverse(name)}"


@pytest.mark.parametrize(("name", "method"), [("people:welcome", "post"), ("people:apply", "get"), ("people:profile", "put"), ("people:leave", "delete")])  # fmt: skip
def test_a_wrong_method_is_refused(sign_in, dee, name, method):
    assert getattr(sign_in(None, dee), method)(reverse(name)).status_code == 405


@pytest.mark.parametrize(("name", "queries"), [("people:welcome", 5), ("people:profile", 6), ("people:leave", 4)])
def test_own_pages_cost_so_many_queries(sign_in, dee, django_assert_num_queries, name, queries):
    here = sign_in(None, dee)
    here.get(reverse(name))
    with django_assert_num_queries(queries):
        assert here.get(reverse(name)).status_code == 200
