"""Who was made, or ceased to be, head of a unit, as 人事任免 documents say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from facts.article import main_text, title_of
from facts.document import Document
from facts.leader_names import ANY_HEAD, head_title, names_unit, person_name, split_posts
from facts.page_tables import page_tables
from facts.publish_date import read_publish_date
from inspection.moment import beijing_day

#: An article whose title has one of these may tell who came and who went.
TITLE_WORDS = ("任免", "任职", "免职", "任命", "免去", "人事", "干部", "职务")
_TITLE = re.compile("|".join(TITLE_WORDS))
_NAME = r"[\u4e00-\u9fff·]{2,10}?|[\u4e00-\u9fff][ \u3000]+[\u4e00-\u9fff]"
_POSTS = r"(?P<posts>[^。；;\n]{3,80}?)"
_END = r"(?=[。；;\n]|[，,](?:免去|任命|不再|同时|试用|任期|任职|原任|另有|保留|按)|$)"
_MADE = (
    re.compile(rf"任命[：:]?\s*(?P<name>{_NAME})(?:同志)?(?:为|兼任|任){_POSTS}{_END}"),
    re.compile(rf"(?:^|[。；;\n])\s*(?P<name>{_NAME})(?:同志)?(?:任|为|兼任){_POSTS}{_END}"),
)
_REMOVED = (
    re.compile(rf"免去[：:]?\s*(?P<name>{_NAME})(?:同志的?|的){_POSTS}(?:职务)?{_END}"),
    re.compile(rf"免去(?P<name>其)(?:的|原任的?|原)?{_POSTS}(?:职务)?{_END}"),
    re.compile(rf"(?:^|[。；;\n，,])\s*(?P<name>{_NAME})?(?:同志)?不再(?:担任|兼任|任){_POSTS}(?:职务)?{_END}"),
)
_NAMED = re.compile(r"(?:^|[。；;\n，,、：:])\s*(?:任命|免去)?[：:]?\s*([\u4e00-\u9fff·]{2,10}?)同志")
_TABLE_HEAD = re.compile(r"(?P<made>任职|任命|任)(?:职务)?(?:情况)?|(?:免职|免去|免)(?:职务)?(?:情况)?")
_HEADINGS = re.compile(r"(?m)^\s*(免去|任命)[：:]\s*$")


@dataclass(frozen=True, slots=True)
class Appointment:
    """``name`` was made (``made``) or ceased to be head of the unit under ``title`` (局长, 书记 …).

    ``day`` is the document's publication day; ``document_title``, ``url`` and ``quote`` prove it.
    """

    name: str
    title: str
    made: bool
    day: date
    url: str
    document_title: str
    quote: str


def read_appointments(document: Document, unit_names: tuple[str, ...], as_of: datetime) -> tuple[Appointment, ...]:
    """Appointments of this unit's head in one 任免 document, in reading order; none without a title or a date."""
    title = title_of(document)
    if not _TITLE.search(title):
        return ()
    published = read_publish_date(document, as_of).value
    if published is None:
        return ()
    day = beijing_day(published) if isinstance(published, datetime) else published
    seen = dict.fromkeys((*_read(main_text(document), unit_names), *_in_tables(document, unit_names)))
    return tuple(Appointment(name, head, made, day, document.url, title, quote) for name, head, made, quote in seen)


def _read(text: str, unit_names: tuple[str, ...]) -> Iterator[tuple[str, str, bool, str]]:
    """(name, title, made, words) of every sentence that names a head post of the unit."""
    for made, patterns in ((True, _MADE), (False, _REMOVED)):
        for pattern in patterns:
            for match in pattern.finditer(text):
                name = _person(match["name"], text[: match.start()])
                for head in _heads(match["posts"], unit_names) if name else ():
                    yield name or "", head, made, match[0].strip(" \n\u3000。；;，,")
    for heading in _HEADINGS.finditer(text):
        yield from _under(heading[1] == "任命", text[heading.end() :], unit_names)


def _in_tables(document: Document, unit_names: tuple[str, ...]) -> Iterator[tuple[str, str, bool, str]]:
    """Rows of a table with heads such as 姓名, 任职, 免职."""
    for table in page_tables(document):
        head, *rows = table.rows
        names = [place for place, cell in enumerate(head) if cell == "姓名"]
        acts = [
            (place, act["made"] is not None) for place, cell in enumerate(head) if (act := _TABLE_HEAD.fullmatch(cell))
        ]
        for row in rows if len(names) == 1 else ():
            name = person_name(row[names[0]])
            for place, made in acts if name else ():
                yield from (
                    (name or "", title, made, f"{name} {row[place]}") for title in _heads(row[place], unit_names)
                )


def _under(made: bool, text: str, unit_names: tuple[str, ...]) -> Iterator[tuple[str, str, bool, str]]:
    """Lines such as "X同志的区某局局长职务" under a heading 免去：, up to the next heading."""
    block = _HEADINGS.split(text, maxsplit=1)[0]
    for line in block.splitlines():
        match = re.match(
            rf"\s*(?P<name>{_NAME})(?:同志(?:的|为|任)?|的|为|任)(?P<posts>[^。；;\n]+?)(?:职务)?[。；;]?\s*$", line
        )
        name = person_name(match["name"]) if match else None
        if match and name:
            yield from ((name, head, made, line.strip()) for head in _heads(match["posts"], unit_names))


def _person(raw: str | None, before: str) -> str | None:
    """The name; 其 and a missing name mean the person named last before."""
    if raw and raw not in {"其", "他", "她"} and not raw.startswith("其"):
        return person_name(raw)
    named = [name for found in _NAMED.findall(before[-120:]) if (name := person_name(found))]
    return named[-1] if named else None


def _heads(posts: str, unit_names: tuple[str, ...]) -> Iterator[str]:
    """Head titles of the unit among ``posts``; in "区某局党委书记、局长" the second post belongs to the same unit."""
    ours = False
    for post in split_posts(posts.removeprefix("兼任").removesuffix("职务")):
        bare = post.removeprefix("兼")
        if names_unit(bare, unit_names):
            ours = True
        elif re.search(r"[区县市镇乡局](?!长)|公司|委员会|街道|中心", bare):
            ours = False  # another unit's name begins here
        head = head_title(bare, unit_names) if ours else None
        if head and head != ANY_HEAD:
            yield head
