"""Asks again, now, the links and hosts that open findings are about; nothing else of a link check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.link_probe import LinkQuestion, probe_links
from crawler.tls_probe import probe_certificate
from db.scans import ScanRecord
from facts.document import Document
from facts.foreign_hosts import host_of, stranger
from facts.link_targets import linked
from facts.sources import HostSource, LinkAnswer, LinksSource, Source
from inspection.fetched import Page
from inspection.finding import Case, Verdict
from jobs.judge_site import rules_asked
from jobs.proof import tied
from jobs.recheck_pages import PagesNow
from jobs.recheck_plan import OpenQuestion
from jobs.workspace import Workspace
from monitors.frame.runner import judge

#: A dead link is dead when two looks say so. A link check waits a minute between them; here somebody waits, and the
#: fault is known already: this many of the usual pauses are enough.
_PAUSES_BETWEEN_LOOKS = 5


def ask_links(work: Workspace, scan: ScanRecord, asked: Iterable[OpenQuestion], pages: PagesNow) -> dict[str, Verdict]:
    """By finding id: what its rule says of its link now. A link that its page holds no more is not asked.

    Blocks for the probes, and for the pause before the second look at what failed.
    """
    held = dict(_held(asked, pages))
    pause = _PAUSES_BETWEEN_LOOKS * work.settings.delay_seconds
    answers = probe_links([one.question for one in held.values()], work.settings, second_try_after=pause)
    told: dict[str, Verdict] = {}
    for id_, one in held.items():
        got = answers[one.question.url]
        read = Document(got) if isinstance(got, Page) else got
        link = LinkAnswer(one.question.url, one.text, read)
        for verdict in _judged(LinksSource(one.asked.finding.subject.url, (link,), scan.as_of), scan, one.asked):
            told[id_] = tied(verdict, one.page)
            if verdict.findings and isinstance(got, Page):
                work.snapshots.put(got.body)  # findings may name it as proof
    return told


def ask_hosts(work: Workspace, scan: ScanRecord, asked: Iterable[OpenQuestion], pages: PagesNow) -> dict[str, Verdict]:
    """By finding id: what its rule says of the certificate that the site's host shows now."""
    told: dict[str, Verdict] = {}
    for one in asked:
        if one.source is HostSource and not one.by_person and (url := pages.final_url(one.asked_of)):
            host = urlsplit(url).netloc.lower()
            sites = tuple(site.name for site in work.district.sites if urlsplit(site.home_url).netloc.lower() == host)
            source = HostSource(url, probe_certificate(url, work.settings), scan.as_of, sites)
            for verdict in _judged(source, scan, one):
                told[one.finding.id] = verdict
    return told


@dataclass(frozen=True, slots=True)
class _Held:
    """A link that its page still holds."""

    asked: OpenQuestion
    page: Document
    question: LinkQuestion
    text: str


def _held(asked: Iterable[OpenQuestion], pages: PagesNow) -> Iterator[tuple[str, _Held]]:
    for one in asked:
        if one.source is not LinksSource or one.by_person:
            continue
        page, url = pages.read(one.finding.subject.id), one.finding.key
        if isinstance(page, Document) and url in (links := linked(page)):
            yield one.finding.id, _Held(one, page, LinkQuestion(url, stranger(host_of(url), page.url)), links[url])


def _judged(source: Source, scan: ScanRecord, asked: OpenQuestion) -> Iterator[Verdict]:
    """At most one verdict: that of the finding's own rule."""
    rules = [asked.rule] if asked.rule else []
    return judge(source, Case(asked.finding.subject, scan.as_of), rules, rules_asked(scan))
