"""Flag a page into which somebody planted advertising links, hidden frames, a false title or a redirecting script.

Why: a hijacked page sends citizens who find it by a search engine to gambling and fraud under the office's name.
Source: 国办秘函〔2019〕19号, 安全、泄密事故等严重问题 (挂马、篡改 not handled). The signs are field practice.
Known limits: scripts loaded from files are not read; a page that differs for search engines alone is seen only where
its own script says so; hidden links without an advertiser's words are not accused, and a single visible one neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.hidden_content import HiddenContent
from facts.page_scripts import Doing
from facts.sources import PageSource
from inspection.finding import Case, Confidence, Evidence, Finding, Severity
from inspection.rule import Rule
from monitors.frame.monitor import Monitor, finding

_SHOWN = 5
_DOINGS = {
    Doing.SEARCH_VISITORS: "把从搜索引擎来的访问者带到外部网站",
    Doing.DISGUISED: "以编码隐藏去往外部网站的动作",
    Doing.CLOAKED: "对搜索引擎显示另一内容",
}


@dataclass(frozen=True, slots=True)
class Params:
    """Nothing to set; the words and hosts are those of ``facts.spam_words``."""


def check(fact: HiddenContent, rule: Rule[Params], case: Case) -> Iterator[Finding]:
    """Yield one finding for each kind of planting; a warning for a hidden frame of whom nothing more is known."""
    if fact.links:
        hidden = any(link.hidden for link in fact.links)
        said = [
            Evidence("隐藏链接" if link.hidden else "广告链接", link.text, f"http://{link.host}/")
            for link in fact.links
        ]
        what = f"{'隐藏' if hidden else '可见'}的广告外链{len(fact.links)}条"
        words = _names(link.text for link in fact.links)
        confidence = Confidence.HIGH if hidden else Confidence.MEDIUM
        yield _planted(case, rule, "links", f"页面中有{what}（{words}）", said, confidence)
    if fact.frames:
        said = [Evidence("隐藏框架", address, address) for address in fact.frames]
        yield _planted(
            case, rule, "frames", f"页面中有指向可疑主机的隐藏框架{len(fact.frames)}个", said, Confidence.MEDIUM
        )
    if fact.stuffing:
        said = [Evidence(one.place, one.text[:120]) for one in fact.stuffing]
        words = _names(word for one in fact.stuffing for word in one.words)
        yield _planted(
            case, rule, "title", f"页面{_names(one.place for one in fact.stuffing)}被换成广告（{words}）", said
        )
    if fact.scripts:
        said = [
            Evidence(_DOINGS[one.doing], one.quote, f"http://{one.host}/" if one.host else "") for one in fact.scripts
        ]
        does = _names(_DOINGS[one.doing] for one in fact.scripts)
        yield _planted(
            case, rule, "scripts", f"页面脚本{does}（{_names(one.host or one.quote for one in fact.scripts)}）", said
        )
    if fact.moved_to:
        said = [Evidence("整页跳转", fact.moved_to, f"http://{fact.moved_to}/")]
        yield _planted(case, rule, "moved", f"整个页面跳转到外部广告网站（{fact.moved_to}）", said)
    if fact.defaced:
        said = [Evidence("入侵者留言", fact.defaced)]
        yield _planted(case, rule, "defaced", f"整个页面被换成入侵者的留言（{fact.defaced}）", said)
    if fact.doubtful_frames and not fact.planted:
        yield finding(
            case,
            rule,
            f"页面中有指向外部主机的不可见框架（{_names(fact.doubtful_frames)}），请确认是否为本单位所设。",
            key="doubtful-frames",
            severity=Severity.WARNING,
            confidence=Confidence.LOW,
            evidence=tuple(Evidence("不可见框架", address, address) for address in fact.doubtful_frames[:_SHOWN]),
        )


def _planted(
    case: Case, rule: Rule[Params], key: str, what: str, said: list[Evidence], confidence: Confidence = Confidence.HIGH
) -> Finding:
    return finding(
        case,
        rule,
        f"疑似被篡改：{what}，要求及时清除并查明原因。",
        key=key,
        confidence=confidence,
        quote=said[0].quote,
        evidence=tuple(said[:_SHOWN]),
        measured={"count": len(said)},
    )


def _names(texts: Iterator[str] | tuple[str, ...]) -> str:
    return "、".join(list(dict.fromkeys(text[:60] for text in texts))[:_SHOWN])


MONITOR = Monitor("page_hijacked", PageSource, HiddenContent, Params, check)
