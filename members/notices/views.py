"""The inbox of the person signed in, and the link that turns e-mails off without signing in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members.notices import actions, registry
from members.notices.models import InboxNotice, NoticeChoice
from members.notices.unsubscribe import read_token
from members.people.models import User

PAGE = 20


class SignedInRequest(HttpRequest):
    """The request of a view behind `login_required`."""

    user: User


@login_required
@require_GET
def inbox(request: SignedInRequest) -> HttpResponse:
    mine = InboxNotice.objects.filter(person=request.user).order_by("-id")
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    return render(request, "members/notices/inbox.html", {"page": page})


@login_required
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    read = actions.mark_read(by=request.user)
    if read:
        messages.success(
            request,
            ngettext("%(count)d notice is marked as read.", "%(count)d notices are marked as read.", read)
            % {"count": read},
        )
    return redirect("notices:inbox")


@login_required
@require_POST
def open_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Marks a notice as read and goes where it leads."""
    notice = get_object_or_404(InboxNotice, pk=pk, person=request.user)
    actions.mark_read(by=request.user, notice=notice)
    leads_here = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and leads_here else "notices:inbox")


@csrf_exempt  # RFC 8058: a mail system posts here for its user, with no cookie; the signed token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Turns one purpose's e-mails off, or on again. Opening the page changes nothing: mail scanners open links."""
    read = read_token(token)
    if read is None:
        raise Http404
    person, purpose = read
    if request.method == "POST":
        actions.choose(by=person, purpose=purpose, wanted=request.POST.get("wanted") == "yes")
    choice = NoticeChoice.objects.filter(person=person, purpose=purpose).first()
    context = {
        "label": registry.label_of(purpose),
        "wanted": choice.wanted if choice else True,
        "changed": request.method == "POST",
        "title": _("E-mails about %(purpose)s") % {"purpose": registry.label_of(purpose)},
    }
    return render(request, "members/notices/unsubscribe.html", context)
