"""Which characters a name or text may hold: those that show as themselves."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
MARKS = {"\u200c", "\u200d", "\u200e", "\u200f"}  # Persian, Hindi, emoji and right-to-left text need them
BREAKS = {"\n", "\r", "\t"}
NOT_SHOWN = _("Some characters in this text cannot be shown, such as control characters. Please take them out.")


def shown_as_itself(text: str) -> None:
    """Refuses what would not be seen, or would turn the text beside it around. Any script and emoji are welcome."""
    if any(unicodedata.category(sign) in INVISIBLE for sign in set(text) - MARKS - BREAKS):
        raise ValidationError(NOT_SHOWN, code="not_shown")


def one_line(text: str) -> None:
    """As `shown_as_itself`, without line breaks."""
    if BREAKS & set(text):
        raise ValidationError(_("This is one line of text."), code="one_line")
    shown_as_itself(text)


def has_letters(text: str) -> None:
    """A name has at least one letter, of whatever script."""
    if not any(unicodedata.category(sign).startswith("L") for sign in text):
        raise ValidationError(_("A name has letters."), code="no_letters")
