"""The text of an attachment, and an attachment as a page that every page monitor can read.

Source: 国办秘函〔2019〕19号 speaks of what is published, not of its format; field practice: most open numbers stand in
workbooks, also in hidden sheets and columns.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape
from pathlib import PurePosixPath

from facts import ocr
from facts.attachments.doc import read_doc
from facts.attachments.docx import read_docx
from facts.attachments.packed import open_zip
from facts.attachments.part import MAX_BYTES, Clock, Part, Unreadable
from facts.attachments.pdf import read_pdf
from facts.attachments.plain import read_csv, read_html, read_text
from facts.attachments.xls import read_xls
from facts.attachments.xlsx import read_xlsx
from facts.document import Document
from facts.exposure import UNREAD
from inspection.fetched import FetchFailure, FetchProblem, Page
from inspection.outcome import Missing

__all__ = ["AttachmentText", "Part", "attachment_document", "read_attachment"]

#: Archives within archives: the second level is read, the third is not.
MAX_DEPTH = 2
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_OTHER_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")

_Reader = Callable[[bytes, Clock], Iterator[Part]]


@dataclass(frozen=True, slots=True)
class AttachmentText:
    """``parts`` in reading order; ``unread`` (Chinese) says which parts could not be read and why."""

    parts: tuple[Part, ...]
    unread: tuple[str, ...] = ()


def read_attachment(body: bytes, name: str, content_type: str | None = None) -> AttachmentText | Missing:
    """The text of ``body``; ``name`` (the end of the address) and ``content_type`` decide only where the bytes do not.

    ``Missing`` for what gives no text at all: encrypted, broken, too large, a scan, a picture, an archive bomb. Never
    raises; time and memory are bounded by the limits of ``facts.attachments.part``.
    """
    parts: list[Part] = []
    unread: list[str] = []
    _read(body, name, content_type, Clock(), 1, parts, unread)
    if not parts:
        return Missing(f"附件不能读取：{'；'.join(unread[:5]) or '没有可读的文字'}")
    return AttachmentText(tuple(parts), tuple(unread))


def attachment_document(page: Page, name: str, title: str = "", day: str = "") -> Document | FetchProblem:
    """The attachment as a page: tables as tables, text as paragraphs, places as captions and 【…】 lines.

    The page keeps the attachment's addresses and time; its body (and so its digest) is the synthesised HTML. What could
    not be read is named in the meta ``xunjian-unread``. ``title`` (``name`` without one) is the page's title, ``day``
    (ISO, or empty) its day of publication.
    """
    read = read_attachment(page.body, name, page.header("content-type"))
    if isinstance(read, Missing):
        return FetchProblem(page.url, FetchFailure.UNDECODABLE, read.reason, page.fetched_at)
    title = escape(title or name, quote=True)
    published = f'<meta name="PubDate" content="{escape(day, quote=True)}">' if day else ""
    head = (
        f'<meta charset="utf-8"><title>{title}</title><meta name="ArticleTitle" content="{title}">{published}'
        f'<meta name="{UNREAD}" content="{escape("；".join(read.unread[:5]), quote=True)}">'
    )
    body = "\n".join(map(_html, read.parts))
    html = f'<!DOCTYPE html><html><head>{head}</head><body><div class="TRS_UEDITOR">{body}</div></body></html>'
    headers = (("content-type", "text/html; charset=utf-8"),)
    return Document(replace(page, headers=headers, body=html.encode("utf-8", "replace")))


def _html(part: Part) -> str:
    place = escape(re.sub("[【】\n]", " ", part.place))
    if part.rows:
        rows = "\n".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in part.rows)
        return f"<p>【{place}】</p>\n<table><caption>{place}</caption>\n{rows}\n</table>"
    lines = "\n".join(f"<p>{escape(line)}</p>" for line in part.text.splitlines() if line.strip())
    return f"<p>【{place}】</p>\n{lines}"


def _read(
    body: bytes, name: str, content_type: str | None, clock: Clock, depth: int, parts: list[Part], unread: list[str]
) -> None:
    try:
        if len(body) > MAX_BYTES:
            raise Unreadable(f"文件过大（{len(body) // 1_000_000}MB）")
        kind = _kind(body, name, content_type)
        if kind == "zip":
            _read_members(body, clock, depth, parts, unread)
            return
        for part in _READERS[kind](body, clock):
            parts.append(part)  # noqa: PERF402 - what was read before a fault counts
    except Unreadable as problem:
        unread.append(f"{name}{problem}" if depth > 1 else str(problem))
    except MemoryError:
        unread.append(f"{name}占用内存过多")
    except Exception as problem:  # the libraries raise anything on broken files; each of it means the same to us
        unread.append(f"{name}文件损坏（{type(problem).__name__}）")


def _read_members(body: bytes, clock: Clock, depth: int, parts: list[Part], unread: list[str]) -> None:
    if depth > MAX_DEPTH:
        raise Unreadable("压缩包嵌套过深")
    archive = open_zip(body)
    for member in archive.infolist():
        clock.check()
        if member.is_dir() or member.filename.startswith("__MACOSX/"):
            continue
        name = _member_name(member)
        inside: list[Part] = []
        _read(archive.read(member), name, None, clock, depth + 1, inside, unread)
        parts += [replace(part, place=f"{name}／{part.place}") for part in inside]


def _member_name(member: zipfile.ZipInfo) -> str:
    """Chinese archives carry GBK names without saying so; the library then reads them as cp437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename


def _kind(body: bytes, name: str, content_type: str | None) -> str:
    suffix = PurePosixPath(name.split("?", maxsplit=1)[0].lower()).suffix
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"PK"):
        names = set(open_zip(body).namelist())
        return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else "zip"
    if body.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in body:
            raise Unreadable("已加密，不能读取")
        return "doc" if "WordDocument".encode("utf-16-le") in body else "xls"
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if start.startswith(_PICTURES):
        return "picture"
    if start.startswith(_OTHER_ARCHIVES):
        raise Unreadable("压缩格式不支持")
    if re.match(rb"<(?:!doctype|html|head|table|meta|body)", start, re.IGNORECASE):
        return "html"
    if suffix == ".csv" or "csv" in (content_type or ""):
        return "csv"
    if suffix in (".txt", ".text", ".md", "") or "text/plain" in (content_type or ""):
        return "text"
    if not body:
        raise Unreadable("文件为空")
    raise Unreadable("文件损坏或格式不支持")


def _read_picture(body: bytes, _clock: Clock) -> Iterator[Part]:
    if not ocr.available():
        raise Unreadable("是图片，没有文字层")
    text = ocr.picture_text(body)
    if text:
        yield Part("图片", text=text)


_READERS: dict[str, _Reader] = {
    "docx": read_docx,
    "xlsx": read_xlsx,
    "doc": read_doc,
    "xls": read_xls,
    "pdf": read_pdf,
    "html": read_html,
    "csv": read_csv,
    "text": read_text,
    "picture": _read_picture,
}
