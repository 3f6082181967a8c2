"""A person's own pages: where the membership stands, the profile, leaving and coming back."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.people import actions
from members.people.forms import ProfileForm
from members.people.models import Membership, Profile, User
from members.people.offices import offices_of
from members.people.sessions import end_others
from members.people.trail import last_look_at
from members.people.workflow import Action, objections
from members.refusals import Refused


class SignedInRequest(HttpRequest):
    """The request of a view behind `login_required`."""

    user: User


@login_required
@require_safe
def welcome(request: SignedInRequest) -> HttpResponse:
    """Where the membership stands, and what happens next."""
    membership = _membership_of(request.user)
    profile = Profile.objects.filter(person=request.user).first()
    shown = {
        "membership": membership,
        "may_apply": not objections(_way_to_apply(membership), by=request.user, on=membership),
        "looked_at": last_look_at(membership) if membership.standing == Membership.Standing.APPLICANT else None,
        "profile": profile,
        "profile_is_thin": not (profile and profile.job_title and profile.country),
    }
    return render(request, "members/people/welcome.html", shown)


@login_required
@require_POST
def apply(request: SignedInRequest) -> HttpResponse:
    """Opens an application, or a new one after a refusal."""
    membership = _membership_of(request.user)
    try:
        if membership.pk:
            actions.apply_again(by=request.user, on=membership)
        else:
            actions.apply(by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("people:welcome")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """All that the person told about themselves, to read and change in one form (P06, P18)."""
    own = Profile.objects.filter(person=request.user).first() or Profile(person=request.user)
    form = ProfileForm(request.POST or None, person=request.user, profile=own)
    if request.method == "POST" and form.is_valid():
        changed = actions.change_profile(by=request.user, told=form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            told = _("Your profile is saved.") if changed else _("Nothing was changed.")
        messages.success(request, told)
        return redirect("people:profile")
    status = 422 if form.is_bound else 200
    return render(request, "members/people/profile.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedInRequest) -> HttpResponse:
    """Deactivation: what it will do, then the act, then a receipt (P18)."""
    membership = _membership_of(request.user)
    why_not = objections(Action.DEACTIVATE, by=request.user, on=membership)
    shown = {"membership": membership, "why_not": why_not, "offices": offices_of(request.user)}
    if request.method != "POST":
        return render(request, "members/people/leave.html", shown)
    try:
        membership = actions.deactivate(by=request.user, on=membership)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("people:welcome")
    end_others(request)
    return redirect("people:come_back")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: SignedInRequest) -> HttpResponse:
    """The receipt of a deactivation, and the one button that undoes it."""
    membership = _membership_of(request.user)
    if request.method == "POST":
        try:
            actions.reactivate(by=request.user, on=membership)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Welcome back. Your account is as you left it."))
        return redirect("people:welcome")
    if request.user.standing != Membership.Standing.DEACTIVATED:
        return redirect("people:welcome")
    return render(request, "members/people/come_back.html", {"membership": membership, "now": timezone.now()})


def _membership_of(person: User) -> Membership:
    """The person's membership; one that is not saved yet where they never applied."""
    return cast("Membership | None", getattr(person, "membership", None)) or Membership(person=person)


def _way_to_apply(membership: Membership) -> Action:
    return Action.APPLY_AGAIN if membership.pk else Action.APPLY
