"""What the header of every page shows of the inbox."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from members.notices.models import InboxNotice


def unread_notices(request: HttpRequest) -> dict[str, object]:
    """`unread_notices`: how many notices wait. One query, only where a template asks; none for anonymous visitors."""

    def count() -> int:
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return 0
        return InboxNotice.objects.filter(person=user, read_at__isnull=True).count()

    return {"unread_notices": SimpleLazyObject(count)}
