"""Where every finding stands now; filled from the history right after the migration (``db.schema.upgrade``)."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "ledger_states",
        sa.Column("finding_id", sa.String(16), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("sureness", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", MOMENT, nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("missed", sa.JSON(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("recurrences", sa.Integer(), nullable=False),
        sa.Column("before_fix", sa.String(), nullable=True),
        sa.Column("before_appeal", sa.String(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_ledger_states_finding_id"),
        sa.PrimaryKeyConstraint("finding_id", name="pk_ledger_states"),
    )
    for columns in (
        ("place", "urgency", "finding_id"),
        ("state", "place", "urgency", "finding_id"),
        ("unit_id", "place", "urgency", "finding_id"),
        ("rule", "place", "urgency", "finding_id"),
        ("state", "sureness", "unit_id", "rule", "finding_id"),
        ("site_id", "place"),
        ("account_id", "place"),
        ("first_seen_at",),
        ("last_seen_at",),
    ):
        op.create_index(f"ix_ledger_states_{'_'.join(columns)}", "ledger_states", list(columns))
