"""The forums: machina, made safe and fast."""

from django.apps import AppConfig


class ForumsConfig(AppConfig):
    name = "forums"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Whoever is granted something in the forums by name may do more than a member, and needs a second factor."""
        from django.apps import apps
        from django.db.models import Exists, OuterRef

        from members.people.second_factor import register_rights

        grants = apps.get_model("forum_permission", "UserForumPermission").objects
        register_rights(lambda: Exists(grants.filter(user=OuterRef("pk"), has_perm=True)))
