"""Draws the screenshots that people attach: a terminal window with text in it."""

import io

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, FRAME, TITLE = "#10202b", "#d8e6ec", "#27404f", "#8fb0be"
MARGIN, LINE, SCALE = 12, 14, 2


def draw(text: str) -> bytes:
    """A PNG that shows `text`, the same for the same text. The small bitmap font is enlarged, as on an old console."""
    font = ImageFont.load_default_imagefont()
    lines = text.splitlines()
    width = max(int(font.getlength(line)) for line in lines) + 2 * MARGIN
    image = Image.new("RGB", (width, LINE * (len(lines) + 1) + 3 * MARGIN), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, width, LINE + 4), fill=FRAME)
    pen.text((MARGIN, 3), "support@voice", fill=TITLE, font=font)
    for number, line in enumerate(lines, start=1):
        pen.text((MARGIN, MARGIN + LINE * number), line, fill=INK, font=font)
    enlarged = image.resize((image.width * SCALE, image.height * SCALE), Image.Resampling.NEAREST)
    file = io.BytesIO()
    enlarged.save(file, "PNG", optimize=True)
    return file.getvalue()
