from machina.apps.forum.models import *  # noqa: F403
