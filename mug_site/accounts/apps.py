"""The accounts' app: no tables, the second factor's receipt, and the Django admin behind the one door."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    default = True
    name = "mug_site.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from mug_site.accounts.second_factor import count_setting_up_as_passing

        authenticator_added.connect(count_setting_up_as_passing, dispatch_uid="count_setting_up_as_passing")


class GuardedAdminConfig(admin_apps.AdminConfig):
    """Django's admin app, with our site in the place of its own."""

    default = False
    default_site = "mug_site.accounts.admin.GuardedAdminSite"
