"""Makes the exhibits of the findings of one page: pictures, members, and what the manifests tell."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from evidence.camera import Box, Camera, Finder, Picture
from evidence.drawing import mark, sheet_of
from evidence.exhibit import Gathering
from evidence.inert import Inert, inert
from evidence.page_assets import PageAssets
from evidence.wording import Place, best_places, date_beside, starred_words
from facts.masking import mask_personal
from inspection.manifest import Access, both_times
from inspection.moment import beijing_day
from jobs.evidence_asset_members import AssetMembers
from jobs.evidence_sources import Origin, Want
from jobs.workspace import Workspace, code_version

_MOST_MARKS = 20
_MESSAGE_SHOWN = 160
_WORDS_KEPT = 200
#: Monitors about lists of people: nothing of ours knows every cell to hide, so pictures of such pages stay closed.
_WHOLE_PAGE_CLOSED = frozenset({"sensitive_table"})


@dataclass(frozen=True, slots=True)
class Titles:
    """How people call the rule, and the clause behind it."""

    rule: str
    clause: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """The exhibit of one finding, ready to be numbered."""

    finding_id: str
    scan_id: int
    gathering: Gathering
    told: Mapping[str, Any]


class _Finder(Finder):
    """Places of several findings in one text; remembers which belong to whom."""

    def __init__(self, wants: Sequence[Want]) -> None:
        self._wants = wants
        self.found: list[list[Place]] = [[] for _ in wants]

    def places(self, text: str) -> Sequence[Place]:
        self.found = [_places(want, text) for want in self._wants]
        return [place for group in self.found for place in group]

    def split(self, boxes: Sequence[tuple[Box, ...]]) -> list[list[tuple[Box, ...]]]:
        left = list(boxes)
        return [[left.pop(0) for _ in group] for group in self.found]


def _places(want: Want, text: str) -> list[Place]:
    """The first place of every quote, else the title; the day beside it comes first, as it is the fault."""
    found: list[Place] = []
    for quote in want.quotes:
        for place in best_places(quote, text)[:1]:
            found += starred_words(place, text)
    found = found or best_places(want.title, text)[:1]
    if want.day and found:
        day = date_beside(want.day, found[0], text)
        found = [day, *found] if day else found
    return list(dict.fromkeys(found))[:_MOST_MARKS]


async def prepare(
    work: Workspace,
    camera: Camera,
    group: Sequence[Origin],
    titles: Callable[[Origin], Titles],
    assets: PageAssets | None = None,
) -> list[Prepared]:
    """One picture for the whole group (a second of the unmasked page where personal data are the fault), then the
    marks of each finding. Dressed in ``assets`` a page may hide what its scripts would show: words that are nowhere to
    be seen are marked on a plain picture. Raises ``CameraError`` or ``NoFont``.
    """
    shots, places = await _shoot(camera, group, assets)
    unseen = [at for at, one in enumerate(places) if one.words and not any(one.boxes)] if assets else []
    taken = [(shots, one) for one in places]
    if unseen:
        plain, places = await _shoot(camera, [group[at] for at in unseen], None)
        for at, one in zip(unseen, places, strict=True):
            taken[at] = (plain, one)
    return [
        await asyncio.to_thread(_exhibit, work, origin, shots, one, titles(origin))
        for origin, (shots, one) in zip(group, taken, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where a finding's ``words`` stand in the text, and the rectangles of each in the picture."""

    words: Sequence[Place]
    boxes: Sequence[tuple[Box, ...]]


@dataclass(frozen=True, slots=True)
class _Shots:
    """What the findings of a page share. ``closed``: no picture of it may be shown."""

    copy: Inert
    picture: Picture
    sheet: Image.Image
    original: tuple[bytes, bytes] | None
    closed: bool
    browser: str
    cut_at: int
    assets: AssetMembers | None


async def _shoot(camera: Camera, group: Sequence[Origin], assets: PageAssets | None) -> tuple[_Shots, list[_Marks]]:
    quotes = tuple(quote for origin in group for quote in origin.want.quotes)
    first = group[0]
    dress = assets if assets and assets.any else None
    files = dress.files if dress else None
    if first.document is not None:
        copy = await asyncio.to_thread(inert, first.document, quotes=quotes, assets=dress)
    else:
        copy = Inert(first.sheet or b"", 0)
    finder = _Finder([origin.want for origin in group])
    picture = await camera.photograph(copy.html, finder, files)
    original = None
    if first.document is not None and copy.masked and any("*" in quote for quote in quotes):
        plain = await asyncio.to_thread(inert, first.document, mask=False, assets=dress)
        original = (plain.html, (await camera.photograph(plain.html, files=files)).png)
    closed = any(origin.finding.monitor in _WHOLE_PAGE_CLOSED for origin in group)
    members = await asyncio.to_thread(AssetMembers, assets, copy.html, closed=closed) if assets else None
    sheet = await asyncio.to_thread(sheet_of, picture.png)
    shots = _Shots(copy, picture, sheet, original, closed, camera.version, camera.limits.height, members)
    return shots, [_Marks(*one) for one in zip(finder.found, finder.split(picture.boxes), strict=True)]


