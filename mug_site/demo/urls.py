"""What answers in the demo only."""

from django.urls import path

from mug_site.demo import outbox

app_name = "demo"
urlpatterns = [
    path("outbox/", outbox.messages, name="outbox"),
    path("outbox/<slug:name>/", outbox.message, name="message"),
]
