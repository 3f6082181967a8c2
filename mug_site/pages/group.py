"""What the group is called and how it is reached: one row that editors change, and every page shows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


def first_name() -> str:
    return settings.GROUP_NAME


def first_short_name() -> str:
    return settings.GROUP_SHORT_NAME


def first_vendor_name() -> str:
    return settings.VENDOR_NAME


@register_setting(icon="group")
class GroupSettings(BaseSiteSetting):
    """A new site starts with the names from the environment."""

    name = models.CharField(_("name of the group"), max_length=120, default=first_name)
    short_name = models.CharField(_("short name"), max_length=40, default=first_short_name)
    vendor_name = models.CharField(
        _("name of the vendor"),
        max_length=80,
        default=first_vendor_name,
        help_text=_("Whose customers the group is for."),
    )
    contact_address = models.EmailField(
        _("contact address"), blank=True, help_text=_("Shown in public: an address of the group, not of a person.")
    )
    footer_text = models.TextField(_("text in the footer"), max_length=500, blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("short_name"), FieldPanel("vendor_name")], heading=_("Names")),
        MultiFieldPanel([FieldPanel("contact_address"), FieldPanel("footer_text")], heading=_("Footer")),
    ]

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("group")

    def __str__(self) -> str:
        return self.name
