"""allauth's hooks: addresses in one spelling, mail through the outbox, a confirmed address told to the membership."""

import uuid
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.template import Context
from django.template.backends.django import Template as DjangoTemplate
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.notices.actions import queue_email
from members.notices.registry import frame
from members.notices.rendering import framed_html
from members.people import actions
from members.people.models import Membership, User
from members.people.policy import domain_of
from members.people.second_factor import passed_at

LONGEST_ADDRESS = 254  # RFC 5321, and the column's length

LANDING: dict[str | None, str] = {
    Membership.Standing.MEMBER: settings.LOGIN_REDIRECT_URL,
    Membership.Standing.DEACTIVATED: "people:come_back",
}


class AccountAdapter(DefaultAccountAdapter):
    """How accounts behave here."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and password do not belong together."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
        "rate_limited": _("Too many attempts. Wait a minute and try again."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "duplicate_email": _("This is your address already."),
        "same_as_current": _("This is the same as before."),
        "long_address": _("An e-mail address has at most 254 characters."),
        "domain_is_no_name": _("What stands after the @ is not the name of a mail domain."),
    }

    def clean_email(self, email: str) -> str:
        """One spelling for each mailbox's domain, so that two accounts cannot share one (IDNA, small letters)."""
        name, _at, _domain = email.strip().rpartition("@")
        domain = domain_of(email)
        if not domain:
            raise self.validation_error("domain_is_no_name")
        address = f"{name}@{domain}".lower()
        if len(address) > LONGEST_ADDRESS:
            raise self.validation_error("long_address")
        return address

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        given = form.cleaned_data
        user.email = given["email"]
        user.full_name = given["full_name"]
        user.display_name = given["display_name"]
        user.language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
        user.set_password(given["password1"])
        return actions.register(by=user, works_for=given["works_for"])

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirms an address, and lets the membership draw its conclusions in the same transaction (P01)."""
        actions.free_address(email_address.email, to=email_address.user)
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            actions.confirm_address(by=email_address.user, address=email_address.email)
        return confirmed

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        actions.sign_in(by=user, with_second_factor=passed_at(request) is not None)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        standing = request.user.standing if isinstance(request.user, User) else None
        return resolve_url(LANDING.get(standing, "people:welcome"))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:welcome")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("people:welcome")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:profile")

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """Who has a second factor confirms with it: a password alone would be a way around it."""
        methods: list[dict] = super().get_reauthentication_methods(user)
        stronger = [method for method in methods if method["id"] != "reauthenticate"]
        return stronger or methods

    # --- Mail ---------------------------------------------------------------------------------------------------------

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Renders a mail of allauth's and puts it into the outbox."""
        shown = frame() | {"email": email} | context
        subject = " ".join(_plain_text(f"{template_prefix}_subject.txt", shown).split())
        text = _plain_text(f"{template_prefix}_message.txt", shown).strip() + "\n"
        queue_email(
            to=email, subject=subject, text=text, html=framed_html(subject, text), key=f"account:{uuid.uuid4()}"
        )


def _plain_text(name: str, shown: dict[str, Any]) -> str:
    template = cast("DjangoTemplate", get_template(name)).template
    return str(template.render(Context(shown, autoescape=False)))
