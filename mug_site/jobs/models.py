"""What the workers remember together."""

from django.db import models


class ScheduleTick(models.Model):
    """When the latest period of a schedule began for which its job was queued. It only moves forward."""

    schedule = models.CharField(max_length=200, primary_key=True)
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.schedule} at {self.began_at:%Y-%m-%d %H:%M:%S}"
