"""The treasurer's queue and decisions."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import Event, Membership, OutboxMessage, Profile, User
from tests.cast import pass_second_factor
from tests.factories import MembershipFactory, PersonFactory


def applicants(count: int) -> list[Membership]:
    made = []
    for number in range(count):
        person = PersonFactory(email_verified_at=timezone.now())
        Profile.objects.create(person=person, works_for=f"Works {number}")
        applied_at = timezone.now() + timedelta(minutes=number)
        made.append(MembershipFactory(person=person, standing="applicant", admitted_at=None, applied_at=applied_at))
    return made


@pytest.fixture
def treasurer(sign_in, ada) -> Client:
    return sign_in(None, ada)


@pytest.mark.promise("P25")
@pytest.mark.parametrize("name", ["bea", "cem", "dee", "eve", "vic", "mo", "root"])
def test_for_everybody_else_there_is_no_queue(request, sign_in, name):
    here = sign_in(None, request.getfixturevalue(name))
    waiting = applicants(1)[0]
    assert here.get(reverse("people:queue")).status_code == 404
    assert here.get(reverse("people:application", args=[waiting.pk])).status_code == 404
    assert here.post(reverse("people:admit", args=[waiting.pk]), {"address": waiting.person.email}).status_code == 404
    assert here.post(reverse("people:refuse", args=[waiting.pk]), {"reason": "No."}).status_code == 404
    waiting.refresh_from_db()
    assert waiting.standing == "applicant"


def test_a_visitor_signs_in_first(client, db):
    assert client.get(reverse("people:queue")).url == f"{reverse('account_login')}?next={reverse('people:queue')}"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(treasurer, django_assert_num_queries, rows):
    applicants(rows)
    treasurer.get(reverse("people:queue"))
    with django_assert_num_queries(5):
        answer = treasurer.get(reverse("people:queue"))
    assert len(answer.context["applications"]) == rows


def test_the_queue_is_read_a_page_at_a_time(treasurer):
    made = applicants(27)
    first = treasurer.get(reverse("people:queue"))
    assert first.context["applications"] == made[:25]
    second = treasurer.get(reverse("people:queue_after", args=[first.context["last"].pk]))
    assert second.context["applications"] == made[25:]
    assert treasurer.get(reverse("people:queue_after", args=[10**30])).status_code == 404


@pytest.mark.promise("P25")
def test_reading_an_application_is_recorded(treasurer, ada, eve):
    answer = treasurer.get(reverse("people:application", args=[eve.membership.pk]))
    assert eve.email in answer.content.decode()
    event = Event.objects.latest("pk")
    assert (event.name, event.actor, event.about) == ("people:application:viewed", ada, eve)


@pytest.mark.promise("P25")
def test_the_applicant_sees_that_the_treasurer_looked(treasurer, eve, sign_in):
    here = sign_in(None, eve)
    assert "last looked at it" not in here.get(reverse("people:welcome")).content.decode()
    treasurer.get(reverse("people:application", args=[eve.membership.pk]))
    assert "last looked at it" in here.get(reverse("people:welcome")).content.decode()


def test_a_member_s_data_are_not_read_through_the_queue(treasurer, dee):
    answer = treasurer.get(reverse("people:application", args=[dee.membership.pk]), follow=True)
    assert dee.email not in answer.content.decode()
    assert "has been admitted" in answer.content.decode()


@pytest.mark.promise("P01")
def test_the_treasurer_admits(treasurer, ada, eve):
    answer = treasurer.post(reverse("people:admit", args=[eve.membership.pk]), {"address": eve.email}, follow=True)
    assert "Eve is a member now" in answer.content.decode()
    assert User.objects.get(pk=eve.pk).is_member
    assert OutboxMessage.objects.get(to=eve.email).subject == "You are a member"


def test_admitting_twice_says_so(treasurer, eve):
    for _time in range(2):
        answer = treasurer.post(reverse("people:admit", args=[eve.membership.pk]), {"address": eve.email}, follow=True)
    assert "has been admitted and is a member" in answer.content.decode()
    assert OutboxMessage.objects.filter(to=eve.email).count() == 1


def test_an_address_that_changed_meanwhile_is_looked_at_again(treasurer, eve):
    answer = treasurer.post(
        reverse("people:admit", args=[eve.membership.pk]), {"address": "old@example.org"}, follow=True
    )
    assert "The address changed" in answer.content.decode()
    assert not User.objects.get(pk=eve.pk).is_member


def test_a_refusal_without_a_reason_stays_on_the_page(treasurer, eve):
    answer = treasurer.post(reverse("people:refuse", args=[eve.membership.pk]), {"reason": " "})
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors


def test_a_refusal_tells_why(treasurer, eve):
    treasurer.post(reverse("people:refuse", args=[eve.membership.pk]), {"reason": "Which switch do you run?"})
    assert User.objects.get(pk=eve.pk).standing == "refused"
    assert "Which switch do you run?" in OutboxMessage.objects.get(to=eve.email).text


@pytest.mark.parametrize("name", ["admit", "refuse"])
def test_decisions_are_sent_not_opened(treasurer, eve, name):
    assert treasurer.get(reverse(f"people:{name}", args=[eve.membership.pk])).status_code == 405


def test_the_queue_wants_a_fresh_second_factor(treasurer, ada, eve):
    pass_second_factor(treasurer, ada, seconds_ago=16 * 60)
    answer = treasurer.get(reverse("people:queue"))
    assert unquote(answer.url) == f"{reverse('mfa_reauthenticate')}?next={reverse('people:queue')}"


def test_a_decision_that_waited_for_the_second_factor_is_carried_out_afterwards(treasurer, ada, eve):
    pass_second_factor(treasurer, ada, seconds_ago=16 * 60)
    url = reverse("people:refuse", args=[eve.membership.pk])
    answer = treasurer.post(url, {"reason": "Which switch?"})
    assert User.objects.get(pk=eve.pk).standing == "applicant"
    treasurer.post(answer.url, {"code": totp_code(), "next": url})
    assert User.objects.get(pk=eve.pk).standing == "refused"


def totp_code() -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    from tests.cast import TOTP_SECRET

    now = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(TOTP_SECRET, now))
