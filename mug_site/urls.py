"""Where everything answers. Wagtail's pages come last: they take whatever nothing else has taken."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from mug_site.accounts import views as accounts
from mug_site.pages import urls as pages_urls

urlpatterns = [
    path("accounts/", include("mug_site.accounts.urls")),
    # Wagtail's own doors are shut by what stands before its URLs.
    path("admin/login/", accounts.sign_in_door),
    re_path(r"^admin/password_reset/", accounts.to_password_reset),
    path("admin/", include("mug_site.pages.admin_doors")),
    path("django-admin/", admin.site.urls),
    path("documents/", include(pages_urls.documents)),
    path("", include("mug_site.pages.urls")),
    path("forums/", include("forums.urls")),
    path("", include("members.urls")),
    *([path("demo/", include("mug_site.demo.urls"))] if settings.DEMO else []),
    path("", include(pages_urls.pages)),
]

handler400 = "mug_site.refusals.bad_request"
handler403 = "mug_site.refusals.permission_denied"
handler404 = "mug_site.refusals.page_not_found"
handler429 = "mug_site.refusals.too_many_requests"
handler500 = "mug_site.refusals.server_error"
