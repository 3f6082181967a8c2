"""Writing: asking, answering, changing and removing one's own; moderators change and remove anybody's."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from forums import actions
from forums.access import board_of, member_of
from forums.addresses import crumbs, forum_url, post_url, topic_url
from forums.forms import PollForm, PostForm, ReasonForm
from forums.forum.models import Forum
from forums.forum_conversation.forum_attachments.models import Attachment
from forums.forum_conversation.models import Post, Topic
from forums.policy import Act, Reason, objections
from forums.views.composing import Composer
from members.refusals import Refused


def written(request: HttpRequest, post: Post) -> HttpResponseBase:
    """Where to go after writing, and what happened."""
    if not post.approved:
        messages.info(request, _("A moderator looks at your post before others see it."))
    return redirect(post_url(post))


class Ask(Composer):
    """Opens a topic in a forum."""

    with_subject = True
    forum: Forum

    def find(self, place: dict[str, Any]) -> None:
        self.forum = self.board.forum(place["forum_pk"])

    @cached_property
    def poll_form(self) -> PollForm:
        return PollForm(self.request.POST if self.request.method == "POST" else None, prefix="poll")

    @property
    def forum_id(self) -> int:
        return int(self.forum.pk)

    def refused(self) -> list[str]:
        return objections(Act.ASK, by=self.board, on=self.forum)

    def context(self) -> dict[str, Any]:
        with_poll = not objections(Act.POLL, by=self.board, on=self.forum)
        return {
            "title": _("Ask in %(forum)s") % {"forum": self.forum.name},
            "button": _("Post the question"),
            "poll_form": self.poll_form if with_poll else None,
            "crumbs": crumbs(forum=self.forum),
        }

    def send(self, form: PostForm, files: Sequence[Attachment]) -> HttpResponseBase:
        poll = self.poll_form
        if not poll.is_valid():
            raise Refused([str(why) for whys in poll.errors.values() for why in whys])
        post = actions.ask(
            by=self.person,
            forum=self.forum,
            subject=form.cleaned_data["subject"],
            content=form.cleaned_data["content"],
            attachments=files,
            submission=form.cleaned_data["submission"],
            question=poll.cleaned_data["question"],
            options=poll.cleaned_data["options"],
        )
        post.topic.forum = self.forum
        return written(self.request, post)


class Reply(Composer):
    """Answers a topic."""

    topic: Topic

    def find(self, place: dict[str, Any]) -> None:
        self.topic = self.board.topic(place["topic_pk"], forum=place["forum_pk"])

    @property
    def forum_id(self) -> int:
        return self.topic.forum_id

    def refused(self) -> list[str]:
        return objections(Act.REPLY, by=self.board, on=self.topic)

    def context(self) -> dict[str, Any]:
        return {
            "title": _("Answer “%(subject)s”") % {"subject": self.topic.subject},
            "button": _("Post the answer"),
            "crumbs": crumbs(forum=self.topic.forum, topic=self.topic),
        }

    def send(self, form: PostForm, files: Sequence[Attachment]) -> HttpResponseBase:
        post = actions.reply(
            by=self.person,
            topic=self.topic,
            content=form.cleaned_data["content"],
            attachments=files,
            submission=form.cleaned_data["submission"],
        )
        post.topic = self.topic
        return written(self.request, post)


class Edit(Composer):
    """Changes a post."""

    edited: Post

    def find(self, place: dict[str, Any]) -> None:
        self.edited = self.board.post(place["pk"], topic=place["topic_pk"], forum=place["forum_pk"])
        self.with_subject = self.edited.topic.first_post_id == self.edited.pk
        self.with_reason = not self.board.is_own(self.edited)

    @property
    def forum_id(self) -> int:
        return self.edited.topic.forum_id

    def refused(self) -> list[str]:
        return objections(Act.EDIT, by=self.board, on=self.edited)

    def attached(self) -> list[Attachment]:
        return list(self.edited.attachments.all())

    def initial(self) -> dict[str, Any]:
        return {"subject": self.edited.topic.subject, "content": self.edited.content.raw}

    def context(self) -> dict[str, Any]:
        return {
            "title": _("Change what is written"),
            "button": _("Save the change"),
            "crumbs": crumbs(forum=self.edited.topic.forum, topic=self.edited.topic),
        }

    def send(self, form: PostForm, files: Sequence[Attachment]) -> HttpResponseBase:
        post = actions.edit(
            by=self.person,
            post=self.edited,
            content=form.cleaned_data["content"],
            subject=form.cleaned_data.get("subject", ""),
            reason=form.cleaned_data.get("reason", ""),
            keep=[file for file in files if file.post_id] if "keep" in form.fields else None,
            add=[file for file in files if not file.post_id],
        )
        post.topic.forum = self.edited.topic.forum
        messages.success(self.request, _("The change is saved."))
        return redirect(post_url(post))


class Remove(View):
    """Removes a post, after a page that says what goes with it."""

    post_found: Post

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.post_found = board_of(request).post(kwargs["pk"], topic=kwargs["topic_pk"], forum=kwargs["forum_pk"])
        if refused := objections(Act.REMOVE, by=board_of(request), on=self.post_found):
            raise Refused(refused)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(ReasonForm() if self.is_others else None)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        post, topic = self.post_found, self.post_found.topic
        if self.is_others:
            form = ReasonForm(request.POST)
            if not form.is_valid():
                return self.show(form)
            reason = Reason(form.cleaned_data["reason"])
            actions.remove(by=member_of(request), post=post, reason=reason, words=form.cleaned_data["words"])
        else:
            actions.remove(by=member_of(request), post=post)
        messages.success(request, _("The post is removed."))
        return redirect(forum_url(topic.forum) if self.takes_topic else topic_url(topic))

    @property
    def is_others(self) -> bool:
        return not board_of(self.request).is_own(self.post_found)

    @property
    def takes_topic(self) -> bool:
        return self.post_found.topic.first_post_id == self.post_found.pk

    def show(self, form: ReasonForm | None) -> HttpResponse:
        topic = self.post_found.topic
        lead = _("The topic has no answers and goes with it.") if self.takes_topic else ""
        return render(
            self.request,
            "forums/confirm.html",
            {
                "title": _("Remove this post?"),
                "lead": lead + " " + _("This cannot be undone."),
                "quoted": self.post_found,
                "form": form,
                "button": _("Remove the post"),
                "is_grave": True,
                "back": post_url(self.post_found),
                "crumbs": crumbs(forum=topic.forum, topic=topic),
            },
        )
