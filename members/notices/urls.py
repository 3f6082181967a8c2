"""Where the inbox answers."""

from django.urls import path

from members.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/", views.open_notice, name="open"),
    path("e-mails/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
