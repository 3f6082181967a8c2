"""The life of a membership as data: which step leads from where to where, who may take it, and why not."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.people.models import Membership, User
from members.people.offices import holds, offices_of
from members.people.policy import organisation_of

Standing = Membership.Standing
Rule = Callable[[User | None, Membership], str | None]

NONE = ""
"""The standing of a membership that does not exist yet."""


class Action(StrEnum):
    """What can happen to a membership."""

    APPLY = "apply"
    ADMIT = "admit"
    ADMIT_BY_DOMAIN = "admit_by_domain"
    REFUSE = "refuse"
    APPLY_AGAIN = "apply_again"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    TERMINATE = "terminate"
    DEACTIVATE = "deactivate"
    REACTIVATE = "reactivate"


# --- Rules: each returns the sentence that says no, or None -----------------------------------------------------------


def only_oneself(by: User | None, on: Membership) -> str | None:
    return None if by == on.person else _("Only the person themself can do this.")


def not_oneself(by: User | None, on: Membership) -> str | None:
    return _("Nobody decides about their own membership.") if by == on.person else None


def only_the_treasurer(by: User | None, on: Membership) -> str | None:
    return None if by and holds(by, "treasurer") else _("Only the treasurer decides about applications.")


def only_an_officer(by: User | None, on: Membership) -> str | None:
    officer = by and offices_of(by) & {"president", "treasurer", "secretary"}
    return None if officer else _("Only an officer of the Board can do this.")


def only_the_site(by: User | None, on: Membership) -> str | None:
    return _("The site does this by itself.") if by else None


def address_is_verified(by: User | None, on: Membership) -> str | None:
    return None if on.person.email_verified_at else _("The e-mail address is not confirmed yet.")


def address_belongs(by: User | None, on: Membership) -> str | None:
    if organisation_of(on.person.email):
        return None
    return _("The address is not under a verified domain of an organisation in good standing.")


def never_refused(by: User | None, on: Membership) -> str | None:
    """What a treasurer refused, a treasurer admits: not the site by itself."""
    return _("This application was refused before, so the treasurer decides.") if on.refused_at else None


def can_sign_in(by: User | None, on: Membership) -> str | None:
    return None if on.person.is_active else _("This account is closed.")


# --- Steps ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One step: from which standings, to which (None: the one before deactivation), by which rules."""

    from_: frozenset[str]
    to: Standing | None
    rules: tuple[Rule, ...]
    event: str
    needs_reason: bool = False


APPLICANT, REFUSED, MEMBER = Standing.APPLICANT, Standing.REFUSED, Standing.MEMBER
SUSPENDED, TERMINATED, DEACTIVATED = Standing.SUSPENDED, Standing.TERMINATED, Standing.DEACTIVATED

STEPS = {
    Action.APPLY: Step(
        from_=frozenset({NONE}),
        to=APPLICANT,
        rules=(only_oneself, can_sign_in, address_is_verified),
        event="people:membership:applied",
    ),
    Action.ADMIT: Step(
        from_=frozenset({APPLICANT}),
        to=MEMBER,
        rules=(only_the_treasurer, not_oneself, can_sign_in, address_is_verified),
        event="people:membership:admitted",
    ),
    Action.ADMIT_BY_DOMAIN: Step(
        from_=frozenset({APPLICANT}),
        to=MEMBER,
        rules=(only_the_site, can_sign_in, address_is_verified, never_refused, address_belongs),
        event="people:membership:admitted",
    ),
    Action.REFUSE: Step(
        from_=frozenset({APPLICANT}),
        to=REFUSED,
        rules=(only_the_treasurer, not_oneself),
        event="people:membership:refused",
        needs_reason=True,
    ),
    Action.APPLY_AGAIN: Step(
        from_=frozenset({REFUSED}),
        to=APPLICANT,
        rules=(only_oneself, can_sign_in, address_is_verified),
        event="people:membership:applied_again",
    ),
    Action.SUSPEND: Step(
        from_=frozenset({MEMBER}),
        to=SUSPENDED,
        rules=(only_an_officer, not_oneself),
        event="people:membership:suspended",
        needs_reason=True,
    ),
    Action.REINSTATE: Step(
        from_=frozenset({SUSPENDED}),
        to=MEMBER,
        rules=(only_an_officer, not_oneself),
        event="people:membership:reinstated",
    ),
    Action.TERMINATE: Step(
        from_=frozenset({MEMBER, SUSPENDED}),
        to=TERMINATED,
        rules=(only_an_officer, not_oneself),
        event="people:membership:terminated",
        needs_reason=True,
    ),
    Action.DEACTIVATE: Step(
        from_=frozenset({APPLICANT, REFUSED, MEMBER, SUSPENDED, TERMINATED}),
        to=DEACTIVATED,
        rules=(only_oneself,),
        event="people:membership:deactivated",
    ),
    Action.REACTIVATE: Step(
        from_=frozenset({DEACTIVATED}),
        to=None,
        rules=(only_oneself, can_sign_in),
        event="people:membership:reactivated",
    ),
}

NOT_FROM_HERE = {
    NONE: gettext_lazy("There is no application yet."),
    APPLICANT: gettext_lazy("The application is still waiting for the treasurer."),
    REFUSED: gettext_lazy("The application has been refused."),
    MEMBER: gettext_lazy("This person has been admitted and is a member."),
    SUSPENDED: gettext_lazy("This membership is suspended."),
    TERMINATED: gettext_lazy("This membership has ended."),
    DEACTIVATED: gettext_lazy("This account is deactivated. Only the person can bring it back."),
}


def objections(action: Action, *, by: User | None, on: Membership) -> list[str]:
    """Why `by` (None: the site itself) may not do this to the membership now; empty means they may."""
    step = STEPS[action]
    standing = on.standing if on.pk else NONE
    if standing not in step.from_:
        return [str(NOT_FROM_HERE[standing])]
    return [why for rule in step.rules if (why := rule(by, on))]
