"""What allauth's views leave open: one door for sign-in, addresses confirmed from anywhere, sessions ended one by one."""

from io import BytesIO
from typing import Any

import qrcode
from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ConfirmEmailView
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from qrcode.image.svg import SvgPathImage

from members.people.trail import sign_ins_of
from mug_site.accounts.forms import ConfirmAddressForm


def sign_in_door(request: HttpRequest) -> HttpResponse:
    """Every other sign-in page leads to the one there is; whoever is signed in already may not go where they wanted."""
    wanted = get_next_redirect_url(request) or reverse("people:welcome")
    if request.user.is_authenticated:
        return render(request, "account/no_way_in.html", status=403)
    return redirect_to_login(wanted)


def to_password_reset(request: HttpRequest, **_parts: str) -> HttpResponse:
    """Every other page for a forgotten password leads to the one there is."""
    return redirect("account_reset_password")


class ConfirmAddressView(ConfirmEmailView):
    """Confirms an address from the link in the mail, in any browser.

    The link alone does not do it: somebody may have registered another's address with a password of their own, and
    wait for the owner of the mailbox to open the link. So whoever did not register in this very browser also enters
    the password, and is then signed in.
    """

    form: ConfirmAddressForm | None = None

    def knows_the_person(self) -> bool:
        """Whether this browser registered the account a moment ago, or is signed in to it."""
        owner = self.object.email_address.user_id
        if self.request.user.is_authenticated:
            return bool(self.request.user.pk == owner)
        stage = get_pending_stage(self.request)
        return bool(stage and stage.login.user and stage.login.user.pk == owner)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.object and not self.knows_the_person():
            context["form"] = self.form or ConfirmAddressForm()
        return context

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.object = self.get_object()
        except Http404:
            self.object = None
            return self.render_to_response(self.get_context_data())
        if self.knows_the_person():
            return super().post(*args, **kwargs)
        return self.confirm_with_password()

    def confirm_with_password(self) -> HttpResponse:
        address = self.object.email_address
        self.form = ConfirmAddressForm(self.request.POST)
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(), status=422)
        credentials = {"email": address.user.email, "password": self.form.cleaned_data["password"]}
        try:
            person = get_adapter().authenticate(self.request, **credentials)
        except ValidationError as refused:
            self.form.add_error("password", refused)
            return self.render_to_response(self.get_context_data(), status=422)
        if person is None or person.pk != address.user_id:
            self.form.add_error("password", _("This is not the password of this account."))
            return self.render_to_response(self.get_context_data(), status=422)
        self.logout_other_user(self.object)
        if not flows.email_verification.verify_email_and_resume(self.request, self.object)[0]:
            return self.render_to_response(self.get_context_data())
        person.refresh_from_db()
        return perform_password_login(self.request, credentials, Login(user=person, email=address.email))


confirm_address = ConfirmAddressView.as_view()


class SessionsView(ListUserSessionsView):
    """Where the person is signed in, and when they signed in before; sending its form ends all other sessions (P28)."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"sign_ins": sign_ins_of(self.request.user)}


sessions = SessionsView.as_view()


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one session of the person's own."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    session.end()
    messages.success(request, _("The session has ended. Whoever used it is signed out."))
    return redirect("usersessions_list")


@require_GET
@login_required
@never_cache
def totp_qr_code(request: HttpRequest) -> HttpResponse:
    """The code to scan, as an image of its own: the content security policy allows no image inside a page's text."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    url = get_mfa_adapter().build_totp_url(request.user, secret)
    image = BytesIO()
    qrcode.make(url, image_factory=SvgPathImage).save(image)
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")
