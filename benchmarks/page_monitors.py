"""``python -m benchmarks.page_monitors``: what it costs to ask one article everything that page rules ask.

The articles of the measured portal, the newest tables, one processor. Each question is timed apart; reading that
several share (parsing, plain text, the date) is counted to the first that asks. Wording is also timed alone, with the
packaged word lists and with 50,000 pairs.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product
from math import isqrt
from statistics import median

from benchmarks.invented_text import InventedText
from benchmarks.page_markup import PageWriter, unit_links
from benchmarks.portal_plan import AS_OF, PlannedSite, plan_portal
from facts.docid_curve import DocidCurve
from facts.document import Document
from facts.lexicon_match import LexiconMatcher
from facts.packaged_lexicon import packaged_lexicon
from facts.page_wording import edited_text
from facts.sources import PageSource
from inspection.fetched import Page
from inspection.finding import Case, Subject, SubjectKind
from inspection.lexicon import Lexicon, WordClass, WordGrade, WrongWord
from inspection.registry import ColumnKind
from jobs.workspace import newest_rulebook
from monitors.frame.catalogue import catalogue
from monitors.frame.runner import applies, judge

ORIGIN = "http://www.portal.example"
SITES = 2
ROUNDS = 5
PAIRS = 50_000
_HEADERS = (("content-type", "text/html; charset=utf-8"),)


def main() -> int:
    pages = list(_articles())
    size = median(len(body) for _, body, _ in pages) / 1000
    print(f"{len(pages)} articles of {size:.0f} KB (median)")
    by_page = [min(_judged(*page) for _ in range(ROUNDS)) for page in pages]
    print(f"all page rules of the newest tables, parsing included: median {median(by_page):.2f} ms a page, "
          f"slowest {max(by_page):.2f} ms; {median(by_page) * 30 / size:.2f} ms for 30 KB")  # fmt: skip
    by_fact: defaultdict[str, list[float]] = defaultdict(list)
    for page in pages:
        for name, spent in _by_fact(*page):
            by_fact[name].append(spent)
    for name, spent in sorted(by_fact.items(), key=lambda pair: -median(pair[1])):
        print(f"  {name:28}{median(spent):8.3f} ms")
    texts = [edited_text(_document(path, body)) for path, body, _ in pages]
    packaged = packaged_lexicon()
    for lexicon in (packaged, _enlarged(packaged)):
        print(
            f"matching {len(lexicon.words):6} pairs: {_matching(LexiconMatcher(lexicon), texts):.3f} ms a page (median)"
        )
    return 0


def _articles() -> Iterator[tuple[str, bytes, ColumnKind]]:
    text = InventedText(1)
    plan = plan_portal("small", text, SITES)
    units = unit_links(plan.sites)
    for site in plan.sites:
        yield from _articles_of(site, PageWriter(site, units, text))


def _articles_of(site: PlannedSite, writer: PageWriter) -> Iterator[tuple[str, bytes, ColumnKind]]:
    for column in site.columns:
        for place, article in enumerate(column.articles):
            yield article.path, writer.article(column, place).encode(), column.shape.kind


def _document(path: str, body: bytes) -> Document:
    return Document(Page(ORIGIN + path, ORIGIN + path, 200, _HEADERS, body, datetime.now(UTC)))


def _source(path: str, body: bytes, kind: ColumnKind) -> tuple[PageSource, Case]:
    subject = Subject(SubjectKind.PAGE, ORIGIN + path, "unit", "site", "column", None, ORIGIN + path, "", kind)
    return PageSource(ORIGIN + path, _document(path, body), kind, AS_OF, DocidCurve.fit((), ())), Case(subject, AS_OF)


def _judged(path: str, body: bytes, kind: ColumnKind) -> float:
    source, case = _source(path, body, kind)
    rules = newest_rulebook().rules_for("sites")
    return _milliseconds(lambda: list(judge(source, case, rules)))


def _by_fact(path: str, body: bytes, kind: ColumnKind) -> Iterator[tuple[str, float]]:
    source, case = _source(path, body, kind)
    asked = set()
    for rule in newest_rulebook().rules_for("sites"):
        monitor = catalogue()[rule.monitor]
        if monitor.source is PageSource and monitor.needs not in asked and applies(rule, case.subject, None):
            asked.add(monitor.needs)
            yield monitor.needs.__name__, _milliseconds(lambda fact=monitor.needs: fact.extract(source))


def _enlarged(lexicon: Lexicon) -> Lexicon:
    """The word lists filled up to ``PAIRS`` with invented pairs."""
    text = InventedText(2)
    names = text.names(isqrt(PAIRS) + 1)
    made = [
        WrongWord(first + second, f"{first}的{second}", WordGrade.COMMON, WordClass.WORD, (), None, "invented")
        for first, second in product(names, names)
    ]
    return Lexicon((*lexicon.words, *made)[:PAIRS], lexicon.names)


def _matching(matcher: LexiconMatcher, texts: list[str]) -> float:
    return median(
        min(_milliseconds(lambda one=one: list(matcher.matches(one, AS_OF.date()))) for _ in range(ROUNDS))
        for one in texts
    )


def _milliseconds(action: Callable[[], object]) -> float:
    began = time.process_time()
    action()
    return 1000 * (time.process_time() - began)


if __name__ == "__main__":
    sys.exit(main())
