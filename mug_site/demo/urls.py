"""What answers in the demo only."""

from django.urls import path

from mug_site.demo import design, outbox

app_name = "demo"
urlpatterns = [
    path("design/", design.guide, name="design"),
    path("outbox/", outbox.messages, name="outbox"),
    path("outbox/<slug:name>/", outbox.message, name="message"),
]
