"""Point at a page whose standard meta tags are absent, empty or never filled in.

Why: the tags are how the national catalogue and search find out whose page it is, from which column and of which day.
Source: 政府网站发展指引（国办发〔2017〕47号）, 页面标签. Which tags a kind of page must carry is told
by the rule row.
Known limits: tags that a script writes are not seen; whether a value is true is not asked. Pages of one template share
their fault: it is reported once a page, so that the rule belongs into the quarterly scan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.page_kind import Kind
from facts.site_metas import SiteMetas, TagState
from facts.sources import PageSource
from inspection.finding import Case, Finding
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding

_KINDS = {Kind.HOME: "首页", Kind.LIST: "栏目页", Kind.ARTICLE: "文章页"}


@dataclass(frozen=True, slots=True)
class Params:
    """Names of the tags required on every page (``site``), on lists besides (``column``) and on articles besides."""

    site: tuple[str, ...]
    column: tuple[str, ...]
    article: tuple[str, ...]

    def required(self, kind: Kind) -> tuple[str, ...]:
        """The tags that a page of ``kind`` must carry, in the order of the rule row."""
        more = {Kind.LIST: self.column, Kind.ARTICLE: self.article}
        return (*self.site, *more.get(kind, ()))


def check(metas: SiteMetas, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding that names every tag at fault."""
    faults: dict[TagState, list[str]] = {}
    quotes: list[str] = []
    for name in rule.params.required(metas.kind):
        wrong = metas.state(name)
        if wrong:
            faults.setdefault(wrong[0], []).append(name)
            quotes += [f"{name}={wrong[1]}"] if wrong[1] else []
    if not faults:
        return
    names = [name for some in faults.values() for name in some]
    said = "；".join(f"{state.value}：{'、'.join(some)}" for state, some in faults.items())
    yield finding(
        case,
        rule,
        f"{_KINDS[metas.kind]}的页面标签不完整（{said}），要求按规范设置{len(rule.params.required(metas.kind))}个标签。",
        key=",".join(sorted(name.lower() for name in names)),
        quote="；".join(quotes),
        where="head meta",
        measured={"kind": metas.kind.value, "faulty": names},
    )


MONITOR = Monitor("meta_missing", PageSource, SiteMetas, Params, check)
