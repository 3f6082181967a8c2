"""A believable group to try the site with, and as large a one as it takes to measure it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "mug_site.demo"
    label = "demo"
