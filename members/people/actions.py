"""The only writer of people and memberships: each function is one thing that happens, with its event and its message."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from members.audit.actions import record
from members.people.messages import tell
from members.people.models import Affiliation, Membership, Profile, User
from members.people.offices import holders_of
from members.people.personal_data import fields_of
from members.people.policy import organisation_of
from members.people.workflow import NONE, STEPS, Action, objections
from members.refusals import Refused


@transaction.atomic
def register(*, by: User, works_for: str = "") -> User:
    """Saves a new account with all that was given at registration in its profile (P01, P06)."""
    by.save()
    Profile.objects.create(person=by, works_for=works_for)
    record("people:person:registered", by=by, about=by, on=by)
    return by


@transaction.atomic
def free_address(address: str, *, to: User) -> None:
    """Lets go of accounts that hold `address` and never proved it is theirs: it is about to be proven by another."""
    unproven = User.objects.filter(email__iexact=address, email_verified_at=None, membership=None, is_staff=False)
    for account in unproven.exclude(pk=to.pk):
        record("people:person:discarded", by=to, about=account, on=account)
        account.delete()


@transaction.atomic
def change_profile(*, by: User, told: dict[str, Any]) -> list[str]:
    """Writes what a person tells about themselves. Returns the names of the fields that changed (P18)."""
    person = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    profile = Profile.objects.get_or_create(person=person)[0]
    products = sorted(product.pk for product in told["products"])
    changed = [name for name in fields_of(User) if getattr(person, name) != told[name]]
    changed += [name for name in fields_of(Profile) if name != "products" and getattr(profile, name) != told[name]]
    if products != sorted(profile.products.values_list("pk", flat=True)):
        changed.append("products")
        profile.products.set(products)
    for name in changed:
        if name != "products":
            setattr(person if name in fields_of(User) else profile, name, told[name])
    if changed:
        person.save(update_fields=fields_of(User))
        profile.save()
        record("people:profile:changed", by=by, about=person, on=profile, fields=changed)
    return changed


@transaction.atomic
def sign_in(*, by: User, with_second_factor: bool) -> None:
    """Records a sign-in: the person finds it in their list (P28)."""
    record("people:session:started", by=by, about=by, on=by, second_factor=with_second_factor)


@transaction.atomic
def look_at_application(*, by: User, on: Membership) -> None:
    """Records that somebody acting for the group read an application: the applicant sees who looked (P25)."""
    record("people:application:viewed", by=by, about=on.person, on=on)


@transaction.atomic
def confirm_address(*, by: User, address: str) -> None:
    """The person proved that `address` is theirs. A first address applies; an applicant's new one may admit."""
    person = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    User.objects.filter(pk=person.pk).update(email=address, email_verified_at=Now())
    person.refresh_from_db()
    record("people:address:confirmed", by=person, about=person, on=person)
    membership = Membership.objects.filter(person=person).first()
    if not membership:
        apply(by=person)
    elif not objections(Action.ADMIT_BY_DOMAIN, by=None, on=membership):
        admit_by_domain(on=membership)


@transaction.atomic
def apply(*, by: User) -> Membership:
    """Opens an application; the site admits at once whom a verified domain vouches for (P01)."""
    person = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    membership = Membership.objects.filter(person=person).first() or Membership(person=person)
    if why := objections(Action.APPLY, by=by, on=membership):
        raise Refused(why)
    membership.save()
    record(STEPS[Action.APPLY].event, by=by, about=person, on=membership)
    if objections(Action.ADMIT_BY_DOMAIN, by=None, on=membership):
        _tell_of_application(membership)
        return membership
    return admit_by_domain(on=membership)


@transaction.atomic
def admit_by_domain(*, on: Membership) -> Membership:
    """Admits an applicant as an add-on member of the organisation whose verified domain their address is under."""
    membership = _take(Action.ADMIT_BY_DOMAIN, by=None, on=on, admitted_at=Now())
    organisation = organisation_of(membership.person.email)
    Affiliation.objects.get_or_create(
        person=membership.person,
        organisation=organisation,
        ended_on=None,
        defaults={"role": Affiliation.Role.ADD_ON_MEMBER, "started_on": TruncDate(Now())},
    )
    _tell("membership_admitted", membership, organisation=organisation)
    return membership


