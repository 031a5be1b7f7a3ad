"""Evidence: the chain of manifests, seals, exports and removals."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ("evidence_manifests", "evidence_seals", "evidence_exports", "evidence_removals")


def upgrade() -> None:
    _create_tables()
    for table in APPEND_ONLY:
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def _create_tables() -> None:
    op.create_table(
        "evidence_manifests",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sm3", sa.String(length=64), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("finding_id", sa.String(length=16), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_evidence_manifests_finding_id"),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name="fk_evidence_manifests_scan_id"),
        sa.PrimaryKeyConstraint("number", name="pk_evidence_manifests"),
        sa.UniqueConstraint("previous", name="uq_evidence_manifests_previous"),
        sa.UniqueConstraint("sha256", name="uq_evidence_manifests_sha256"),
    )
    op.create_index("ix_evidence_manifests_finding_id_number", "evidence_manifests", ["finding_id", "number"])
    op.create_table(
        "evidence_seals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_seals"),
    )
    op.create_index("ix_evidence_seals_day", "evidence_seals", ["day"])
    op.create_table(
        "evidence_exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("originals", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sm3", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_exports"),
    )
    op.create_index("ix_evidence_exports_sha256", "evidence_exports", ["sha256"])
    op.create_table(
        "evidence_removals",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_evidence_removals"),
    )
