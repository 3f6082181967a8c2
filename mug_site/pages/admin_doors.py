"""Wagtail's admin behind our doors: what is not on the list is closed, whoever asks (docs/adr/0007, P07).

An upgrade of Wagtail cannot open a door by itself: a new address has a new name, and the list does not have it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from wagtail.admin.urls import urlpatterns as wagtail_patterns
from wagtail.utils.urlpatterns import decorate_urlpatterns

View = Callable[..., HttpResponseBase]


def _names(namespace: str, names: str) -> set[str]:
    return {f"{namespace}:{name}" for name in names.split()}


OPEN = {
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtail_bulk_action",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_choose_page_chosen_multiple",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_logout",
    "wagtailadmin_dismissibles",
    "wagtailadmin_block_preview",
    *_names("wagtailadmin_api:pages", "listing detail"),  # the page tree in the side bar
    *_names("wagtailadmin_pages", "add preview_on_add edit preview_on_edit view_draft add_subpage choose_parent"),
    *_names("wagtailadmin_pages", "delete unpublish convert_alias move move_confirm set_page_position copy"),
    *_names("wagtailadmin_pages", "search search_results type_use type_use_results usage lock unlock"),
    *_names("wagtailadmin_pages", "history history_results revisions_index revisions_view revisions_revert"),
    *_names("wagtailadmin_pages", "revisions_unschedule revisions_compare"),
    *_names("wagtailadmin_collections", "index add edit delete set_privacy"),
    *_names("wagtailadmin_editing_sessions", "ping release"),
    *_names("wagtailredirects", "index index_results add edit delete"),
    *_names("wagtailsettings", "edit"),
    *_names("wagtaildocs", "index index_results add edit delete document_usage add_multiple edit_multiple"),
    *_names("wagtaildocs", "create_multiple_from_uploaded_document delete_multiple delete_upload_multiple"),
    *_names("wagtaildocs_chooser", "choose choose_results chosen chosen_multiple create"),
    *_names("wagtailimages", "index index_results add edit delete image_usage add_multiple edit_multiple"),
    *_names("wagtailimages", "create_multiple_from_uploaded_image delete_multiple delete_upload_multiple"),
    *_names("wagtailimages_chooser", "choose choose_results chosen chosen_multiple create select_format"),
}
"""The addresses of Wagtail's admin that answer, to editors only."""

FOR_ANYONE = {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog"}
"""Icons and translations: the same for everyone."""

ELSEWHERE = {"wagtailadmin_account": "people:profile"}
"""What Wagtail would do itself, and where it is done here. (`mug_site.urls` does so for signing in.)"""

KEPT_BY_EDITORS = {"homepage", "contentpage", "newspage", "newsindexpage", "eventpage", "eventindexpage"} | {
    "membersindexpage",
    "siteimage",
    "sitedocument",
}


def is_open(name: str, kwargs: dict[str, Any]) -> bool:
    """Whether the list has this address. Those that take any model take only what editors keep."""
    if name not in OPEN:
        return False
    model = (kwargs.get("app_label"), kwargs.get("model_name"))
    if name == "wagtail_bulk_action" or name.startswith("wagtailadmin_editing_sessions:ping"):
        return model == ("wagtailcore", "page") or (model[0] == "pages" and model[1] in KEPT_BY_EDITORS)
    return True


def door(view: View) -> View:
    """Signed in, an editor, on the list, and not a table to take away: else there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in FOR_ANYONE:
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            response: HttpResponseBase = redirect_to_login(request.get_full_path())
            add_never_cache_headers(response)
            return response
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise Http404
        if name in ELSEWHERE:
            return redirect(ELSEWHERE[name])
        if not is_open(name, kwargs) or "export" in request.GET:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


urlpatterns = decorate_urlpatterns(wagtail_patterns, door)
