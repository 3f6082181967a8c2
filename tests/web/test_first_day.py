"""A person's first day, by the pages themselves: register, confirm, wait or be admitted, leave, come back."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Affiliation, Membership, OutboxMessage, Profile, User
from tests.factories import OrganisationFactory

PASSWORD = "wander kettle Ypsilon 44"


def register(client: Client, **fields: str):
    form = {"full_name": "Nora Nilsen", "email": "nora@example.com", "password1": PASSWORD, **fields}
    return client.post(reverse("account_signup"), form)


def last_mail(to: str) -> OutboxMessage:
    return OutboxMessage.objects.filter(to=to).latest("pk")


def link_in(mail: OutboxMessage) -> str:
    return re.search(r"https?://[^/\s]+(/accounts/\S+)", mail.text).group(1)


@pytest.mark.promise("P01")
def test_registering_asks_for_a_name_and_an_address(client, db):
    answer = register(client, full_name="", email="")
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"full_name", "email"}
    assert not User.objects.exists()


@pytest.mark.promise("P01")
def test_nothing_opens_before_the_address_is_confirmed(client, db):
    answer = register(client, works_for="Fjord Telecom")
    assert answer.url == reverse("account_email_verification_sent")
    nora = User.objects.get()
    assert (nora.standing, nora.email_verified_at) == (None, None)
    assert client.get(reverse("people:welcome")).status_code == 302
    assert client.get(answer.url).status_code == 200


@pytest.mark.promise("P06")
def test_what_was_given_at_registration_is_in_the_profile(client, db):
    register(client, works_for="Fjord Telecom", display_name="nora")
    nora = User.objects.get()
    assert (nora.full_name, nora.display_name, nora.profile.works_for) == ("Nora Nilsen", "nora", "Fjord Telecom")


@pytest.mark.promise("P01")
def test_confirming_in_the_same_browser_signs_in_and_applies(client, ada):
    register(client)
    link = link_in(last_mail("nora@example.com"))
    assert "Is <strong>nora@example.com</strong> your address" in client.get(link).content.decode()
    answer = client.post(link, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("people:welcome")
    assert "Your application waits for the treasurer" in answer.content.decode()
    nora = User.objects.get(email="nora@example.com")
    assert (nora.standing, nora.is_member) == ("applicant", False)
    assert last_mail("nora@example.com").subject == "Your application has arrived"
    assert last_mail(ada.email).subject == "Somebody applied for membership"
    assert "nora" not in last_mail(ada.email).text.lower()


def test_confirming_on_another_device_asks_for_the_password(client, db):
    register(client)
    link = link_in(last_mail("nora@example.com"))
    phone = Client()
    page = phone.get(link)
    assert "password" in page.context["form"].fields
    assert phone.post(link, {"password": "not this one at all"}).status_code == 422
    assert User.objects.get().email_verified_at is None
    answer = phone.post(link, {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("people:welcome")
    assert User.objects.get().standing == "applicant"


@pytest.mark.promise("P01")
def test_a_verified_domain_admits_at_once(client, db):
    organisation = OrganisationFactory(name="Fjord Telecom")
    organisation.domains.create(domain="fjord.example", verified_at="2024-01-01T00:00Z")
    register(client, email="Nora@Fjord.example")
    answer = client.post(link_in(last_mail("nora@fjord.example")), follow=True)
    assert "You are a member in good standing" in answer.content.decode()
    nora = User.objects.get()
    assert nora.is_member
    assert [(a.organisation, a.role) for a in nora.affiliations.all()] == [
        (organisation, Affiliation.Role.ADD_ON_MEMBER)
    ]
    assert "add-on member of that organisation" in last_mail("nora@fjord.example").text


def test_the_link_works_once(client, db):
    register(client)
    link = link_in(last_mail("nora@example.com"))
    client.post(link)
    for answer in (Client().get(link), Client().post(link)):
        assert answer.status_code == 200
        assert "This link has been used" in answer.content.decode()


def test_signing_in_leads_to_where_one_stands(client, dee, sign_in):
    sign_in(None, dee)  # confirms the address
    form = {"login": dee.email, "password": "correct horse battery staple"}
    assert client.post(reverse("account_login"), form).url == "/"
    other = Client()
    Membership.objects.filter(person=dee).update(standing="deactivated", standing_before="member")
    assert other.post(reverse("account_login"), form).url == reverse("people:come_back")


def test_signing_in_keeps_where_one_wanted_to_go(client, dee, sign_in):
    sign_in(None, dee)
    answer = client.get(reverse("people:profile"))
    assert answer.url == f"{reverse('account_login')}?next={reverse('people:profile')}"
    form = {"login": dee.email, "password": "correct horse battery staple", "next": reverse("people:profile")}
    assert client.post(reverse("account_login"), form).url == reverse("people:profile")


@pytest.mark.promise("P18")
def test_leaving_and_coming_back(sign_in, dee):
    here, phone = sign_in(None, dee), sign_in(None, dee)
    page = here.get(reverse("people:leave"))
    assert "Nothing is deleted" in page.content.decode()
    answer = here.post(reverse("people:leave"), follow=True)
    assert answer.redirect_chain == [(reverse("people:come_back"), 302)]
    assert "Account deactivated by yourself" in answer.content.decode()
    assert User.objects.get(pk=dee.pk).standing == "deactivated"
    assert phone.get(reverse("people:welcome")).url.startswith(reverse("account_login"))
    assert last_mail(dee.email).subject == "Your account is deactivated"
    answer = here.post(reverse("people:come_back"), follow=True)
    assert "Welcome back" in answer.content.decode()
    assert User.objects.get(pk=dee.pk).is_member


def test_leaving_twice_tells_so(sign_in, dee):
    here = sign_in(None, dee)
    here.post(reverse("people:leave"))
    answer = here.post(reverse("people:leave"), follow=True)
    assert "This account is deactivated" in answer.content.decode()


@pytest.mark.promise("P18")
@pytest.mark.parametrize("standing", ["applicant", "refused", "suspended", "terminated"])
def test_everyone_leaves_and_comes_back_as_they_were(sign_in, eve, standing):
    Membership.objects.filter(person=eve).update(standing=standing, reason="Because.", admitted_at="2020-01-01T00:00Z")
    here = sign_in(None, eve)
    here.post(reverse("people:leave"))
    assert User.objects.get(pk=eve.pk).standing == "deactivated"
    here.post(reverse("people:come_back"))
    assert (User.objects.get(pk=eve.pk).standing, eve.is_member) == (standing, False)
    assert "Because." in here.get(reverse("people:welcome")).content.decode() or standing == "applicant"


def test_a_refused_applicant_reads_why_and_applies_again(sign_in, eve):
    Membership.objects.filter(person=eve).update(standing="refused", reason="Which switch do you run?")
    here = sign_in(None, eve)
    assert "Which switch do you run?" in here.get(reverse("people:welcome")).content.decode()
    answer = here.post(reverse("people:apply"), follow=True)
    assert "Your application waits for the treasurer" in answer.content.decode()
    answer = here.post(reverse("people:apply"), follow=True)
    assert "still waiting for the treasurer" in answer.content.decode()


def test_the_profile_is_filled_and_saved(sign_in, dee):
    here = sign_in(None, dee)
    told = {
        "full_name": "Dee Dahl", "display_name": "", "works_for": "Acme 🚀", "job_title": "Voice engineer", "about": "שלום\nhello",
        "city": "Bergen", "country": "NO", "phone": "+47 22 00 00 00", "language": "de", "time_zone": "Europe/Oslo",
    }  # fmt: skip
    answer = here.post(reverse("people:profile"), told, follow=True)
    assert answer.status_code == 200
    dee.refresh_from_db()
    profile = Profile.objects.get(person=dee)
    assert (dee.full_name, dee.language, dee.time_zone) == ("Dee Dahl", "de", "Europe/Oslo")
    assert (profile.works_for, profile.about, profile.country) == ("Acme 🚀", "שלום\nhello", "NO")
    assert answer.headers["Content-Language"] == "de"


def test_before_signing_in_the_browser_s_language_is_spoken(client, db):
    answer = client.get(reverse("account_login"), headers={"Accept-Language": "de-AT,de;q=0.9"})
    assert answer.headers["Content-Language"] == "de"


def test_after_signing_in_one_s_own_language_and_time_are_spoken(sign_in, dee):
    User.objects.filter(pk=dee.pk).update(language="de", time_zone="Pacific/Auckland")
    Membership.objects.filter(person=dee).update(admitted_at="2024-01-01T12:00Z")
    answer = sign_in(None, dee).get(reverse("people:welcome"), headers={"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == "de"
    assert 'datetime="2024-01-02T01:00:00+13:00"' in answer.content.decode()


def test_a_time_zone_the_machine_does_not_know_is_utc(sign_in, dee):
    User.objects.filter(pk=dee.pk).update(time_zone="Atlantis/Capital")
    assert sign_in(None, dee).get(reverse("people:welcome")).status_code == 200
