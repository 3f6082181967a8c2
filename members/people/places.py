"""Countries and time zones to choose from, in the reader's language."""

import zoneinfo
from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def countries() -> list[tuple[str, str]]:
    """ISO 3166 codes with their names, sorted by name (from the Unicode CLDR)."""
    return _countries(get_language() or "en")


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    try:
        names = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        names = Locale("en").territories
    codes = {code: name for code, name in names.items() if len(code) == 2 and code.isalpha()}
    return sorted(((code, codes[code]) for code in codes.keys() - NO_COUNTRIES), key=lambda pair: pair[1].casefold())


@cache
def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones of the world by region, each with the name of its city."""
    known = zoneinfo.available_timezones()
    regions = [
        (
            region,
            [
                (zone, zone.partition("/")[2].replace("_", " ").replace("/", ", "))
                for zone in sorted(known)
                if zone.startswith(f"{region}/")
            ],
        )
        for region in REGIONS
    ]
    return [("UTC", [("UTC", "UTC")]), *regions]
