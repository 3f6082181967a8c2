"""The second factor as it is kept and asked for: seeds encrypted, codes used once, a session receipt for setting up."""

from functools import cache
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.people.models import User
from members.people.second_factor import needs_second_factor


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def cipher() -> MultiFernet:
    """Encrypts with the first of FIELD_KEYS and reads what any of them encrypted."""
    return _cipher(tuple(settings.FIELD_KEYS))


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's hooks for authenticators."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or it was used before. Wait for the next one and try again."),
        "cannot_delete_authenticator": _(
            "You may do more than a member, so your account keeps a second factor. Set up another one first."
        ),
    }

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        has_another = others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        return has_another or not needs_second_factor(User.objects.get(pk=authenticator.user_id))

    def get_totp_issuer(self) -> str:
        return str(settings.GROUP_NAME)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": str(settings.GROUP_NAME)}


def encrypt_anew(authenticator: Authenticator) -> bool:
    """Encrypts an authenticator's secrets with the newest key. Returns whether it holds any."""
    secrets = {"secret", "seed"} & authenticator.data.keys()
    for name in secrets:
        authenticator.data[name] = cipher().rotate(authenticator.data[name].encode()).decode()
    if secrets:
        authenticator.save(update_fields=["data"])
    return bool(secrets)


def count_setting_up_as_passing(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any
) -> None:
    """Whoever just set up an authenticator proved to have it: the session has passed the second factor."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)
