"""The one Django app of the membership: its chapters are folders, its tables one migration history."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lets each chapter that stands higher answer the questions of those below it."""
        from members.board.models import Seat
        from members.notices import actions, registry
        from members.people import messages
        from members.people.offices import register_seats

        register_seats(Seat.objects.current)
        for message in messages.MESSAGES:
            registry.register(registry.Notice(message.name, essential=True, purpose=message.purpose))
        messages.register_way(actions.send)
