"""Files of posts, and votes in polls."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums.access import board_of, member_of
from forums.addresses import number, topic_url
from forums.polls import vote as cast_vote
from members.refusals import Refused


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file, to whoever may see its post. Only pictures that were drawn anew are shown in the page."""
    file = board_of(request).attachment(pk)
    try:
        content = file.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(
        content, as_attachment=not file.is_image, filename=file.label, content_type=file.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_POST
def vote(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A vote in a poll; a refused one says why on the topic's page."""
    poll = board_of(request).poll(pk)
    try:
        cast_vote(by=member_of(request), poll=poll, option_id=number(request.POST.get("option")) or 0)
        messages.success(request, _("Your vote is counted."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(topic_url(poll.topic))
