"""Draws marks over a copy of a picture: outlines, a label, and a crop around them. Never into the page."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from evidence.camera import Box

_RED = (200, 16, 16)
_PAPER = (255, 250, 240)
_PAD = 4
_LINE = 3
_TEXT = 17
_LABEL_WIDTH = 460
_CROP_MARGIN = 150
_CROP_HEIGHT = 900
#: Fastest level that still packs flat colours well; pictures are mostly paper.
_LEVEL = 3
#: Fewer colours make paper a little grey: what is this light becomes white again.
_WHITE_FROM = 248
#: Marked copies need no more colours; they are a third as large (the clean picture keeps all of its own).
_COLOURS = 128
#: Lighter than this (0 to 255) is paper; a struck-out pixel weighs as much as so many covered ones.
_PAPER_FROM, _INK_OF_LINE = 200, 60


class NoFont(Exception):
    """No font with Chinese letters; the text (Chinese) says what to install."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Both PNG. ``boxes`` are the outlined rectangles in pixels of the clean picture."""

    whole: bytes
    crop: bytes
    boxes: tuple[Box, ...]


def sheet_of(png: bytes) -> Image.Image:
    """The picture to mark copies of; unpacking it costs as much as marking, so it is done once for a page."""
    return Image.open(BytesIO(png)).convert("RGB")


def mark(sheet: Image.Image, groups: Sequence[Sequence[Box]], label: str, caption: Sequence[str]) -> Marked:
    """Outline the words in ``groups`` (rectangles of one place each) on a copy of ``sheet``, write ``label`` beside the
    first of them.

    ``caption`` lines stand in a strip above. Without any box the whole picture is framed: the fault is the page.
    Raises ``NoFont``.
    """
    picture = sheet.copy()
    boxes = tuple(box for group in groups for box in _lines(group) if box[1] < picture.height)
    draw = ImageDraw.Draw(picture)
    for left, top, width, height in boxes:
        draw.rounded_rectangle((left, top, left + width, top + height), 4, outline=_RED, width=_LINE)
    if not boxes:
        draw.rectangle((0, 0, picture.width - 1, picture.height - 1), outline=_RED, width=_LINE + 2)
    around = _label(draw, picture, boxes[0] if boxes else (8, 8, 0, 0), label, boxes)
    crop = picture.crop(_crop_of([*boxes[:1], around], picture.size))
    strip = _strip(caption, picture.width)
    return Marked(_png(_below(strip, picture)), _png(_below(strip, crop)), boxes)


def _lines(rectangles: Sequence[Box]) -> list[Box]:
    """One box for each line of words: neighbours on a line are joined, and all get some air."""
    lines: list[list[int]] = []
    for left, top, width, height in sorted(rectangles, key=lambda box: (box[1], box[0])):
        right, bottom = left + width, top + height
        for line in lines:
            if min(bottom, line[3]) - max(top, line[1]) > min(height, line[3] - line[1]) / 2 and left - line[2] < 40:
                line[0], line[1] = min(line[0], left), min(line[1], top)
                line[2], line[3] = max(line[2], right), max(line[3], bottom)
                break
        else:
            lines.append([left, top, right, bottom])
    return [
        (left - _PAD, top - _PAD, right - left + 2 * _PAD, bottom - top + 2 * _PAD)
        for left, top, right, bottom in lines
    ]


def _label(draw: ImageDraw.ImageDraw, picture: Image.Image, first: Box, label: str, boxes: Sequence[Box]) -> Box:
    """Write the label where it hides no mark, with a short line to the first; returns its box."""
    font = _font(_TEXT)
    lines = _wrapped(label, font, _LABEL_WIDTH - 20)
    height, width = len(lines) * (_TEXT + 7) + 14, min(_LABEL_WIDTH, picture.width)
    left, top = _place(picture, first, (width, height), boxes)
    box = (left, top, width, height)
    if boxes:
        draw.line((*_towards(first, box), *_towards(box, first)), fill=_RED, width=_LINE)
    draw.rounded_rectangle((left, top, left + width, top + height), 6, fill=_PAPER, outline=_RED, width=2)
    for number, line in enumerate(lines):
        draw.text((left + 10, top + 8 + number * (_TEXT + 7)), line, font=font, fill=_RED)
    return box


def _towards(one: Box, other: Box) -> tuple[int, int]:
    """The point of ``one``'s edge from which a line to ``other`` starts."""
    across = min(max(other[0] + 40, one[0] + 6), one[0] + one[2] - 6)
    if other[1] >= one[1] + one[3]:
        return across, one[1] + one[3]
    if other[1] + other[3] <= one[1]:
        return across, one[1]
    return one[0] + one[2] if other[0] > one[0] else one[0], one[1] + min(one[3], other[3]) // 2


