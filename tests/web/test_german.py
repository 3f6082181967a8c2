"""The site and its mail speak German to whoever reads German."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from members.models import OutboxMessage, User
from members.people import actions
from mug_site.design.templatetags.design import exact, relative

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
IN_GERMAN = {"accept-language": "de-CH,de;q=0.9,en;q=0.5"}


def reads_german(person: User) -> User:
    User.objects.filter(pk=person.pk).update(language="de")
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    ("page", "heading"), [("account_login", "Anmelden"), ("account_signup", "Beitreten"), ("nowhere", "gibt es nichts")]
)
def test_a_visitors_browser_chooses_the_language(client, db, page, heading):
    address = "/nowhere/" if page == "nowhere" else reverse(page)
    answer = client.get(address, headers=IN_GERMAN)
    html = answer.content.decode()
    assert '<html lang="de">' in html
    assert heading in html
    assert "Zum Inhalt springen" in html
    assert "Accept-Language" in answer["Vary"]
    assert '<html lang="en">' in client.get(address).content.decode()


def test_an_address_that_no_page_reads_is_refused_in_the_visitors_language(client, sign_in, dee):
    sign_in(None, reads_german(dee)).get(reverse("people:welcome"))
    assert '<html lang="en">' in client.get("/?q=%00").content.decode()
    assert "Wir konnten diese Anfrage nicht lesen" in client.get("/?q=%00", headers=IN_GERMAN).content.decode()


def test_a_members_own_choice_counts_more_than_the_browsers(sign_in, dee):
    here = sign_in(None, reads_german(dee))
    html = here.get(reverse("people:welcome"), headers={"accept-language": "en"}).content.decode()
    assert '<html lang="de">' in html
    assert "Sie sind aktives Mitglied." in html
    assert "Posteingang" in html


def test_what_is_wrong_with_a_form_is_said_in_german(sign_in, dee):
    here = sign_in(None, reads_german(dee))
    html = here.post(reverse("people:profile"), {"full_name": "", "language": "de"}).content.decode()
    assert "Probleme" in html
    assert "Dieses Feld muss ausgefüllt werden." in html  # Django's own words


def test_mail_is_in_the_language_of_whoever_gets_it(ada, eve):
    with translation.override("en"):
        actions.refuse(by=ada, on=reads_german(eve).membership, reason="Die Organisation fehlt.")
    mail = OutboxMessage.objects.get(to=eve.email)
    assert mail.subject == "Ihr Antrag wurde nicht angenommen"
    assert mail.text.startswith("Guten Tag Eve,\n\nIhr Antrag auf Mitgliedschaft bei ")
    assert "Die Organisation fehlt." in mail.text
    assert "Anlass dieser E-Mail: Ihr Antrag auf Mitgliedschaft." in mail.text
    assert '<html lang="de">' in mail.html


def test_whoever_registers_in_german_is_answered_in_german(db):
    form = {"full_name": "Nora Nilsen", "email": "nora@example.com", "password1": "wander kettle Ypsilon 44"}
    Client().post(reverse("account_signup"), form, headers=IN_GERMAN)
    assert User.objects.get().language == "de"
    mail = OutboxMessage.objects.get(to="nora@example.com")
    assert mail.subject == "Bestätigen Sie Ihre E-Mail-Adresse"
    assert "Wenn Sie das waren, öffnen Sie zur Bestätigung diesen Link:" in mail.text


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=-20), "gerade eben"),
        (timedelta(days=-3), "vor 3\xa0Tagen"),
        (timedelta(days=-1), "vor 1\xa0Tag"),
        (timedelta(weeks=2), "in 2\xa0Wochen"),
        (timedelta(days=-90), "1. Dez. 2025"),
    ],
)
def test_times_are_german_grammar(distance, words):
    with time_machine.travel(NOW, tick=False), translation.override("de"):
        assert relative(NOW + distance) == words


def test_dates_are_written_as_germans_write_them():
    with translation.override("de"), timezone.override("Europe/Berlin"):
        assert exact(date(2026, 3, 1)) == "Sonntag, 1. März 2026"
        assert exact(NOW) == "Sonntag, 1. März 2026, 13:00 CET"
