"""The forms of accounts: allauth's checks, our fields and words."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.fields import PasswordField
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from members.people.forms import DisplayNameField, FullNameField, WorksForField
from members.people.models import User

LONGEST_PASSWORD = 1000  # argon2 reads it all
PASSWORD_HINT = _("At least 12 characters. Four words that you make up are good; a common password is not taken.")


class OurWords:
    """Takes allauth's fields as they are and gives them our labels and hints, without placeholders."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if isinstance(field, PasswordField):
                field.max_length = LONGEST_PASSWORD
                field.validators.append(forms.CharField(max_length=LONGEST_PASSWORD).validators[0])
                field.widget.attrs["maxlength"] = LONGEST_PASSWORD


class SignupForm(OurWords, account_forms.SignupForm):
    """Registration: at least a name and an address (P01)."""

    field_order = ["full_name", "email", "password1", "display_name", "works_for"]
    labels = {"email": _("E-mail address"), "password1": _("Password")}
    hints = {
        "full_name": _("The treasurer and other members know you by it."),
        "email": _("Best the one at work: under a domain we know, you are admitted at once."),
        "password1": PASSWORD_HINT,
        "display_name": _("If it is to be another one than your name. You can change it at any time."),
        "works_for": _("If you like: it helps the treasurer to admit you."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in (
            ("full_name", FullNameField()),
            ("display_name", DisplayNameField()),
            ("works_for", WorksForField()),
        ):
            field.help_text = self.hints[name]
            self.fields[name] = field
        self.order_fields(self.field_order)

    account_already_exists: bool

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean()
        if "password1" in told and "password1" not in self.errors:
            person = User(**{name: told.get(name, "") for name in ("full_name", "display_name", "email")})
            try:
                account_forms.get_adapter().clean_password(told["password1"], user=person)
            except ValidationError as refused:
                self.add_error("password1", refused)
        return told

    def try_save(self, request: Any) -> Any:
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])  # takes as long as for an address that is new
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True  # the same form sent twice at once
            return super().try_save(request)


class LoginForm(OurWords, account_forms.LoginForm):
    labels = {"login": _("E-mail address"), "password": _("Password"), "remember": _("Stay signed in on this device")}
    hints = {"remember": _("For 14 days. Not on a computer that others use.")}

    def clean_login(self) -> str:
        try:
            return str(account_forms.get_adapter().clean_email(super().clean_login()))
        except ValidationError:
            return "nobody@invalid"  # an address nobody can have fails as any unknown one does


class ChangePasswordForm(OurWords, account_forms.ChangePasswordForm):
    labels = {"oldpassword": _("Your present password"), "password1": _("New password")}
    hints = {"password1": PASSWORD_HINT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class ResetPasswordForm(OurWords, account_forms.ResetPasswordForm):
    labels = {"email": _("E-mail address")}
    hints = {"email": _("The one you registered with.")}

    def clean_email(self) -> str:
        super().clean_email()
        return str(account_forms.get_adapter().clean_email(self.cleaned_data["email"]))


class ResetPasswordKeyForm(OurWords, account_forms.ResetPasswordKeyForm):
    labels = {"password1": _("New password")}
    hints = {"password1": PASSWORD_HINT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class AddEmailForm(OurWords, account_forms.AddEmailForm):
    labels = {"email": _("New e-mail address")}
    hints = {"email": _("We send a link there. Until you open it, your present address stays.")}


class ReauthenticateForm(OurWords, account_forms.ReauthenticateForm):
    labels = {"password": _("Password")}


class ConfirmAddressForm(forms.Form):
    """Whoever opens the link on another device also shows that the account is theirs."""

    password = PasswordField(
        label=_("Password"),
        autocomplete="current-password",
        max_length=LONGEST_PASSWORD,
        help_text=_("The one you chose when you registered."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs.pop("placeholder", None)


# --- Second factor ----------------------------------------------------------------------------------------------------


class UsedOnce:
    """A code of the authenticator app opens one door, once, for as long as it would be accepted (RFC 6238, 5.2).

    allauth forgets a used code after one period, while a tolerance of one accepts it for three.
    """

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        authenticator: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if authenticator.type == Authenticator.Type.TOTP:
            key = f"second_factor:used:{authenticator.pk}:{normalize_user_code(code)}"
            accepted_for = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)
            if not cache.add(key, "used", timeout=accepted_for):
                raise get_mfa_adapter().validation_error("incorrect_code")
        return code


CODE_HINT = _("The six digits in your authenticator app, or one of your recovery codes.")


class AuthenticateForm(OurWords, UsedOnce, mfa_forms.AuthenticateForm):
    labels = {"code": _("Code")}
    hints = {"code": CODE_HINT}


class ReauthenticateCodeForm(OurWords, UsedOnce, mfa_forms.ReauthenticateForm):
    labels = {"code": _("Code")}
    hints = {"code": CODE_HINT}


class ActivateTOTPForm(OurWords, totp_forms.ActivateTOTPForm):
    labels = {"code": _("Code")}
    hints = {"code": _("The six digits that the app shows now.")}


class WellFormed:
    """A credential that is JSON, but not a credential, is a wrong one and no fault of the site's."""

    def clean(self) -> Any:
        try:
            return super().clean()  # type: ignore[misc]
        except (AttributeError, KeyError, TypeError):
            raise get_mfa_adapter().validation_error("incorrect_code") from None


class WellFormedCredential:
    """As `WellFormed`, for the forms that read the credential as a field."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (AttributeError, KeyError, TypeError):
            raise get_mfa_adapter().validation_error("incorrect_code") from None


class AddWebAuthnForm(OurWords, WellFormed, webauthn_forms.AddWebAuthnForm):
    labels = {"name": _("Name of this key"), "passwordless": _("Sign in with this key alone")}
    hints = {
        "name": _("So that you know it again in the list."),
        "passwordless": _("The device then asks for its PIN, your finger or your face instead of the password."),
    }


class EditWebAuthnForm(OurWords, webauthn_forms.EditWebAuthnForm):
    labels = {"name": _("Name of this key")}


class LoginWebAuthnForm(WellFormedCredential, webauthn_forms.LoginWebAuthnForm):
    pass


class ReauthenticateWebAuthnForm(WellFormedCredential, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


class AuthenticateWebAuthnForm(WellFormedCredential, webauthn_forms.AuthenticateWebAuthnForm):
    pass
