"""Findings of a window of days are found by one index."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_ledger_states_first_seen_at", "ledger_states")
    op.drop_index("ix_ledger_states_last_seen_at", "ledger_states")
    op.create_index(
        "ix_ledger_states_first_seen_at_last_seen_at_finding_id",
        "ledger_states",
        ["first_seen_at", "last_seen_at", "finding_id"],
    )
