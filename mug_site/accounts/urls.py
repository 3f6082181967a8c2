"""Where accounts answer: ours first, then allauth's own."""

from django.urls import include, path, re_path

from mug_site.accounts import views

urlpatterns = [
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", views.confirm_address, name="account_confirm_email"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("2fa/totp/code.svg", views.totp_qr_code, name="totp_qr_code"),
    path("", include("allauth.urls")),
]
