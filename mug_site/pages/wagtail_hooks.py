"""What the pages change in Wagtail."""

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from mug_site.pages.links import OutboundLink


@hooks.register("register_rich_text_features")
def mark_outbound_links(features: FeatureRegistry) -> None:
    features.register_link_type(OutboundLink)
