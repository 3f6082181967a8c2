"""Where everything answers. Wagtail's pages come last: they take whatever nothing else has taken."""

from django.contrib import admin
from django.urls import include, path

from mug_site.pages import urls as pages_urls

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("admin/", include("mug_site.pages.admin_urls")),
    path("django-admin/", admin.site.urls),
    path("documents/", include(pages_urls.documents)),
    path("", include("mug_site.pages.urls")),
    path("", include("members.urls")),
    path("", include(pages_urls.pages)),
]
