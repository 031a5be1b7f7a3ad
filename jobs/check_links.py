"""Asks where the stored pages of a scan link to, and how its hosts are reached; judges and records the answers.

Runs after a scan was judged, because links lead to hosts outside the registry and time outside the crawl. What the scan
itself visited is not asked again. One address is asked once, whichever pages name it, and told of the first of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.link_probe import LinkQuestion, is_gone, probe_links
from crawler.tls_probe import probe_certificate
from crawler.told import Progress
from db import findings, verdicts, visits
from db.engine import Connection
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
from inspection.registry import District, Site
from inspection.visit import Role, Visit
from jobs.judge_site import rules_asked
from jobs.proof import tied
from jobs.recurrences import reopen_recurring
from jobs.stored_pages import read_visit
from jobs.workspace import Rulebook, Workspace
from monitors.frame.catalogue import catalogue
from monitors.frame.runner import judge

#: Links asked per site; the strangers among them first, as only they can fall into other hands.
MOST_PER_SITE = 100
_ORDER = {Role.HOME: 0, Role.LIST: 1, Role.ARTICLE: 2}


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """What came of a check. ``sites`` had stored pages to look at, ``before`` of them were checked earlier.

    Of the links of the others ``asked`` were asked and ``left_out`` were not, for the limit; ``unverified`` of those
    asked gave no answer that says anything. ``hosts`` were asked for their certificate.
    """

    sites: int
    before: int
    asked: int
    left_out: int
    unverified: int
    hosts: int
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
    unit_ids: frozenset[str] = frozenset(),
    *,
    most_per_site: int = MOST_PER_SITE,
    second_try_after: float = 60.0,
    progress: Progress | None = None,
) -> LinkCheck:
    """Check the links and hosts of a judged ``scan`` and add the answers to its verdicts and findings.

    ``unit_ids`` (empty = all) limits whose pages are asked about; a link that another unit's page names first is that
    unit's. A site is checked once per judging: asked again, it is left alone, and an interrupted check leaves nothing
    behind. Blocks for the probes, most of all for ``second_try_after`` seconds before failures are asked again. Raises
    ``StorageError``.
    """
    stored, seen, done = _before(work, book, scan)
    wanted = {site.id for site in work.district.sites if not unit_ids or site.unit_id in unit_ids}
    present = wanted & {visit.target.site_id for visit in stored}
    todo = present - done
    pages = [page for page in _pages(work, stored, seen) if page.visit.target.site_id in todo] if todo else []
    questions = _bounded(pages, most_per_site)
    answers = probe_links(questions, work.settings, second_try_after=second_try_after, progress=progress)
    hosts = tuple(_hosts(work.district, scan, stored, todo))
    judged = [*_judge_links(work, book, scan, pages, answers), *_judge_hosts(work, book, scan, hosts)]
    judged = _record(work, book, scan, judged, answers)
    return LinkCheck(
        sites=len(present),
        before=len(present & done),
        asked=len(answers),
        left_out=sum(len(page.links) for page in pages) - len(answers),
        unverified=sum(isinstance(one, FetchProblem) and not is_gone(one) for one in answers.values()),
        hosts=len(hosts),
        findings=sum(len(verdict.findings) for verdict in judged),
        unknown=sum(verdict.outcome is Outcome.UNKNOWN for verdict in judged),
    )


def asks_links(monitor: str) -> bool:
    """Whether the monitor of this name judges links or hosts; only a link check asks those."""
    known = catalogue().get(monitor)  # a finding may be older than the program
    return known is not None and known.source in (LinksSource, HostSource)


def _before(work: Workspace, book: Rulebook, scan: ScanRecord) -> tuple[list[Visit], set[str], set[str]]:
    """The scan's stored pages in order (homes, lists, articles; each as the registry orders sites), every address it
    visited, and the sites whose links were checked since it was judged.
    """
    with work.database.reading() as connection:
        seen = set(visits.urls_of_scan(connection, scan.id))
        stored = [
            visit for visit in visits.of_scan(connection, scan.id) if visit.sha256 and visit.target.role in _ORDER
        ]
        done = _checked(connection, book, scan)
    order = {site.id: number for number, site in enumerate(work.district.sites)}
    stored.sort(key=lambda visit: (_ORDER[visit.target.role], order.get(visit.target.site_id or "", len(order))))
    return stored, seen, done


def _checked(connection: Connection, book: Rulebook, scan: ScanRecord) -> set[str]:
    """Sites about which a link check has answered."""
    asked = {rule.id for rule in book.rules if asks_links(rule.monitor)}
    return {tally.site_id for tally in verdicts.tallies(connection, scan.id) if tally.site_id and tally.rule in asked}


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


def _hosts(
    district: District, scan: ScanRecord, stored: list[Visit], todo: set[str]
) -> Iterator[tuple[str, tuple[Site, ...]]]:
    """Address and sites of each host whose first registered site is to be checked: dozens of sites may share a portal,
    and whichever part of them is checked, its certificate is told of the same one.
    """
    homes = {visit.target.site_id: visit.final_url for visit in stored if visit.target.role is Role.HOME}
    by_host: defaultdict[str, list[Site]] = defaultdict(list)
    for site in district.sites:
        by_host[urlsplit(homes.get(site.id, site.home_url)).netloc.lower()].append(site)
    for sites in by_host.values():
        seen = [homes[site.id] for site in sites if site.id in homes]
        if seen and sites[0].id in todo and (not scan.unit_ids or sites[0].unit_id in scan.unit_ids):
            yield seen[0], tuple(sites)


def _judge_hosts(
    work: Workspace, book: Rulebook, scan: ScanRecord, hosts: Iterable[tuple[str, tuple[Site, ...]]]
) -> Iterator[Verdict]:
    for url, sites in hosts:
        names = tuple(site.name for site in sites)
        source = HostSource(url, probe_certificate(url, work.settings), scan.as_of, names)
        first = sites[0]
        subject = Subject(SubjectKind.SITE, first.id, first.unit_id, first.id, None, None, first.home_url, first.name)
        yield from judge(source, Case(subject, scan.as_of), book.rules, rules_asked(scan))


def _read(fetched: Fetched) -> Document | FetchProblem:
    return Document(fetched) if isinstance(fetched, Page) else fetched


def _page_subject(page: _Links, site: Site) -> Subject:
    target = page.visit.target
    title = site.name if target.role is Role.HOME else mask_personal(target.listed_title or title_of(page.document))
    return Subject(SubjectKind.PAGE, target.url, site.unit_id, site.id, target.column_id, None, target.url, title)


def _record(
    work: Workspace, book: Rulebook, scan: ScanRecord, judged: list[Verdict], answers: Mapping[str, Fetched]
) -> list[Verdict]:
    """One transaction; the bodies that findings name as proof are stored first. What somebody else recorded about a
    site meanwhile stands; returned is what was added.
    """
    proofs = {evidence.sha256 for one in judged for finding in one.findings for evidence in finding.evidence}
    for answer in answers.values():
        if isinstance(answer, Page) and answer.sha256 in proofs:
            work.snapshots.put(answer.body)
    with work.database.writing() as connection:
        done = _checked(connection, book, scan)
        added = [verdict for verdict in judged if verdict.subject.site_id not in done]
        seen = [(one, _needs_review(book, one)) for verdict in added for one in verdict.findings]
        verdicts.record(connection, scan.id, added)
        findings.observe(connection, scan.id, scan.as_of, seen)
        reopen_recurring(connection, scan, [one for one, _ in seen])
    return added


def _needs_review(book: Rulebook, finding: Finding) -> bool:
    """What a monitor itself doubts is never confirmed by rule."""
    return book.rule(finding.rule).review or finding.confidence is Confidence.LOW