@transaction.atomic
def admit(*, by: User, on: Membership) -> Membership:
    """The treasurer admits an applicant."""
    membership = _take(Action.ADMIT, by=by, on=on, admitted_at=Now(), admitted_by=by)
    _tell("membership_admitted", membership)
    return membership


@transaction.atomic
def refuse(*, by: User, on: Membership, reason: str) -> Membership:
    """The treasurer does not admit an applicant, and says why."""
    membership = _take(Action.REFUSE, by=by, on=on, reason=reason, refused_at=Now())
    _tell("membership_refused", membership)
    return membership


@transaction.atomic
def apply_again(*, by: User, on: Membership) -> Membership:
    """Whoever was refused asks once more; the treasurer decides."""
    membership = _take(Action.APPLY_AGAIN, by=by, on=on, applied_at=Now())
    _tell_of_application(membership)
    return membership


@transaction.atomic
def suspend(*, by: User, on: Membership, reason: str) -> Membership:
    """An officer takes a member's rights for the time being."""
    membership = _take(Action.SUSPEND, by=by, on=on, reason=reason)
    _tell("membership_suspended", membership)
    return membership


@transaction.atomic
def reinstate(*, by: User, on: Membership) -> Membership:
    """An officer gives a suspended member their rights back."""
    membership = _take(Action.REINSTATE, by=by, on=on)
    _tell("membership_reinstated", membership)
    return membership


@transaction.atomic
def terminate(*, by: User, on: Membership, reason: str) -> Membership:
    """An officer ends a membership."""
    membership = _take(Action.TERMINATE, by=by, on=on, reason=reason)
    _tell("membership_terminated", membership)
    return membership


@transaction.atomic
def deactivate(*, by: User, on: Membership) -> Membership:
    """The person takes themself out: nothing is deleted, nobody sees them, they can come back (P18)."""
    membership = _take(Action.DEACTIVATE, by=by, on=on, standing_before=F("standing"))
    _tell("membership_deactivated", membership)
    return membership


@transaction.atomic
def reactivate(*, by: User, on: Membership) -> Membership:
    """The person comes back, with the standing they had."""
    membership = _take(Action.REACTIVATE, by=by, on=on, standing_before=NONE)
    _tell("membership_reactivated", membership)
    return membership


def _take(action: Action, *, by: User | None, on: Membership, reason: str = "", **changes: Any) -> Membership:
    """Locks the membership, asks the rules, takes the step and records it. Returns the membership as it is now."""
    membership = Membership.objects.select_for_update(of=("self",)).select_related("person").get(pk=on.pk)
    if why := objections(action, by=by, on=membership):
        raise Refused(why)
    step = STEPS[action]
    reason = reason.strip()
    if step.needs_reason and not reason:
        raise Refused([_("A reason is needed: the person will read it.")])
    if action not in {Action.DEACTIVATE, Action.REACTIVATE}:
        changes["reason"] = reason  # whoever comes back still reads why they were suspended
    to = step.to or membership.standing_before
    Membership.objects.filter(pk=membership.pk).update(standing=to, standing_since=Now(), **changes)
    membership.refresh_from_db()
    record(step.event, by=by, about=membership.person, on=membership)
    return membership


def _tell(name: str, membership: Membership, **context: Any) -> None:
    """One message for each change of standing."""
    key = f"{name}:{membership.pk}:{membership.standing_since.isoformat()}"
    tell(name, to=membership.person, key=key, url=reverse("people:welcome"), membership=membership, **context)


def _tell_of_application(membership: Membership) -> None:
    """Tells the applicant that it arrived, and the treasurer that it waits."""
    _tell("membership_applied", membership)
    for treasurer in holders_of("treasurer").exclude(pk=membership.person_id):
        key = f"membership_waiting:{membership.pk}:{membership.standing_since.isoformat()}:{treasurer.pk}"
        tell("membership_waiting", to=treasurer, key=key, url=reverse("people:queue"))
