"""Findings are found by their rule."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_findings_rule", "findings", ["rule"])
