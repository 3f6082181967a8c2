"""Renders stored posts anew after the renderer has changed."""

from forums.forum_conversation.models import Post
from forums.markup import RENDERER_VERSION, render_stored


def rerender(*, batch: int = 500) -> int:
    """Renders every post that an earlier version rendered; returns how many. May be stopped and run again."""
    done = 0
    outdated = Post.objects.exclude(renderer_version=RENDERER_VERSION).order_by("renderer_version", "pk")
    while rows := list(outdated.values_list("pk", "content")[:batch]):
        for pk, content in rows:
            # Only what was read is overwritten: who edits meanwhile has rendered it with this version anyway.
            Post.objects.filter(pk=pk, content=content).update(
                _content_rendered=render_stored(content), renderer_version=RENDERER_VERSION
            )
        done += len(rows)
    return done
