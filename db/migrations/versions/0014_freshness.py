"""How fresh columns and accounts were when last judged, the days accounts posted on; verdicts by site, warnings."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "freshness",
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("newest", sa.Date(), nullable=True),
        sa.Column("gap", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name="fk_freshness_scan_id"),
        sa.PrimaryKeyConstraint("district", "kind", "subject_id", name="pk_freshness"),
    )
    op.create_table(
        "post_days",
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("district", "account_id", "day", name="pk_post_days"),
    )
    op.create_index("ix_post_days_district_day", "post_days", ["district", "day"])
    op.create_index("ix_verdicts_site_id_scan_id", "verdicts", ["site_id", "scan_id"])
    op.create_index("ix_verdicts_account_id_scan_id", "verdicts", ["account_id", "scan_id"])
    op.create_index("ix_findings_severity_last_scan_id", "findings", ["severity", "last_scan_id"])
