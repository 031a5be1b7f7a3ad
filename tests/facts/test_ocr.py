"""Reading pictures is an extra: without it a picture is unread, with it its text counts."""

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from facts import ocr
from facts.attachment_text import AttachmentText, read_attachment
from inspection.outcome import Missing

needs_ocr = pytest.mark.skipif(not ocr.available(), reason="the extra ocr is not installed")


@pytest.mark.skipif(ocr.available(), reason="the extra ocr is installed")
def test_without_the_extra_a_picture_is_unread() -> None:
    assert read_attachment(b"\x89PNG\r\n", "名单.png") == Missing("附件不能读取：是图片，没有文字层")
    with pytest.raises(ImportError):
        ocr.picture_text(b"\x89PNG\r\n")


def test_a_picture_that_is_too_large_is_refused_before_anything_is_loaded() -> None:
    with pytest.raises(ValueError, match="15000001"):
        ocr.picture_text(b"x" * 15_000_001)


@needs_ocr
def test_with_the_extra_the_text_of_a_picture_counts() -> None:
    image = Image.new("RGB", (600, 80), "white")
    ImageDraw.Draw(image).text((10, 10), "13900001234", fill="black", font=ImageFont.load_default(40))
    body = io.BytesIO()
    image.save(body, "PNG")
    found = read_attachment(body.getvalue(), "a.png")
    assert isinstance(found, AttachmentText)
    assert "13900001234" in found.parts[0].text


@needs_ocr
def test_with_the_extra_the_pages_of_a_scan_are_read_as_pictures() -> None:
    image = Image.new("RGB", (1000, 160), "white")
    ImageDraw.Draw(image).text((20, 40), "13900001234", fill="black", font=ImageFont.load_default(60))
    body = io.BytesIO()
    image.save(body, "PDF", resolution=100)
    found = read_attachment(body.getvalue(), "a.pdf")
    assert isinstance(found, AttachmentText)
    assert found.parts[0].place == "第1页（图片中的文字）"
    assert "13900001234" in found.parts[0].text


@pytest.mark.skipif(ocr.available(), reason="the extra ocr is installed")
def test_without_the_extra_a_scan_is_unread() -> None:
    body = io.BytesIO()
    Image.new("RGB", (1000, 160), "white").save(body, "PDF", resolution=100)
    assert read_attachment(body.getvalue(), "a.pdf") == Missing("附件不能读取：扫描件，没有文字层")
