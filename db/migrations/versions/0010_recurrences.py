"""Which finding is the return of which earlier one."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recurrences",
        sa.Column("finding_id", sa.String(length=16), nullable=False),
        sa.Column("earlier_id", sa.String(length=16), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_recurrences_finding_id"),
        sa.ForeignKeyConstraint(["earlier_id"], ["findings.id"], name="fk_recurrences_earlier_id"),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name="fk_recurrences_scan_id"),
        sa.PrimaryKeyConstraint("finding_id", name="pk_recurrences"),
    )
    op.create_index("ix_recurrences_earlier_id", "recurrences", ["earlier_id"])
    _refuse_changes("recurrences")


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