def _place(picture: Image.Image, first: Box, label: tuple[int, int], boxes: Sequence[Box]) -> tuple[int, int]:
    """The spot near the first mark that covers no mark and the least of what the page says."""
    lefts = {min(max(0, left), max(0, picture.width - label[0] - 4)) for left in (first[0], 4, picture.width)}
    lefts.add(min(first[0] + first[2] + 24, max(0, picture.width - label[0] - 4)))
    tops = [first[1] + first[3] + gap for gap in (16, 60, 120, 200)]
    tops += [first[1] - label[1] - gap for gap in (16, 60, 120)] + [first[1]]
    spots = [(left, top) for top in tops for left in sorted(lefts) if 0 <= top <= picture.height - label[1]]
    free = [spot for spot in spots if not any(_overlap((*spot, *label), box) for box in boxes)]
    if not free:
        return min(lefts), max(0, min(first[1] + first[3] + 16, picture.height - label[1] - 4))
    return min(
        free,
        key=lambda spot: (
            _ink(picture, spot, label)
            + abs(spot[1] - first[1]) * 4
            + _INK_OF_LINE * _struck(picture, _towards(first, (*spot, *label)), _towards((*spot, *label), first))
        ),
    )


def _struck(picture: Image.Image, start: tuple[int, int], end: tuple[int, int]) -> int:
    """How many of the pixels that a line would cover are not paper: no line should strike words out."""
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
    across, down = (end[0] - start[0]) / steps, (end[1] - start[1]) / steps
    points = ((round(start[0] + across * step), round(start[1] + down * step)) for step in range(steps + 1))
    inside = (one for one in points if 0 <= one[0] < picture.width and 0 <= one[1] < picture.height)
    return sum(min(picture.getpixel(one)) < _PAPER_FROM for one in inside)  # type: ignore[arg-type]


def _ink(picture: Image.Image, spot: tuple[int, int], label: tuple[int, int]) -> int:
    """How many pixels under the label are not paper."""
    under = picture.crop((*spot, spot[0] + label[0], spot[1] + label[1])).convert("L")
    return sum(under.histogram()[:_PAPER_FROM])


def _overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]
    )  # fmt: skip


def _crop_of(boxes: Sequence[Box], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Full width, with some of the page above and below; not higher than a screen."""
    top = max(0, min(box[1] for box in boxes) - _CROP_MARGIN)
    bottom = min(size[1], max(box[1] + box[3] for box in boxes) + _CROP_MARGIN, top + _CROP_HEIGHT)
    return 0, top, size[0], max(bottom, top + 1)


def _strip(caption: Sequence[str], width: int) -> Image.Image:
    font = _font(_TEXT - 2)
    lines = [line for told in caption for line in _wrapped(told, font, width - 32)]
    strip = Image.new("RGB", (width, len(lines) * (_TEXT + 6) + 20), _PAPER)
    draw = ImageDraw.Draw(strip)
    draw.line((0, strip.height - 2, width, strip.height - 2), fill=_RED, width=2)
    for number, line in enumerate(lines):
        draw.text((16, 8 + number * (_TEXT + 6)), line, font=font, fill=(40, 40, 40))
    return strip


def _below(strip: Image.Image, picture: Image.Image) -> Image.Image:
    whole = Image.new("RGB", (picture.width, picture.height + strip.height))
    whole.paste(strip, (0, 0))
    whole.paste(picture, (0, strip.height))
    return whole


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Lines that fit: Chinese breaks anywhere, but no line begins with a closing mark."""
    lines, filled = [""], 0.0
    for one in re.sub(r"[ \t\r\n]+", " ", text):
        wide = _advance(font, one)
        if filled + wide > width and one not in "，。；：、）》”！？":
            lines.append("")
            filled = 0.0
        lines[-1] += one
        filled += wide
    return [line.strip() for line in lines]


@lru_cache(maxsize=8192)
def _advance(font: ImageFont.FreeTypeFont, one: str) -> float:
    """How wide a character is; measuring the whole line for each of them took longer than packing the picture."""
    return font.getlength(one)


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    few = picture.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = few.getpalette() or []
    lights = (palette[at : at + 3] for at in range(0, len(palette), 3))
    few.putpalette([part for light in lights for part in ([255] * 3 if min(light) >= _WHITE_FROM else light)])
    few.save(out, "PNG", compress_level=_LEVEL)
    return out.getvalue()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    path = _font_path()
    return ImageFont.truetype(path, size)


@cache
def _font_path() -> str:
    """The system's best font for simplified Chinese, as fontconfig sees it."""
    try:
        told = subprocess.run(
            ["fc-match", "--format=%{file}|%{lang}", "sans-serif:lang=zh-cn"],  # noqa: S607 - found by PATH
            capture_output=True, text=True, timeout=20, check=True,
        ).stdout  # fmt: skip
    except (OSError, subprocess.SubprocessError) as problem:
        raise NoFont("没有找到中文字体，请运行 scripts/setup-browser.sh（需要管理员权限）") from problem
    path, _, languages = told.partition("|")
    if "zh-cn" not in languages.split("|") or not Path(path).exists():
        raise NoFont("没有找到中文字体，请运行 scripts/setup-browser.sh（需要管理员权限）")
    return path
