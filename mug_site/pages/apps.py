"""The public and members' pages, edited in Wagtail."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "mug_site.pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """E-mails name the group as its editors do."""
        from members.notices.registry import frame_with
        from mug_site.pages.frame import frame_of_mail

        frame_with(frame_of_mail)
