"""The building blocks of a page's body. Nothing here loads anything from another site."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

RICH_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link", "code"]
"""What rich text may hold; headings, images and tables are blocks of their own."""


class HeadingBlock(blocks.StructBlock):
    """A heading inside the page; the page's title is the only first-level heading."""

    text = blocks.CharBlock(label=_("Heading"), max_length=120)
    level = blocks.ChoiceBlock(
        label=_("Level"), choices=[("h2", _("Section")), ("h3", _("Part of a section"))], default="h2"
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "pages/blocks/heading.html"


class FigureBlock(blocks.StructBlock):
    """An image with what it shows in words."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "pages/blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"), rows=3)
    source = blocks.CharBlock(
        label=_("Source"),
        required=False,
        max_length=120,
        help_text=_("Name a person only if they have agreed to be named in public."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "pages/blocks/quote.html"


class CallBlock(blocks.StructBlock):
    """One thing that the reader is invited to do."""

    text = blocks.CharBlock(label=_("Sentence"), required=False, max_length=250)
    label = blocks.CharBlock(label=_("Button"), max_length=60, help_text=_("A verb with its object: “Join the group”."))
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    address = blocks.URLBlock(label=_("Or another address"), required=False)

    class Meta:
        icon = "arrow-right"
        label = _("Call to action")
        template = "pages/blocks/call.html"


class DocumentsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    documents = blocks.ListBlock(DocumentChooserBlock(label=_("Document")), label=_("Documents"))

    class Meta:
        icon = "doc-full"
        label = _("Documents")
        template = "pages/blocks/documents.html"


class PromiseBlock(blocks.StructBlock):
    """A promise to members, as the home page teases it."""

    sentence = blocks.CharBlock(label=_("The promise"), max_length=160)
    meaning = blocks.TextBlock(label=_("What it means"), rows=2)

    class Meta:
        icon = "check"
        label = _("Promise")


class BodyBlock(blocks.StreamBlock):
    """What a page's body is made of."""

    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(
        label=_("Text"), features=RICH_TEXT, template="pages/blocks/paragraph.html", icon="pilcrow"
    )
    image = FigureBlock()
    quote = QuoteBlock()
    call = CallBlock()
    documents = DocumentsBlock()
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("number", blocks.DecimalBlock(label=_("Number"), required=False)),
            ("rich_text", blocks.RichTextBlock(label=_("Text with links"), features=RICH_TEXT, required=False)),
        ],
        label=_("Table"),
        icon="table",
        template="pages/blocks/table.html",
    )
