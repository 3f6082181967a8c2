"""The forms of this chapter: the profile, and the treasurer's decision."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from members.people.characters import has_letters, one_line, shown_as_itself
from members.people.models import Profile, User
from members.people.personal_data import PROFILE, Category, fields_of
from members.people.places import countries, time_zones

PHONE = re.compile(r"\+?[\d\s().\-/]{5,30}(\s*(ext\.?|x|#)\s*\d{1,6})?", re.ASCII | re.IGNORECASE)


class FullNameField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {
            "label": _("Your name"),
            "max_length": 200,
            "validators": [has_letters, one_line],
            "widget": forms.TextInput(attrs={"autocomplete": "name"}),
        }
        super().__init__(**(options | kwargs))


class DisplayNameField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {
            "label": _("Name shown in the forums"),
            "max_length": 60,
            "required": False,
            "validators": [has_letters, one_line],
            "widget": forms.TextInput(attrs={"autocomplete": "nickname"}),
        }
        super().__init__(**(options | kwargs))


class WorksForField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {
            "label": _("Organisation you work for"),
            "max_length": 200,
            "required": False,
            "validators": [one_line],
            "widget": forms.TextInput(attrs={"autocomplete": "organization"}),
        }
        super().__init__(**(options | kwargs))


class ProfileForm(forms.Form):
    """All that a person tells about themselves; its fields are those that the chapter declares as personal data."""

    OURS = {
        "full_name": FullNameField(),
        "display_name": DisplayNameField(help_text=_("Empty: your name is shown.")),
        "works_for": WorksForField(),
    }

    def __init__(self, data: Any = None, *, person: User, profile: Profile) -> None:
        self.person, self.profile = person, profile
        super().__init__(data, initial=self._as_it_is())
        found = fields_for_model(User, fields_of(User)) | fields_for_model(Profile, fields_of(Profile)) | self.OURS
        self.fields |= {datum.field: found[datum.field] for datum in PROFILE}
        self._shape_fields()

    def _as_it_is(self) -> dict[str, Any]:
        told = {datum.field: getattr(self.person, datum.field) for datum in PROFILE if datum.model is User}
        told |= {name: getattr(self.profile, name) for name in fields_of(Profile) if name != "products"}
        return told | {"products": list(self.profile.products.all()) if self.profile.pk else []}

    def _shape_fields(self) -> None:
        nothing: list[tuple[str, Any]] = [("", _("(not given)"))]
        self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=[*nothing, *countries()], required=False)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=settings.LANGUAGES, help_text=_("Of the pages and of the mail you get.")
        )
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=time_zones(), help_text=_("In which every time on the site is shown to you.")
        )
        self.fields["products"].widget = forms.CheckboxSelectMultiple(choices=self.fields["products"].choices)  # type: ignore[attr-defined]
        self.fields["products"].help_text = ""
        self.fields["phone"].widget.attrs |= {"type": "tel", "autocomplete": "tel"}
        self.fields["phone"].help_text = _("With the country's code, such as +47 22 00 00 00.")
        self.fields["about"].widget = forms.Textarea(attrs={"rows": 5})
        for name in ("job_title", "city"):
            self.fields[name].validators.append(one_line)
        self.fields["about"].validators.append(shown_as_itself)

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields by what they are about, each group with who sees it."""
        titles = {
            Category.NAME: _("Your name"),
            Category.WORK: _("Your work"),
            Category.PLACE: _("Where you are"),
            Category.CONTACT: _("How the group reaches you"),
            Category.SETTING: _("How the site shows itself to you"),
        }
        return [
            {
                "title": title,
                "seen_by": next(datum.seen_by for datum in PROFILE if datum.category is category),
                "fields": [self[datum.field] for datum in PROFILE if datum.category is category],
            }
            for category, title in titles.items()
        ]

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and not (PHONE.fullmatch(phone) and sum(sign.isdigit() for sign in phone) >= 5):
            raise ValidationError(_("A phone number is written in digits, with a + before the country's code."))
        return phone


class ReasonForm(forms.Form):
    """Why an application is refused."""

    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The applicant reads this, and may apply again. Say what is missing."),
        max_length=1000,
        validators=[shown_as_itself],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
