"""The site's settings for tests: their files and their database lie apart from those of a site that runs here."""

import os
from pathlib import Path

FOLDER = "test"
state = Path(os.environ.get("DATA_DIR") or Path(__file__).parents[1] / "var")
if state.name != FOLDER:  # workers and programs that tests start inherit it
    os.environ["DATA_DIR"] = str(state / FOLDER)

from mug_site.settings import *  # noqa: E402, F403
