"""Addresses that fail in the ways that views fail, for the tests of what people then read."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from members.models import User
from mug_site import urls


def person(request: HttpRequest) -> HttpResponse:
    """Looks up whatever the request names, as carelessly as can be."""
    wanted = request.POST or request.GET
    with transaction.atomic():  # a savepoint: the refusal must not spoil the test's own transaction
        return HttpResponse(User.objects.extra(where=["id = %s"], params=[wanted["id"]]).count())


def named(request: HttpRequest) -> HttpResponse:
    return HttpResponse(User.objects.filter(full_name=(request.POST or request.GET)["name"]).count())


@require_POST
def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("text", ""), content_type="text/plain")


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    raise {
        "forbidden": PermissionDenied("Only the treasurer admits members."),
        "bad": BadRequest("no"),
        "fault": RuntimeError("a fault of ours"),
        "database": OperationalError("server closed the connection unexpectedly"),
    }[kind]


urlpatterns = [
    path("broken/person/", person),
    path("broken/named/", named),
    path("broken/echo/", echo),
    path("broken/<str:kind>/", fail),
    path("", include(urls.urlpatterns)),
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500
