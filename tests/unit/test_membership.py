"""What may happen to a membership: every status, every action, every actor; and what each step writes."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from members.models import Affiliation, Event, Membership, OrganisationDomain, OutboxMessage, User
from members.people import actions
from members.people.policy import domain_of, organisation_of
from members.people.workflow import NONE, STEPS, Action, objections
from members.refusals import Refused
from tests.factories import OrganisationFactory, PersonFactory

STANDINGS = [NONE, *Membership.Standing.values]
ACTORS = ["ada", "bea", "cem", "dee", "vic", "mo", "root", "oneself", "nobody"]

MAY = {
    (NONE, Action.APPLY, "oneself"): True,
    ("applicant", Action.ADMIT, "ada"): True,
    ("applicant", Action.REFUSE, "ada"): True,
    ("refused", Action.APPLY_AGAIN, "oneself"): True,
    **{("member", Action.SUSPEND, officer): True for officer in ("ada", "bea")},
    **{("suspended", Action.REINSTATE, officer): True for officer in ("ada", "bea")},
    **{
        (standing, Action.TERMINATE, officer): True
        for standing in ("member", "suspended")
        for officer in ("ada", "bea")
    },
    **{
        (standing, Action.DEACTIVATE, "oneself"): True
        for standing in ("applicant", "refused", "member", "suspended", "terminated")
    },
    ("deactivated", Action.REACTIVATE, "oneself"): True,
}
"""All that is allowed; every other of the 8 × 10 × 9 combinations is refused. Cem is a director without an office."""


def someone(standing: str) -> Membership:
    """The membership of a person who stands there; not saved where there is none yet."""
    person = PersonFactory(full_name="Someone", email_verified_at=timezone.now())
    if standing == NONE:
        return Membership(person=person)
    return Membership.objects.create(
        person=person,
        standing=standing,
        standing_before="member" if standing == "deactivated" else "",
        reason="Because." if standing in {"refused", "suspended", "terminated"} else "",
        admitted_at=timezone.now(),
    )


@pytest.mark.parametrize("standing", STANDINGS)
def test_the_whole_table(request, standing):
    cast = {name: request.getfixturevalue(name) for name in ACTORS[:7]}
    membership = someone(standing)
    cast |= {"oneself": membership.person, "nobody": None}
    allowed = {
        (standing, action, actor)
        for action in Action
        for actor in ACTORS
        if not objections(action, by=cast[actor], on=membership)
    }
    assert allowed == {combination for combination in MAY if combination[0] == standing}


@pytest.mark.promise("P11")
@pytest.mark.parametrize("standing", STANDINGS)
def test_a_superuser_gets_no_right_over_a_membership_and_reads_why(root, standing):
    membership = someone(standing)
    for action in Action:
        why_not = objections(action, by=root, on=membership)
        assert why_not
        assert all(why[0].isupper() and why.endswith(".") for why in why_not)


def test_the_treasurer_does_not_admit_themself(ada):
    Membership.objects.filter(person=ada).update(standing="applicant")
    membership = Membership.objects.get(person=ada)
    with pytest.raises(Refused):
        actions.admit(by=User.objects.get(pk=ada.pk), on=membership)


def test_a_treasurer_who_is_an_applicant_again_admits_nobody(ada, eve):
    Membership.objects.filter(person=ada).update(standing="suspended", reason="Because.")
    with pytest.raises(Refused, match="Only the treasurer"):
        actions.admit(by=User.objects.get(pk=ada.pk), on=eve.membership)


@pytest.mark.promise("P01")
def test_nobody_is_admitted_whose_address_is_not_confirmed(ada, eve):
    User.objects.filter(pk=eve.pk).update(email_verified_at=None)
    with pytest.raises(Refused, match="not confirmed"):
        actions.admit(by=ada, on=eve.membership)


def test_admitting_writes_event_mail_and_who_did_it(ada, eve):
    membership = actions.admit(by=ada, on=eve.membership)
    assert (membership.standing, membership.admitted_by) == ("member", ada)
    assert membership.admitted_at == membership.standing_since
    event = Event.objects.latest("pk")
    assert (event.name, event.actor, event.about) == ("people:membership:admitted", ada, eve)
    assert OutboxMessage.objects.get().to == eve.email


def test_two_treasurers_at_once_admit_once(ada, eve):
    actions.admit(by=ada, on=eve.membership)
    with pytest.raises(Refused, match="has been admitted"):
        actions.admit(by=ada, on=eve.membership)
    with pytest.raises(Refused, match="has been admitted"):
        actions.refuse(by=ada, on=eve.membership, reason="Too late.")
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_of_two_decisions_at_the_same_moment_wins(ada, eve):
    """Two tabs, two processes: the second waits for the row's lock, then reads that it is decided."""
    start, outcomes = Barrier(2), []

    def decide(decision: Callable[[], object]) -> None:
        start.wait()
        try:
            decision()
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(str(refused))
        finally:
            connection.close()

    decisions = [
        lambda: actions.admit(by=ada, on=eve.membership),
        lambda: actions.refuse(by=ada, on=eve.membership, reason="No."),
    ]
    threads = [Thread(target=decide, args=[decision]) for decision in decisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes[0] == "done"
    assert outcomes[1] in {"This person has been admitted and is a member.", "The application has been refused."}
    assert Event.objects.filter(about=eve).count() == 1


@pytest.mark.parametrize("action", [actions.refuse, actions.suspend, actions.terminate])
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_what_is_taken_needs_a_reason(ada, eve, dee, action, reason):
    membership = (eve if action is actions.refuse else dee).membership
    with pytest.raises(Refused, match="reason is needed"):
        action(by=ada, on=membership, reason=reason)


def test_a_refusal_tells_the_reason_and_keeps_it_out_of_the_log(ada, eve):
    membership = actions.refuse(by=ada, on=eve.membership, reason="Write to me at ada@example.org first.")
    assert membership.refused_at == membership.standing_since
    assert "Write to me at ada@example.org first." in OutboxMessage.objects.get().text
    assert "Write" not in Event.objects.latest("pk").payload


@pytest.mark.promise("P18")
def test_whoever_comes_back_stands_where_they_stood(ada, dee):
    actions.suspend(by=ada, on=dee.membership, reason="Unpaid.")
    actions.deactivate(by=dee, on=dee.membership)
    membership = actions.reactivate(by=dee, on=dee.membership)
    assert (membership.standing, membership.standing_before, membership.reason) == ("suspended", "", "Unpaid.")


def test_each_step_records_its_event(ada, bea, dee):
    membership = dee.membership
    actions.suspend(by=ada, on=membership, reason="Unpaid.")
    actions.reinstate(by=bea, on=membership)
    actions.terminate(by=ada, on=membership, reason="Sold the switch.")
    names = list(Event.objects.filter(about=dee).order_by("pk").values_list("name", flat=True))
    assert names == [STEPS[step].event for step in (Action.SUSPEND, Action.REINSTATE, Action.TERMINATE)]


# --- Admission by domain ----------------------------------------------------------------------------------------------


@pytest.fixture
def fjord(db) -> OrganisationDomain:
    return OrganisationFactory(name="Fjord Telecom").domains.create(domain="fjord.example", verified_at=timezone.now())


@pytest.mark.promise("P01")
@pytest.mark.parametrize(
    ("address", "belongs"),
    [
        ("nora@fjord.example", True),
        ("NORA@FJORD.EXAMPLE", True),
        ("nora+mug@fjord.example", True),
        ("nora@ｆjord.example", True),  # the name system itself reads this as the same name
        ("nora@mail.fjord.example", False),
        ("nora@fjord.example.evil.example", False),
        ("nora@fj0rd.example", False),
        ("nora@fjоrd.example", False),  # a Cyrillic о
        ("nora@xn--fjrd-55d.example", False),
        ("nora@xfjord.example", False),
        ("fjord.example", False),
        ("nora@", False),
        ("", False),
    ],
)
def test_an_address_belongs_by_its_exact_domain(fjord, address, belongs):
    assert (organisation_of(address) == fjord.organisation) is belongs


def test_a_domain_that_is_not_verified_admits_nobody(fjord):
    OrganisationDomain.objects.update(verified_at=None)
    assert organisation_of("nora@fjord.example") is None


def test_an_organisation_not_in_good_standing_admits_nobody(fjord):
    fjord.organisation.in_good_standing = False
    fjord.organisation.save()
    assert organisation_of("nora@fjord.example") is None


def test_a_public_mail_provider_admits_nobody_whoever_entered_it(fjord):
    fjord.organisation.domains.create(domain="gmail.com", verified_at=timezone.now())
    assert organisation_of("nora@gmail.com") is None


def test_a_domain_is_written_as_the_name_system_writes_it():
    assert [domain_of(address) for address in ("a@BÜCHER.example", "a@bücher.example.", "a@xn--bcher-kva.example")] == [
        "xn--bcher-kva.example"
    ] * 3


def test_admission_by_domain_gives_an_affiliation_once(fjord):
    nora = PersonFactory(full_name="Nora", email="nora@fjord.example")
    Affiliation.objects.create(person=nora, organisation=fjord.organisation, role="user", started_on="2020-01-01")
    actions.confirm_address(by=nora, address="nora@fjord.example")
    assert [a.role for a in nora.affiliations.all()] == ["user"]
    assert User.objects.get(pk=nora.pk).is_member


def test_an_applicant_is_admitted_when_they_confirm_a_better_address(fjord, eve):
    actions.confirm_address(by=eve, address="eve@fjord.example")
    assert User.objects.get(pk=eve.pk).is_member


@pytest.mark.parametrize("standing", ["refused", "suspended", "terminated", "deactivated"])
def test_no_one_else_is_admitted_by_an_address(fjord, standing):
    membership = someone(standing)
    actions.confirm_address(by=membership.person, address="someone@fjord.example")
    assert User.objects.get(pk=membership.person_id).standing == standing


def test_whom_the_treasurer_refused_no_address_admits(fjord, ada, eve):
    actions.refuse(by=ada, on=eve.membership, reason="No.")
    actions.apply_again(by=eve, on=eve.membership)
    actions.confirm_address(by=eve, address="eve@fjord.example")
    assert User.objects.get(pk=eve.pk).standing == "applicant"


def test_the_database_refuses_a_refusal_without_a_reason(eve):
    with pytest.raises(IntegrityError, match="what_was_taken_has_a_reason"), transaction.atomic():
        Membership.objects.filter(person=eve).update(standing="refused")