def _exhibit(work: Workspace, origin: Origin, shots: _Shots, marks: _Marks, titles: Titles) -> Prepared:
    gathering = Gathering()
    _add_response(gathering, origin, shots, work.settings.http_user_agent)
    access = Access.RESTRICTED if shots.closed else Access.OPEN
    gathering.add("inert.html", "text/html; charset=utf-8", shots.copy.html, access)
    if shots.original is not None:
        gathering.add("original.html", "text/html; charset=utf-8", shots.original[0], Access.RESTRICTED)
        gathering.add("original.png", "image/png", shots.original[1], Access.RESTRICTED)
    marked = mark(shots.sheet, marks.boxes, _label(origin, titles), _caption(work, origin, shots))
    gathering.add("page.png", "image/png", shots.picture.png, access)
    gathering.add("marked.png", "image/png", marked.whole, access)
    gathering.add("crop.png", "image/png", marked.crop, access)
    if shots.assets is not None:
        shots.assets.add_to(gathering)
    text = shots.picture.text
    places = [
        {
            "start": place.start,
            "end": place.end,
            "words": mask_personal(text[place.start : place.end])[:_WORDS_KEPT],
            "boxes": [list(box) for box in group],
        }
        for place, group in zip(marks.words, marks.boxes, strict=True)
    ]
    told = _told(work, origin, shots, titles) | {"marks": places, "marked": bool(marked.boxes)}
    return Prepared(origin.finding.id, origin.seen.scan_id, gathering, told)


def _add_response(gathering: Gathering, origin: Origin, shots: _Shots, fetcher: str) -> None:
    """The answer as it came. Closed where something had to be masked, and where nobody can tell (files, feeds)."""
    if origin.page is None or origin.visit is None:
        return
    sure = origin.document is not None and not shots.copy.masked and not shots.closed
    media = origin.page.header("content-type") or "application/octet-stream"
    access = Access.OPEN if sure else Access.RESTRICTED
    gathering.add("response.bin", media, origin.page.body, access)
    gathering.add_json(
        "response.json",
        _page_told(origin, fetcher) | {"headers": [list(pair) for pair in origin.page.headers]},
        access,
    )


def _page_told(origin: Origin, fetcher: str) -> dict[str, Any]:
    """Address asked and reached, times, status, and what answered: our own proxy where the crawl went through one."""
    visit, page = origin.visit, origin.page
    if visit is None or page is None:
        return {}
    return {
        "asked": visit.target.url,
        "reached": page.final_url,
        "status": page.status,
        "fetched_at": both_times(page.fetched_at),
        "confirmed_unchanged": visit.not_modified,
        "fetcher": fetcher,
        "server_address": page.server.place if page.server else None,
        "server_is_proxy": bool(page.server and page.server.proxy),
        "sha256": page.sha256,
    }


def _told(work: Workspace, origin: Origin, shots: _Shots, titles: Titles) -> dict[str, Any]:
    finding, seen = origin.finding, origin.seen
    subject = finding.subject
    return {
        "district": work.district.id,
        "unit_id": subject.unit_id,
        "finding": {
            "rule": finding.rule, "rule_title": titles.rule, "clause": titles.clause, "table": seen.table_id,
            "monitor": finding.monitor, "judged_by": seen.code_version, "severity": finding.severity.value,
            "subject_kind": subject.kind.value, "subject": subject.id, "title": mask_personal(subject.title),
            "message": seen.message, "quote": mask_personal(seen.quote), "where": seen.where,
            "scan_id": seen.scan_id, "as_of": both_times(seen.as_of),
        },
        "page": _page_told(origin, work.settings.http_user_agent),
        "capture": {
            "at": both_times(datetime.now(UTC)), "program": f"xunjian {code_version()}",
            "browser": f"Chromium {shots.browser}", "kind": "page" if origin.document is not None else "sheet",
            "masked_characters": shots.copy.masked, "page_height": shots.picture.height,
        },
        "assets": shots.assets.told if shots.assets else None,
    }  # fmt: skip


def _label(origin: Origin, titles: Titles) -> str:
    message = origin.seen.message
    shown = message if len(message) <= _MESSAGE_SHOWN else f"{message[:_MESSAGE_SHOWN]}…"
    return f"【{titles.rule}】{beijing_day(origin.seen.as_of)}　{shown}"


def _caption(work: Workspace, origin: Origin, shots: _Shots) -> list[str]:
    finding = origin.finding
    unit = next((one.name for one in work.district.units if one.id == finding.subject.unit_id), finding.subject.unit_id)
    lines = [f"问题 {finding.id[:8]}　{unit}　规则 {finding.rule}　检查时刻 {_clock(origin.seen.as_of)}"]
    if origin.page is not None and origin.visit is not None:
        moved = "" if origin.page.final_url == origin.visit.target.url else f"　实际打开 {origin.page.final_url}"
        lines.append(f"网址 {mask_personal(origin.visit.target.url + moved)}")
        lines.append(f"抓取时刻 {_clock(origin.page.fetched_at)}　应答状态 {origin.page.status}　{_how(origin, shots)}")
    if shots.copy.masked:
        lines.append("页面含个人信息，图中已用“*”遮盖；原件另存，查阅须登记。")
    shown = min(shots.picture.height, shots.cut_at)
    if shown < shots.picture.height:
        lines.append(f"页面高 {shots.picture.height} 像素，图片只到 {shown} 像素。")
    return lines


def _how(origin: Origin, shots: _Shots) -> str:
    if origin.document is None:
        return "由检查结果生成"
    if shots.assets is None or shots.assets.newest is None:
        return "由留存的应答生成：不运行脚本，不载入图片和样式文件"
    gone = f"，另有 {shots.assets.missing} 个没有取到" if shots.assets.missing else ""
    return f"由留存的应答生成，不运行脚本；样式和图片抓取于 {_clock(shots.assets.newest)}{gone}"


def _clock(moment: datetime) -> str:
    return f"{both_times(moment)['beijing'][:19].replace('T', ' ')}（北京时间）"
