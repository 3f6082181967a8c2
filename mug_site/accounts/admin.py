"""The Django admin: no sign-in of its own, and no model in it but those that hold nobody's data (P07, P11)."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mug_site.accounts.views import sign_in_door

MODELS = {"forum.forum", "members.product", "wagtailredirects.redirect"}
"""What may be registered. People, addresses, sessions, posts, task arguments and groups stay out, whoever offers them:
whoever edits people can take over an account, and whoever edits groups hands out rights."""


class GuardedAdminSite(admin.AdminSite):
    """An admin site that registers only what is on the list, and leaves signing in to the site's one door."""

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models: Iterable[type[Model]] = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        )
        listed = [model for model in models if model._meta.label_lower in MODELS]
        super().register(listed, admin_class, **options)

    def unregister(self, model_or_iterable: Any) -> None:
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        super().unregister([model for model in models if self.is_registered(model)])

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return sign_in_door(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")
