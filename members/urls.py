"""Where the membership's chapters answer."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("membership/", include("members.people.urls")),
    path("inbox/", include("members.notices.urls")),
]
