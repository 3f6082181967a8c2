"""Jobs: what django-tasks-db lacks, for workers that die, fail and keep a schedule."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "mug_site.jobs"
    default_auto_field = "django.db.models.BigAutoField"
