"""The tables. They hold what happened, never rules, labels or layout; migrations create them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from db.types import Moment, Words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

#: PostgreSQL cannot index longer values; a row keyed by a longer address is not kept (its visit is).
LONGEST_KEY_BYTES = 2000

#: Tables whose rows are never changed or removed: triggers of the first migration refuse it.
APPEND_ONLY = ("article_dates", "verdicts", "verdict_tallies", "observations", "decisions", "closings")


def _scan_id(name: str = "scan_id", *, index: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey("scans.id"), nullable=False, index=index)


def _text(name: str) -> Column[str]:
    return Column(name, Words, nullable=False)


def _word(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, String, nullable=nullable)


def _json(name: str) -> Column[Any]:
    return Column(name, JSON, nullable=False)


def _moment(name: str) -> Column[Any]:
    return Column(name, Moment, nullable=False)


def _subject() -> list[Column[Any]]:
    return [
        _word("subject_kind"), _text("subject_id"), _word("unit_id"), _word("site_id", nullable=True),
        _word("column_id", nullable=True), _word("account_id", nullable=True), _text("url"), _text("title"),
        _word("column_kind", nullable=True), _word("platform", nullable=True),
    ]  # fmt: skip


scans = Table(
    "scans",
    metadata,
    Column("id", Integer, primary_key=True),
    _word("kind"),
    _moment("as_of"),
    _word("district"),
    _word("quarter_id", nullable=True),
    _json("unit_ids"),
    _word("state"),
    _moment("started_at"),
    Column("finished_at", Moment),
    _word("code_version"),
    _word("rules_version"),
    _json("coverage"),
    Column("judging", Integer, nullable=False),  # how often its pages were judged anew; see db.verdicts.begin
    Index(None, "district", "as_of"),
    Index(None, "district", "quarter_id"),
)

visits = Table(
    "visits",
    metadata,
    Column("id", Integer, primary_key=True),
    _scan_id(),
    _text("url"),
    _word("role"),
    _word("site_id", nullable=True),
    _word("column_id", nullable=True),
    _word("account_id", nullable=True),
    Column("position", Integer, nullable=False),
    _text("listed_title"),
    _text("listed_date"),
    _text("final_url"),
    Column("status", Integer, nullable=False),
    _json("headers"),
    Column("sha256", String(64)),
    _word("failure", nullable=True),
    _text("detail"),
    _moment("at"),
    Column("not_modified", Boolean, nullable=False),
    _word("server", nullable=True),  # what answered (inspection.answered.Server); older rows do not tell
    Index(None, "scan_id", "site_id"),
)

#: The newest good answer of every address: what a conditional request is asked with.
answers = Table(
    "answers",
    metadata,
    Column("url", Words, primary_key=True),
    _scan_id(),
    Column("sha256", String(64), nullable=False),
    Column("etag", Words),
    Column("last_modified", Words),
    _text("final_url"),
    Column("status", Integer, nullable=False),
    _json("headers"),
    _moment("at"),
)

articles = Table(
    "articles",
    metadata,
    Column("url", Words, primary_key=True),
    _word("site_id", nullable=True),
    _word("column_id", nullable=True),
    Column("docid", BigInteger),
    _text("title"),
    _text("shown_date"),
    _moment("first_seen_at"),
    _moment("last_seen_at"),
    _scan_id("first_scan_id"),
    Column("sha256", String(64)),
    Index(None, "site_id"),
)

#: Every date an article was shown with, and the scan that saw it first; the first date is a row too.
article_dates = Table(
    "article_dates",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Words, nullable=False, index=True),
    _scan_id(),
    _text("shown_date"),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Integer, primary_key=True),
    _scan_id(),
    Column("judging", Integer, nullable=False),
    _word("rule"),
    *_subject(),
    _word("outcome"),
    _text("reason"),
    Index(None, "scan_id", "outcome"),
    Index(None, "site_id", "scan_id"),
    Index(None, "account_id", "scan_id"),
)

verdict_tallies = Table(
    "verdict_tallies",
    metadata,
    Column("id", Integer, primary_key=True),
    _scan_id(index=True),
    Column("judging", Integer, nullable=False),
    _word("rule"),
    _word("site_id", nullable=True),
    _word("account_id", nullable=True),
    _word("outcome"),
    Column("count", Integer, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("scope", String(32), nullable=False, index=True),  # hash of rule and subject: what "ignore" is about
    _word("rule"),
    _word("monitor"),
    *_subject(),
    _word("severity"),
    _word("confidence"),
    _text("message"),
    _text("quote"),
    _text("place"),
    _text("key"),
    _moment("first_seen_at"),
    _moment("last_seen_at"),
    _scan_id("first_scan_id"),
    _scan_id("last_scan_id"),
    Column("state", String, nullable=False, index=True),
    Column("decision_id", Integer),  # no foreign key: decisions already refer to findings
    Index(None, "unit_id"),
    Index(None, "severity", "last_scan_id"),
    Index(None, "rule"),
)

observations = Table(
    "observations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("finding_id", String(16), ForeignKey("findings.id"), nullable=False),
    _scan_id(),
    Column("as_of", Moment, nullable=False, index=True),
    _text("message"),
    _text("quote"),
    _text("place"),
    _json("measured"),
    _json("evidence"),
    _word("table_id"),
    _word("code_version"),
    Index(None, "finding_id", "scan_id"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("finding_id", String(16), ForeignKey("findings.id"), nullable=False, index=True),
    _word("action"),
    _text("who"),
    _moment("at"),
    _text("reason"),
)

#: The (rule, subject) pairs that are ignored now, each by the decision that said so.
ignored = Table(
    "ignored",
    metadata,
    Column("scope", String(32), primary_key=True),
    Column("decision_id", Integer, ForeignKey("decisions.id"), nullable=False),
)

closings = Table(
    "closings",
    metadata,
    Column("id", Integer, primary_key=True),
    _word("district"),
    _word("quarter_id"),
    Column("version", Integer, nullable=False),
    _moment("closed_at"),
    _text("who"),
    _text("document"),
    Column("sha256", String(64), nullable=False),
    UniqueConstraint("district", "quarter_id", "version"),
)

#: Single tries to open a site's home page. Not append-only: old ones may be thinned out once their weeks are judged.
probes = Table(
    "probes",
    metadata,
    Column("id", Integer, primary_key=True),
    _word("district"),
    _word("site_id"),
    _text("url"),
    _moment("at"),
    Column("milliseconds", Integer, nullable=False),
    Column("status", Integer, nullable=False),
    _word("failure", nullable=True),
    _text("detail"),
    _text("own_side"),
    Index(None, "district", "site_id", "at"),
)
