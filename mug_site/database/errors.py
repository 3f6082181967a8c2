"""What the embedded database says when it cannot be had."""


class CannotServe(Exception):  # noqa: N818 - what happened, not what kind of class it is
    """The embedded PostgreSQL cannot run here; the message is a sentence for whoever started the site."""
