"""The person's other sessions, ended when they leave (P28)."""

from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.http import HttpRequest

__all__ = ["end_others"]


def end_others(request: HttpRequest) -> None:
    """Signs the person out everywhere but here."""
    end_other_sessions(request, request.user)
