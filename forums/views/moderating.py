"""Moderating: what waits for approval; locking, moving, ranking and removing topics. Each act is asked for once more."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from forums import actions
from forums.access import board_of, member_of
from forums.addresses import crumbs, forum_url, post_url, topic_url
from forums.forms import MoveForm, ReasonForm
from forums.forum_conversation.models import Post, Topic
from forums.policy import Act, Reason, objections
from forums.writers import writers_of
from members.refusals import Refused

QUEUE_SHOWN = 30


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The posts that have waited longest for approval, in the forums that the person moderates."""
    board = board_of(request)
    forums = board.where("can_approve_posts")
    if not forums:
        raise Http404
    waiting = Post.objects.filter(approved=False, topic__forum__in=forums).select_related("topic")
    posts = list(waiting.order_by("created", "pk")[: QUEUE_SHOWN + 1])
    writers = writers_of(post.poster_id for post in posts)
    for post in posts:
        post.topic.forum = board.forums[post.topic.forum_id]
        post.writer = writers.get(post.poster_id)
    return render(
        request,
        "forums/queue.html",
        {"posts": posts[:QUEUE_SHOWN], "more": len(posts) > QUEUE_SHOWN, "crumbs": crumbs()},
    )


@require_safe
def queued_post(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A waiting post, where it will stand."""
    return redirect(post_url(board_of(request).post(pk)))


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Lets a waiting post show."""
    actions.approve(by=member_of(request), post=board_of(request).post(pk))
    messages.success(request, _("The post is approved: members see it now."))
    return redirect("forum_moderation:queue")


class ModeratorAct(View):
    """One act of a moderator: a page that asks, and the act itself."""

    title = gettext_lazy("Are you sure?")
    lead: Any = ""
    button: Any = ""
    done: Any = ""
    act: Act
    is_grave = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.on = self.find(kwargs["pk"])
        if refused := objections(self.act, by=board_of(request), on=self.on):
            raise Refused(refused)
        return super().dispatch(request, *args, **kwargs)

    def find(self, pk: int) -> Any:
        return board_of(self.request).topic(pk)

    def form(self, *args: Any) -> Any:
        return None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST)
        if form is not None and not form.is_valid():
            return self.show(form)
        try:
            self.run(form)
        except Refused as refusal:
            if form is None:
                raise
            form.add_error(None, refusal.objections)
            return self.show(form)
        messages.success(request, self.done)
        return redirect(self.after())

    def run(self, form: Any) -> None:
        raise NotImplementedError

    def after(self) -> str:
        return topic_url(board_of(self.request).topic(self.on.pk))

    def show(self, form: Any) -> HttpResponse:
        topic = self.on if isinstance(self.on, Topic) else self.on.topic
        return render(
            self.request,
            "forums/confirm.html",
            {
                "title": self.title,
                "lead": self.lead,
                "about": topic.subject,
                "quoted": self.on if isinstance(self.on, Post) else None,
                "form": form,
                "button": self.button,
                "is_grave": self.is_grave,
                "back": topic_url(topic),
                "crumbs": crumbs(forum=topic.forum, topic=topic),
            },
        )


class Refuse(ModeratorAct):
    title = gettext_lazy("Refuse this post?")
    lead = gettext_lazy("It is removed, and its writer is told why.")
    button = gettext_lazy("Refuse the post")
    done = gettext_lazy("The post is refused.")
    act = Act.APPROVE
    is_grave = True

    def find(self, pk: int) -> Post:
        return board_of(self.request).post(pk)

    def form(self, *args: Any) -> ReasonForm:
        return ReasonForm(*args)

    def run(self, form: ReasonForm) -> None:
        reason, words = Reason(form.cleaned_data["reason"]), form.cleaned_data["words"]
        actions.refuse(by=member_of(self.request), post=self.on, reason=reason, words=words)

    def after(self) -> str:
        return reverse("forum_moderation:queue")


class RemoveTopic(ModeratorAct):
    title = gettext_lazy("Remove this topic?")
    button = gettext_lazy("Remove the topic")
    done = gettext_lazy("The topic is removed.")
    act = Act.REMOVE_TOPIC
    is_grave = True

    @property
    def lead(self) -> str:
        return _("%(count)s posts go with it, and this cannot be undone. Its writer is told why.") % {
            "count": self.on.posts_count
        }

    def form(self, *args: Any) -> ReasonForm:
        return ReasonForm(*args)

    def run(self, form: ReasonForm) -> None:
        reason, words = Reason(form.cleaned_data["reason"]), form.cleaned_data["words"]
        actions.remove_topic(by=member_of(self.request), topic=self.on, reason=reason, words=words)

    def after(self) -> str:
        return forum_url(self.on.forum)


class Move(ModeratorAct):
    title = gettext_lazy("Move this topic")
    lead = gettext_lazy("Addresses through the old forum still lead to it.")
    button = gettext_lazy("Move the topic")
    done = gettext_lazy("The topic is moved.")
    act = Act.MOVE

    def form(self, *args: Any) -> MoveForm:
        board = board_of(self.request)
        targets = [board.forums[pk] for pk in board.where("can_move_topics") if pk != self.on.forum_id]
        return MoveForm(*args, forums=targets)

    def run(self, form: MoveForm) -> None:
        target = board_of(self.request).forum(form.cleaned_data["to"])
        actions.move(by=member_of(self.request), topic=self.on, to=target)


class Change(ModeratorAct):
    """An act without further questions."""

    change: Callable[..., None]

    def run(self, form: Any) -> None:
        type(self).change(by=member_of(self.request), topic=self.on)


class Lock(Change):
    title = gettext_lazy("Lock this topic?")
    lead = gettext_lazy("It stays readable and takes no further answers.")
    button = gettext_lazy("Lock the topic")
    done = gettext_lazy("The topic is locked.")
    act = Act.LOCK
    change = staticmethod(actions.lock)


class Unlock(Change):
    title = gettext_lazy("Open this topic again?")
    button = gettext_lazy("Open the topic")
    done = gettext_lazy("The topic takes answers again.")
    act = Act.UNLOCK
    change = staticmethod(actions.unlock)


class MakeNormal(Change):
    title = gettext_lazy("Make this a normal topic?")
    button = gettext_lazy("Make it a normal topic")
    done = gettext_lazy("It is a normal topic now.")
    act = Act.MAKE_NORMAL
    change = partial(actions.set_type, to=Topic.TOPIC_POST)


class MakeSticky(Change):
    title = gettext_lazy("Keep this topic on top of its forum?")
    button = gettext_lazy("Keep it on top")
    done = gettext_lazy("The topic stays on top of its forum.")
    act = Act.MAKE_STICKY
    change = partial(actions.set_type, to=Topic.TOPIC_STICKY)


class MakeAnnouncement(Change):
    title = gettext_lazy("Make this topic an announcement?")
    button = gettext_lazy("Make it an announcement")
    done = gettext_lazy("The topic is an announcement now.")
    act = Act.MAKE_ANNOUNCEMENT
    change = partial(actions.set_type, to=Topic.TOPIC_ANNOUNCE)
