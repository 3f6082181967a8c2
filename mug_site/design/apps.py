"""The design's Django app."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "mug_site.design"
    label = "design"
