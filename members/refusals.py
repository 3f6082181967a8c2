"""How the software says no: with the sentences that say why."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """An action that the rules do not allow now. Uncaught it is a 403 page with its reasons."""

    def __init__(self, objections: Sequence[str]) -> None:
        self.objections = list(objections)
        super().__init__(" ".join(self.objections))
