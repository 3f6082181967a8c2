"""What `make run` says when it cannot go on."""


class CannotRun(Exception):  # noqa: N818 - what happened, not what kind of class it is
    """The site cannot run here or now; the message is a sentence for whoever started it."""
