"""The one Django app of the membership: its chapters are folders, its tables one migration history."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    default_auto_field = "django.db.models.BigAutoField"
