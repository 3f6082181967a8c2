"""The vendor's products, as members of the demo name what they run."""

from members.models import Product

PRODUCTS = [
    "MiVoice Business",
    "MiVoice Connect",
    "MX-ONE",
    "MiVoice Office 400",
    "MiVoice 5000",
    "OpenScape 4000",
    "OpenScape Voice",
    "OpenScape Business",
    "MiCollab",
    "NuPoint",
    "MiContact Center",
    "MiVoice Border Gateway",
    "MiVoice Call Recording",
    "SIP-DECT",
    "6900 IP phones",
]


def ensure_products() -> list[Product]:
    """All of them, made where they are missing."""
    missing = [Product(name=name, order=order) for order, name in enumerate(PRODUCTS, start=1)]
    Product.objects.bulk_create(missing, ignore_conflicts=True)
    return list(Product.objects.filter(name__in=PRODUCTS))
