"""Findings: what a monitor saw, where, and by which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from inspection.outcome import Outcome
from inspection.registry import ColumnKind, Platform
from inspection.rule import Rule


class SubjectKind(StrEnum):
    SITE = "site"
    COLUMN = "column"
    PAGE = "page"
    ACCOUNT = "account"


class Severity(StrEnum):
    """Severity of a finding, lowest first: ``hint`` < ``warning`` (early warning) < ``error`` < ``veto``."""

    HINT = "hint"
    WARNING = "warning"
    ERROR = "error"
    VETO = "veto"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class Confidence(StrEnum):
    """How sure the monitor is; orders the review queue, never the points."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule is asked about. ``id`` is stable over scans: column, site or account id, or the page's address.

    ``url`` is the address to show; ``title`` the article's, column's or account's name.
    """

    kind: SubjectKind
    id: str
    unit_id: str
    site_id: str | None
    column_id: str | None
    account_id: str | None
    url: str
    title: str
    column_kind: ColumnKind | None = None
    platform: Platform | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One proof: where it is (snapshot hash, selector or text position) and the quoted words, already masked."""

    label: str
    quote: str = ""
    url: str = ""
    sha256: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault seen once. ``key`` is the normalised evidence that tells one episode from the next.

    ``message`` is Chinese with the measured value and the requirement; neither it nor ``quote`` holds unmasked
    personal data. ``measured`` holds plain JSON values.
    """

    rule: str
    monitor: str
    subject: Subject
    severity: Severity
    confidence: Confidence
    message: str
    key: str
    quote: str = ""
    where: str = ""
    evidence: tuple[Evidence, ...] = ()
    measured: Mapping[str, Any] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """The same over scans and machines: tomorrow's scan updates this finding instead of adding a twin."""
        parts = (self.rule, self.subject.kind.value, self.subject.id, self.severity.value, self.key)
        return sha256("\x1f".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Case:
    """What a check is asked about: the subject, and the aware inspection moment ``as_of``."""

    subject: Subject
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of one rule about one subject; ``reason`` (Chinese) is set for UNKNOWN and MANUAL.

    ``findings`` may hold warnings beside a PASS.
    """

    rule: Rule[Any]
    subject: Subject
    outcome: Outcome
    reason: str = ""
    findings: tuple[Finding, ...] = ()
