"""Pages of long lists: topics by keyset, posts by the kept count. Nothing is counted to show a page."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.http import Http404, QueryDict

from forums.forum_conversation.models import Topic

TOPICS_ON_PAGE = 20
ORDER = ("-type", "-last_post_on", "-id")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class TopicPage:
    """Some topics, and how to reach those before and after them; empty where there are none."""

    topics: Sequence[Topic]
    newer: str
    older: str


def topic_page(topics: QuerySet[Topic], query: QueryDict) -> TopicPage:
    """The page of `topics` that `?older=` or `?newer=` asks for; the first one without either."""
    key = Tuple(F("type"), F("last_post_on"), F("id"))
    older, newer = query.get("older"), query.get("newer")
    if newer:
        after = TupleGreaterThan(key, _position(newer))
        rows = list(topics.filter(after).order_by("type", "last_post_on", "id")[: TOPICS_ON_PAGE + 1])
        shown = rows[:TOPICS_ON_PAGE][::-1]
        return _page(shown, has_newer=len(rows) > TOPICS_ON_PAGE, has_older=True)
    if older:
        topics = topics.filter(TupleLessThan(key, _position(older)))
    rows = list(topics.order_by(*ORDER)[: TOPICS_ON_PAGE + 1])
    return _page(rows[:TOPICS_ON_PAGE], has_newer=bool(older), has_older=len(rows) > TOPICS_ON_PAGE)


def _page(shown: Sequence[Topic], *, has_newer: bool, has_older: bool) -> TopicPage:
    return TopicPage(
        shown,
        newer=_cursor(shown[0]) if shown and has_newer else "",
        older=_cursor(shown[-1]) if shown and has_older else "",
    )


def _cursor(topic: Topic) -> str:
    moment = ((topic.last_post_on or EPOCH) - EPOCH) // timedelta(microseconds=1)
    return urlsafe_b64encode(f"{topic.type}.{moment}.{topic.pk}".encode()).decode().rstrip("=")


def _position(cursor: str) -> tuple[int, datetime, int]:
    try:
        told = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        rank, moment, pk = (int(part) for part in told.split("."))
        position = rank, EPOCH + timedelta(microseconds=moment), pk
    except (ValueError, OverflowError, binascii.Error) as foreign:
        raise Http404 from foreign
    if not (0 <= rank <= 2 and 0 < pk < 2**31):
        raise Http404
    return position


class KeptCountPaginator(Paginator):
    """Pages of a list whose length is known already."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.kept_count = count

    @property
    def count(self) -> int:
        return self.kept_count

    def page(self, number: int | str) -> Page:
        """The last page takes along what is not counted, such as one's own post that waits for approval."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        length = self.per_page * 3 if number == self.num_pages else self.per_page
        return Page(self.object_list[start : start + length], number, self)
