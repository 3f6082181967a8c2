"""The composer's form: what it takes is said in a sentence, and what was typed and chosen stays."""

import uuid
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forums import markup
from forums.attachments import MAX_FILES
from forums.forum.models import Forum
from forums.forum_conversation.forum_attachments.models import Attachment
from forums.policy import Reason


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        chosen = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in chosen if file]


class PostForm(forms.Form):
    """A question, an answer, or a change of one."""

    subject = forms.CharField(
        label=_("Your question in one line"),
        max_length=150,
        help_text=_("Name the product and the version, and what happens: “MiVB 10.1: calls drop after 15 minutes”."),
    )
    content = forms.CharField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        help_text=_("Put code and logs between lines of ```. **bold**, lists and > quotes work too."),
    )
    keep = forms.TypedMultipleChoiceField(
        label=_("Files attached so far"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Untick what should not stay."),
    )
    uploads = FilesField(
        label=_("Attach files"),
        required=False,
        help_text=_(
            "Up to 5: images, text, logs, packet captures, PDF, ZIP. Place and camera are taken out of pictures."
        ),
    )
    reason = forms.CharField(label=_("Why you change it"), max_length=255, required=False)
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        with_subject: bool,
        with_files: bool,
        with_reason: bool = False,
        kept: Sequence[Attachment] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not with_subject:
            del self.fields["subject"]
            self.fields["content"].label = _("Your answer")
        if not with_files:
            del self.fields["uploads"], self.fields["keep"]
        if not with_reason:
            del self.fields["reason"]
        if not self.is_bound:
            self.initial.setdefault("submission", uuid.uuid4())
        self.offer(kept)

    def offer(self, kept: Sequence[Attachment]) -> None:
        """Shows these files as attached; with none there is nothing to untick."""
        field = self.fields.get("keep")
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.widget = forms.CheckboxSelectMultiple() if kept else forms.MultipleHiddenInput()
            field.choices = [(file.pk, file.label) for file in kept]

    def keep_uploaded(self, kept: Sequence[Attachment], chosen: Sequence[int]) -> None:
        """After a preview or a refusal: what was uploaded is stored, so nobody has to choose it again."""
        self.offer(kept)
        data = cast("QueryDict", self.data).copy()
        data.setlist("keep", [str(pk) for pk in chosen])
        self.data = data

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())

    def clean_content(self) -> str:
        content = str(self.cleaned_data["content"]).replace("\r\n", "\n")
        if not content.strip():
            raise forms.ValidationError(_("Write something first."))
        try:
            markup.render(content)
        except markup.RefusedError as refused:
            raise forms.ValidationError(str(refused)) from refused
        return content

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        total = len(self.cleaned_data.get("uploads") or []) + len(self.cleaned_data.get("keep") or [])
        if total > MAX_FILES:
            more = ngettext("A post takes %(limit)s file.", "A post takes at most %(limit)s files.", MAX_FILES)
            self.add_error("uploads", more % {"limit": MAX_FILES})
        return cleaned


class PollForm(forms.Form):
    """A poll that a new topic may carry."""

    question = forms.CharField(label=_("Poll: the question"), max_length=255, required=False)
    options = forms.CharField(
        label=_("Poll: the options, one on each line"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_options(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["options"].splitlines())
        options = list(dict.fromkeys(line[:255] for line in lines if line))
        if self.cleaned_data.get("question") and not 2 <= len(options) <= 20:
            raise forms.ValidationError(_("Give from 2 to 20 options."))
        return options


class ReasonForm(forms.Form):
    """Why a moderator removes something."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("A word to its writer"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is sent to them with the reason."),
    )


class MoveForm(forms.Form):
    """Where a topic is moved to."""

    to = forms.TypedChoiceField(label=_("Forum"), coerce=int)

    def __init__(self, *args: Any, forums: Sequence[Forum], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(forum.pk, forum.name) for forum in forums]  # type: ignore[attr-defined]
