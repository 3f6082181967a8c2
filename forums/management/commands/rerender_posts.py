"""Renders stored posts anew after the renderer has changed."""

from typing import Any

from django.core.management.base import BaseCommand

from forums.rendering import rerender


class Command(BaseCommand):
    help = "Renders every post that an earlier version of the renderer rendered. May be stopped and run again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Rendered {rerender()} posts.")
