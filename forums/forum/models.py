"""A forum or a category of forums, and the counts that are kept for its list."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from machina.apps.forum.abstract_models import AbstractForum


class Forum(AbstractForum):
    """machina's tree of forums, less what would open a door: public image files and redirecting links."""

    image = None
    link = None
    link_redirects = None
    link_redirects_count = None

    class Meta(AbstractForum.Meta):
        constraints = [models.CheckConstraint(condition=Q(type__in=[0, 1]), name="forum_or_category")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves the forum alone. The counts are written by `forums.counts`, never by counting here."""
        self.slug = slugify(self.name, allow_unicode=True)[:80] or "forum"
        super(AbstractForum, self).save(*args, **kwargs)
