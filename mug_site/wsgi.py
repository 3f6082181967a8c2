"""The site as a WSGI application, for any server that speaks it."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mug_site.settings")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - read now: a server that preloads shares them with its workers
