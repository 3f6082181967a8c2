"""Every piece of personal data that this chapter holds, declared once: the profile is made from it (P06)."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models

from members.people.models import Profile, User


class Category(StrEnum):
    """What kind of data it is, in the words of the policy."""

    NAME = "name"
    PLACE = "place"
    CONTACT = "contact"
    WORK = "work"
    SETTING = "setting"


class Seen(StrEnum):
    """Who sees it where the person chose nothing else: the levels of the visibility mark."""

    NOBODY = "nobody"
    MEMBERS = "members"


@dataclass(frozen=True)
class Datum:
    """One field of one table that says something about a person."""

    model: type[models.Model]
    field: str
    category: Category
    seen_by: Seen

    @property
    def label(self) -> str:
        return str(self.model._meta.get_field(self.field).verbose_name)  # type: ignore[union-attr]


PROFILE = (
    Datum(User, "full_name", Category.NAME, Seen.MEMBERS),
    Datum(User, "display_name", Category.NAME, Seen.MEMBERS),
    Datum(Profile, "works_for", Category.WORK, Seen.MEMBERS),
    Datum(Profile, "job_title", Category.WORK, Seen.MEMBERS),
    Datum(Profile, "products", Category.WORK, Seen.MEMBERS),
    Datum(Profile, "about", Category.WORK, Seen.MEMBERS),
    Datum(Profile, "city", Category.PLACE, Seen.MEMBERS),
    Datum(Profile, "country", Category.PLACE, Seen.MEMBERS),
    Datum(Profile, "phone", Category.CONTACT, Seen.NOBODY),
    Datum(User, "language", Category.SETTING, Seen.NOBODY),
    Datum(User, "time_zone", Category.SETTING, Seen.NOBODY),
)
"""What people write themselves, in the order in which the profile asks for it."""


def fields_of(model: type[models.Model]) -> list[str]:
    return [datum.field for datum in PROFILE if datum.model is model]
