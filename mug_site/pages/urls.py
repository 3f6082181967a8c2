"""The addresses of pages and of what belongs to them. `pages` comes last of all: it takes every other path."""

from django.urls import path, re_path
from wagtail.urls import serve_pattern

from mug_site.pages import views

app_name = "pages"
urlpatterns = [
    path("images/<int:pk>/<str:filename>", views.image, name="image"),
    path("calendar/<int:pk>.ics", views.event_calendar, name="calendar"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]

documents = [path("<int:document_id>/<str:document_filename>", views.document, name="wagtaildocs_serve")]
"""Wagtail asks for this name where it links a document."""

pages = [re_path(serve_pattern, views.serve, name="wagtail_serve")]
"""Wagtail asks for this name where it links a page."""
