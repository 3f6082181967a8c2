"""What asking, answering and changing have in common: nothing that was typed or chosen is ever lost."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from forums.access import board_of, member_of
from forums.attachments import FileRefusedError, take
from forums.board import Board
from forums.forms import PostForm
from forums.forum_conversation.forum_attachments.models import Attachment
from forums.forum_conversation.models import Post
from members.models import User
from members.refusals import Refused

MAX_UNSENT = 20


class Composer(View):
    """Shows the form, previews, and sends. What is refused comes back with everything that was typed and uploaded."""

    template_name = "forums/compose.html"
    with_subject = False
    with_reason = False
    board: Board
    person: User

    def find(self, place: dict[str, Any]) -> None:
        """Finds what is written to, or changed; 404 where it is not there for this person."""
        raise NotImplementedError

    def refused(self) -> list[str]:
        """Why the person may not write here."""
        raise NotImplementedError

    def send(self, form: PostForm, files: Sequence[Attachment]) -> HttpResponseBase:
        """Writes it, and answers with where it stands now."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        return {}

    def attached(self) -> list[Attachment]:
        """The files that what is changed has already."""
        return []

    @property
    def forum_id(self) -> int:
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.board, self.person = board_of(request), member_of(request)
        self.find(kwargs)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if refused := self.refused():
            raise Refused(refused)
        attached = self.attached()
        initial = {**self.initial(), "keep": [file.pk for file in attached]}
        return self.show(self.form(initial=initial, kept=attached))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        typed = request.POST
        kept = self.keepable(typed.getlist("keep"))
        form = self.form(typed, request.FILES, kept=kept)
        if refused := self.refused():
            form.add_error(None, refused)
            return self.show(form)
        valid = form.is_valid()
        chosen = [pk for pk in (form.cleaned_data.get("keep") or []) if pk in {file.pk for file in kept}]
        files = [file for file in kept if file.pk in chosen] + self.upload(form)
        if not valid or form.errors or "preview" in typed:
            return self.show_again(form, kept, files)
        try:
            return self.send(form, files)
        except Refused as refusal:
            form.add_error(None, refusal.objections)
            return self.show_again(form, kept, files)

    def form(self, *args: Any, **kwargs: Any) -> PostForm:
        with_files = self.board.may("can_attach_file", self.forum_id)
        return PostForm(
            *args, with_subject=self.with_subject, with_reason=self.with_reason, with_files=with_files, **kwargs
        )

    def keepable(self, wanted: Sequence[str]) -> list[Attachment]:
        """Of the files that the form names, the person's own unsent ones and those of the very post that is changed."""
        ids = {int(pk) for pk in wanted if pk.isascii() and pk.isdigit() and len(pk) < 10}
        unsent = Attachment.objects.filter(pk__in=ids, post=None, uploaded_by=self.person)
        return self.attached() + list(unsent)

    def upload(self, form: PostForm) -> list[Attachment]:
        """Stores the files that came with the form; those that are refused say why beside the field."""
        taken: list[Attachment] = []
        chosen = form.cleaned_data.get("uploads") or []
        if chosen and Attachment.objects.filter(post=None, uploaded_by=self.person).count() > MAX_UNSENT:
            form.add_error("uploads", _("You have uploaded many files without posting them. Try again tomorrow."))
            return taken
        for file in chosen:
            try:
                taken.append(take(file, by=self.person))
            except FileRefusedError as refusal:
                form.add_error("uploads", str(refusal))
        return taken

    def show_again(self, form: PostForm, kept: list[Attachment], files: list[Attachment]) -> HttpResponse:
        known = kept + [file for file in files if file not in kept]
        preview = None
        if not form.errors:
            draft = Post(content=form.cleaned_data["content"])
            draft.render()
            preview = {"post": draft, "files": files}
        form.keep_uploaded(known, [file.pk for file in files])
        return self.show(form, preview=preview)

    def show(self, form: PostForm, **further: Any) -> HttpResponse:
        return render(self.request, self.template_name, {"form": form, **self.context(), **further})
