"""The shape of a monitor, and how it words a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, Self, TypeVar

from facts.masking import mask_personal
from facts.sources import Source
from inspection.finding import Case, Confidence, Evidence, Finding, Severity, Subject
from inspection.outcome import Irrelevant, Missing
from inspection.rule import Rule, RuleKind

S_contra = TypeVar("S_contra", bound=Source, contravariant=True)
P = TypeVar("P")


class Fact(Protocol[S_contra]):
    """A fact class knows how to read itself out of its source."""

    @classmethod
    def extract(cls, source: S_contra) -> Self | Missing | Irrelevant: ...


F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Monitor(Generic[F, P]):
    """One check. ``id`` is the module's file name; ``source`` is the kind of source its fact is read from.

    ``check`` yields findings; none means PASS (warnings and hints beside a PASS are findings of lower severity).
    It raises ``CannotTell(reason)`` when the fact does not settle the question.
    """

    id: str
    source: type[Source]
    needs: type[F]
    params: type[P]
    check: Callable[[F, Rule[P], Case], Iterator[Finding]]


_SEVERITY = {RuleKind.VETO: Severity.VETO, RuleKind.DEDUCT: Severity.ERROR, RuleKind.HINT: Severity.HINT}


def severity_of(rule: Rule[Any]) -> Severity:
    """The severity of a full finding under ``rule``; early warnings pass ``Severity.WARNING`` themselves."""
    return _SEVERITY[rule.kind]


def finding(
    case: Case,
    rule: Rule[Any],
    message: str,
    *,
    key: str,
    subject: Subject | None = None,
    severity: Severity | None = None,
    confidence: Confidence = Confidence.HIGH,
    quote: str = "",
    where: str = "",
    evidence: tuple[Evidence, ...] = (),
    measured: Mapping[str, Any] | None = None,
) -> Finding:
    """Word a finding of ``rule`` about ``subject`` (the case's own by default).

    Personal numbers are masked here, whatever a monitor quotes: titles and rows of a list may hold them too.
    """
    about = subject or case.subject
    return Finding(
        rule=rule.id,
        monitor=rule.monitor,
        subject=replace(about, title=mask_personal(about.title)),
        severity=severity or severity_of(rule),
        confidence=confidence,
        message=mask_personal(message),
        key=key,
        quote=mask_personal(quote),
        where=where,
        evidence=tuple(replace(one, quote=mask_personal(one.quote)) for one in evidence),
        measured=dict(measured or {}),
    )
