"""Who sits on the Board, with which office, and when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Seat(models.Model):
    """A seat on the Board: a person, an office, a start and an end. Rights follow the dates (P25)."""

    class Office(models.TextChoices):
        PRESIDENT = "president", _("president")
        TREASURER = "treasurer", _("treasurer")
        SECRETARY = "secretary", _("secretary")
        DIRECTOR = "director", _("director")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    office = models.CharField(_("office"), max_length=10, choices=Office.choices, default=Office.DIRECTOR)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("seat on the Board")
        verbose_name_plural = _("seats on the Board")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="seat_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_office_display()}, person {self.person_id}"
