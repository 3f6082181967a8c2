"""The public and members' pages, edited in Wagtail."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "mug_site.pages"
    default_auto_field = "django.db.models.BigAutoField"
