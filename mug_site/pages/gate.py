"""Who may read a page or a file: everyone, or members only (P05)."""

from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import ExpressionWrapper
from wagtail.models import Collection, Page

from members.models import User

Pages = TypeVar("Pages", bound=QuerySet)

Reader = User | AnonymousUser


def is_member(reader: Reader) -> bool:
    """Whether the reader is signed in, admitted and in good standing."""
    return reader.is_authenticated and reader.is_member


def _at_or_above(path: str) -> QuerySet[Page]:
    """The page with this tree path and everything above it; Wagtail's own restrictions close a page for us, too."""
    return Page.objects.annotate(
        sought=ExpressionWrapper(OuterRef(path), output_field=CharField()),
    ).filter(
        Q(membersindexpage__isnull=False) | Q(view_restrictions__isnull=False),
        sought__startswith=F("path"),
    )


def closed_page(path: str = "path") -> Exists:
    """True in SQL for a page that is in a members-only section, whatever kind of page it is."""
    return Exists(_at_or_above(path))


def closed_collection(path: str = "collection__path") -> Exists:
    """True in SQL for a file in a collection that is restricted in any way, or in one below it."""
    return Exists(
        Collection.objects.annotate(
            sought=ExpressionWrapper(OuterRef(path), output_field=CharField()),
        ).filter(view_restrictions__isnull=False, sought__startswith=F("path"))
    )


def open_to(reader: Reader, pages: Pages) -> Pages:
    """The published pages among these that the reader may see."""
    published = pages.filter(live=True)
    return published if is_member(reader) else published.exclude(closed_page())


def may_read_files(reader: Reader) -> bool:
    """Whether the reader may open files of closed collections: members, and the editors who keep them."""
    return is_member(reader) or (reader.is_authenticated and reader.has_perm("wagtailadmin.access_admin"))
