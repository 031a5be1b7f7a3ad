"""What a finding was read from, brought back from the store: the page, or a sheet where there is no page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from crawler.feeds import read_feed
from db import evidence
from db.engine import Connection
from db.findings import Observation, StoredFinding
from evidence.sheet import sheet
from facts.document import Document
from inspection.fetched import FetchProblem, Page
from inspection.finding import SubjectKind
from inspection.manifest import sm3
from inspection.moment import BEIJING, beijing_day
from inspection.post import Post
from inspection.visit import Visit
from jobs.stored_pages import read_page
from jobs.workspace import Workspace

_MOST_POSTS = 60
_NO_PAGE = "本页由检查结果生成，不是网页截图。"


@dataclass(frozen=True, slots=True)
class Want:
    """What to mark: the quotes in order of weight, and the day that stands beside the first (a list's newest)."""

    quotes: tuple[str, ...]
    day: date | None = None
    #: The page's title, marked where no quote is found.
    title: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """``page`` is the stored answer, ``None`` where nothing was fetched; exactly one of ``document``, ``sheet`` is set.

    ``key`` is the same for findings that share one picture.
    """

    finding: StoredFinding
    seen: Observation
    visit: Visit | None
    page: Page | None
    document: Document | None
    sheet: bytes | None
    want: Want
    key: str


def origins(work: Workspace, cx: Connection, found: Iterable[StoredFinding]) -> Iterator[Origin | tuple[str, str]]:
    """The origin of every finding; (finding id, reason) where its snapshot is gone."""
    for finding in found:
        seen = finding.observations[-1]
        digest = next((proof.sha256 for proof in seen.evidence if proof.sha256), "")
        if not digest:
            yield _sheet_origin(work, finding, seen, None, None)
            continue
        visit = evidence.visit_with(cx, digest, seen.scan_id)
        got = read_page(visit, work.snapshots) if visit else None
        if visit is None or got is None:
            yield finding.id, f"没有快照 {digest[:12]} 的抓取记录"
        elif isinstance(got, FetchProblem):
            yield finding.id, got.reason
        elif finding.subject.account_id or not _is_html(got):
            yield _sheet_origin(work, finding, seen, visit, got)
        else:
            yield Origin(finding, seen, visit, got, Document(got), None, _want(finding, seen), digest)


def _is_html(page: Page) -> bool:
    kind = (page.header("content-type") or "text/html").lower()
    return "html" in kind or (kind.startswith("text/plain") and b"<html" in page.body[:2000].lower())


def _want(finding: StoredFinding, seen: Observation) -> Want:
    """The finding's own words first, then those of its proofs, each once; the page's title where it has none."""
    quotes = [
        seen.quote,
        *(proof.quote for proof in seen.evidence if not proof.url or proof.url == finding.subject.url),
    ]
    newest = seen.measured.get("newest") or seen.measured.get("shown")
    try:
        day = date.fromisoformat(newest) if isinstance(newest, str) else None
    except ValueError:
        day = None
    title = finding.subject.title if finding.subject.kind is SubjectKind.PAGE else ""
    return Want(tuple(dict.fromkeys(quote for quote in quotes if quote.strip())), day, title)


def _sheet_origin(
    work: Workspace, finding: StoredFinding, seen: Observation, visit: Visit | None, page: Page | None
) -> Origin:
    posts, counted = _posts(work, finding, seen, page)
    subject = finding.subject
    facts = [
        ("对象", subject.title or subject.id),
        ("地址", visit.target.url if visit else subject.url),
        ("检查时刻", f"{seen.as_of.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}（北京时间）"),
        ("检查结果", seen.message),
        ("原文", seen.quote),
        *_proofs(seen, bool(posts)),
    ]
    header = ("序号", "发布时间（北京）", "标题", "是否计入") if posts else ()
    rows = [
        (str(number), _when(post), post.title or "（无标题）", "计入" if post.id in counted else "窗口外")
        for number, post in enumerate(posts[:_MOST_POSTS], 1)
    ]
    note = _NO_PAGE + (f"信息源共 {len(posts)} 条，列出前 {_MOST_POSTS} 条。" if len(posts) > _MOST_POSTS else "")
    quotes = tuple(f"{row[1]} {row[2]} {row[3]}" for row in rows if row[3] == "计入") or (seen.message,)
    body = sheet(f"{subject.title or subject.id}：检查记录", facts, header, rows, note)
    return Origin(finding, seen, visit, page, None, body, Want(quotes), f"sheet:{sm3(body)}")


def _proofs(seen: Observation, listed: bool) -> list[tuple[str, str]]:
    """What the finding itself brings as proof; posts that are ``listed`` anyway are not said twice."""
    if listed:
        return []
    return [(one.label, f"{one.quote} {one.url}".strip()) for one in seen.evidence if one.quote or one.url]


def _posts(
    work: Workspace, finding: StoredFinding, seen: Observation, page: Page | None
) -> tuple[tuple[Post, ...], frozenset[str]]:
    """The posts that the feed showed, and which of them lie in a window that was counted."""
    if page is None or finding.subject.kind is not SubjectKind.ACCOUNT:
        return (), frozenset()
    account = next((one for one in work.district.accounts if one.id == finding.subject.account_id), None)
    if account is None:
        return (), frozenset()
    reading = read_feed(page.body, account.feed_format, seen.as_of, page.header("content-type"))
    windows = [
        (one["first"], one["last"]) for one in seen.measured.values() if isinstance(one, dict) and "first" in one
    ]
    counted = {
        post.id
        for post in reading.posts
        for first, last in windows
        if post.published_at and first <= beijing_day(post.published_at).isoformat() <= last
    }
    return reading.posts, frozenset(counted)


def _when(post: Post) -> str:
    return post.published_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if post.published_at else "无日期"
