"""Asks where the stored pages of a scan link to, and how its hosts are reached; judges and records the answers.

Runs after a scan was judged, because links lead to hosts outside the registry and time outside the crawl. What the scan
itself visited is not asked again. One address is asked once, whichever pages name it, and told of the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.link_probe import LinkQuestion, probe_links
from crawler.tls_probe import probe_certificate
from db import findings, verdicts, visits
from db.scans import ScanRecord
from facts.article import title_of
from facts.document import Document
from facts.foreign_hosts import host_of, stranger
from facts.link_targets import linked
from facts.masking import mask_personal
from facts.sources import HostSource, LinkAnswer, LinksSource
from inspection.fetched import Fetched, FetchProblem, Page
from inspection.finding import Case, Confidence, Finding, Subject, SubjectKind, Verdict
from inspection.outcome import Outcome
from inspection.registry import Site
from inspection.visit import Role, Visit
from jobs.judge_site import rules_asked
from jobs.proof import tied
from jobs.stored_pages import read_visit
from jobs.workspace import Rulebook, Workspace
from monitors.frame.runner import judge

#: Links asked per site; the strangers among them first, as only they can fall into other hands.
MOST_PER_SITE = 100
_ORDER = {Role.HOME: 0, Role.LIST: 1, Role.ARTICLE: 2}


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """How many links were asked, left out for the limit, and how many findings and open questions came of it."""

    asked: int
    left_out: int
    findings: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Links:
    """One stored page and those of its links that it is the first to name, by address.

    Home pages come first, then lists, then articles, each in the registry's order of sites.
    """

    visit: Visit
    document: Document
    links: dict[str, str]


def check_links(
    work: Workspace,
    book: Rulebook,
    scan: ScanRecord,
    *,
    most_per_site: int = MOST_PER_SITE,
    second_try_after: float = 60.0,
) -> LinkCheck:
    """Check the links and hosts of a judged ``scan`` and add the answers to its verdicts and findings.

    Once per judging: a second call would count every answer twice. Blocks for the probes, most of all for
    ``second_try_after`` seconds before failures are asked again. Raises ``StorageError``.
    """
    with work.database.reading() as connection:
        seen = visits.urls_of_scan(connection, scan.id)
        stored = [
            visit for visit in visits.of_scan(connection, scan.id) if visit.sha256 and visit.target.role in _ORDER
        ]
    order = {site.id: number for number, site in enumerate(work.district.sites)}
    stored.sort(key=lambda visit: (_ORDER[visit.target.role], order.get(visit.target.site_id or "", len(order))))
    pages = list(_pages(work, stored, set(seen)))
    wanted = _bounded(pages, most_per_site)
    answers = probe_links(wanted, work.settings, second_try_after=second_try_after)
    judged = [*_judge_links(work, book, scan, pages, answers), *_judge_hosts(work, book, scan, stored)]
    _record(work, book, scan, judged, answers)
    return LinkCheck(
        len(answers),
        sum(len(page.links) for page in pages) - len(answers),
        sum(len(verdict.findings) for verdict in judged),
        sum(verdict.outcome is Outcome.UNKNOWN for verdict in judged),
    )


def _pages(work: Workspace, stored: list[Visit], known: set[str]) -> Iterator[_Links]:
    """The pages in their order; links to ``known`` addresses, and those that an earlier page names, are left out."""
    for visit in stored:
        document = read_visit(visit, work.snapshots)
        if isinstance(document, Document):
            links = {url: text for url, text in linked(document).items() if url not in known}
            known |= links.keys()
            yield _Links(visit, document, links)


def _bounded(pages: list[_Links], most_per_site: int) -> list[LinkQuestion]:
    by_site: dict[str | None, list[LinkQuestion]] = {}
    for page in pages:
        questions = by_site.setdefault(page.visit.target.site_id, [])
        questions += [LinkQuestion(url, stranger(host_of(url), page.document.url)) for url in page.links]
    return [
        question
        for questions in by_site.values()
        for question in sorted(questions, key=lambda one: not one.read_body)[:most_per_site]
    ]


def _judge_links(
    work: Workspace, book: Rulebook, scan: ScanRecord, pages: list[_Links], answers: Mapping[str, Fetched]
) -> Iterator[Verdict]:
    sites = {site.id: site for site in work.district.sites}
    for page in pages:
        site = sites.get(page.visit.target.site_id or "")
        asked = tuple(LinkAnswer(url, text, _read(answers[url])) for url, text in page.links.items() if url in answers)
        if site is None or not asked:
            continue
        source = LinksSource(page.document.url, asked, scan.as_of)
        for verdict in judge(source, Case(_page_subject(page, site), scan.as_of), book.rules, rules_asked(scan)):
            yield tied(verdict, page.document)


def _judge_hosts(work: Workspace, book: Rulebook, scan: ScanRecord, stored: list[Visit]) -> Iterator[Verdict]:
    """One answer per host, told of the first site that lives on it: sixty sites may share a portal."""
    homes = {visit.target.site_id: visit for visit in stored if visit.target.role is Role.HOME}
    hosts: set[str] = set()
    for site in work.district.sites:
        home = homes.get(site.id)
        host = urlsplit(home.final_url).netloc if home else ""
        if home is None or host in hosts:
            continue
        hosts.add(host)
        source = HostSource(home.final_url, probe_certificate(home.final_url, work.settings), scan.as_of)
        subject = Subject(SubjectKind.SITE, site.id, site.unit_id, site.id, None, None, site.home_url, site.name)
        yield from judge(source, Case(subject, scan.as_of), book.rules, rules_asked(scan))


def _read(fetched: Fetched) -> Document | FetchProblem:
    return Document(fetched) if isinstance(fetched, Page) else fetched


def _page_subject(page: _Links, site: Site) -> Subject:
    target = page.visit.target
    title = site.name if target.role is Role.HOME else mask_personal(target.listed_title or title_of(page.document))
    return Subject(SubjectKind.PAGE, target.url, site.unit_id, site.id, target.column_id, None, target.url, title)


def _record(
    work: Workspace, book: Rulebook, scan: ScanRecord, judged: list[Verdict], answers: Mapping[str, Fetched]
) -> None:
    """One transaction; the bodies that findings name as proof are stored first."""
    seen = [finding for verdict in judged for finding in verdict.findings]
    proofs = {evidence.sha256 for finding in seen for evidence in finding.evidence}
    for answer in answers.values():
        if isinstance(answer, Page) and answer.sha256 in proofs:
            work.snapshots.put(answer.body)
    with work.database.writing() as connection:
        verdicts.record(connection, scan.id, judged)
        findings.observe(connection, scan.id, scan.as_of, [(one, _needs_review(book, one)) for one in seen])


def _needs_review(book: Rulebook, finding: Finding) -> bool:
    """What a monitor itself doubts is never confirmed by rule."""
    return book.rule(finding.rule).review or finding.confidence is Confidence.LOW
