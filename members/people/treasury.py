"""The treasurer's pages: who waits for admission, on what evidence, and the decision."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.people import actions
from members.people.forms import ReasonForm
from members.people.models import Membership, Organisation
from members.people.offices import holds
from members.people.policy import domain_of
from members.people.public_mail import PUBLIC_MAIL_DOMAINS
from members.people.second_factor import fresh_second_factor
from members.people.views import SignedInRequest
from members.people.workflow import Action, objections
from members.refusals import Refused

View = Callable[..., HttpResponseBase]
PAGE = 25


def treasurer_only(view: View) -> View:
    """For the treasurer with a fresh second factor. For everybody else there is no such page."""

    @login_required
    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not holds(request.user, "treasurer"):
            raise Http404
        return fresh_second_factor(minutes=15)(view)(request, *args, **kwargs)

    return guarded


@require_safe
@treasurer_only
def queue(request: SignedInRequest, after: int | None = None) -> HttpResponse:
    """Applications, the longest waiting first, a page at a time: those that follow application `after`."""
    waiting = Membership.objects.filter(standing=Membership.Standing.APPLICANT).order_by("applied_at", "pk")
    if after is not None:
        last = get_object_or_404(Membership, pk=after)
        waiting = waiting.filter(Q(applied_at__gt=last.applied_at) | Q(applied_at=last.applied_at, pk__gt=last.pk))
    rows = list(waiting.select_related("person__profile")[: PAGE + 1])
    shown = {
        "applications": rows[:PAGE],
        "last": rows[PAGE - 1] if len(rows) > PAGE else None,
        "is_first_page": after is None,
    }
    return render(request, "members/people/queue.html", shown)


@require_safe
@treasurer_only
def application(request: SignedInRequest, pk: int) -> HttpResponse:
    """One application with its evidence, and the two decisions."""
    membership = _application(pk)
    if membership.standing not in {Membership.Standing.APPLICANT, Membership.Standing.REFUSED}:
        messages.info(request, " ".join(objections(Action.ADMIT, by=request.user, on=membership)))
        return redirect("people:queue")
    actions.look_at_application(by=request.user, on=membership)
    return _show(request, membership, ReasonForm())


@require_POST
@treasurer_only
def admit(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = _application(pk)
    if request.POST.get("address") != membership.person.email:
        messages.error(request, _("The address changed since you opened this page. Look at it again."))
        return redirect("people:application", pk=pk)
    try:
        actions.admit(by=request.user, on=membership)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s is a member now, and has been told.") % {"name": membership.person})
    return redirect("people:queue")


@require_POST
@treasurer_only
def refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = _application(pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, membership, form, status=422)
    try:
        actions.refuse(by=request.user, on=membership, reason=form.cleaned_data["reason"])
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s is not admitted, and has been told why.") % {"name": membership.person})
    return redirect("people:queue")


def _application(pk: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("person__profile"), pk=pk)


def _show(request: SignedInRequest, membership: Membership, form: ReasonForm, status: int = 200) -> HttpResponse:
    domain = domain_of(membership.person.email)
    shown = {
        "membership": membership,
        "person": membership.person,
        "profile": getattr(membership.person, "profile", None),
        "domain": domain,
        "domain_is_public": domain in PUBLIC_MAIL_DOMAINS,
        "organisation": Organisation.objects.filter(domains__domain=domain).first(),
        "why_not": objections(Action.ADMIT, by=request.user, on=membership),
        "form": form,
    }
    return render(request, "members/people/application.html", shown, status=status)
