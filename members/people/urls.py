"""Where this chapter answers."""

from django.urls import path

from members.people import treasury, views

app_name = "people"
urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("apply/", views.apply, name="apply"),
    path("profile/", views.profile, name="profile"),
    path("leave/", views.leave, name="leave"),
    path("come-back/", views.come_back, name="come_back"),
    path("queue/", treasury.queue, name="queue"),
    path("queue/after/<int:after>/", treasury.queue, name="queue_after"),
    path("queue/<int:pk>/", treasury.application, name="application"),
    path("queue/<int:pk>/admit/", treasury.admit, name="admit"),
    path("queue/<int:pk>/refuse/", treasury.refuse, name="refuse"),
]
