"""What a message told is remembered when the message is not; when a recipient began to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("message_items") as table:
        table.alter_column("message_id", existing_type=sa.Integer(), nullable=True)
    op.create_table(
        "message_starts",
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overall_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("district", "recipient", name="pk_message_starts"),
    )
    # Who was told already began long ago.
    op.execute(
        "INSERT INTO message_starts (district, recipient, started_at, overall_at) "
        "SELECT district, recipient, MIN(created_at), MIN(created_at) FROM messages "
        "WHERE kind IN ('weekly', 'confirmed', 'deadline') GROUP BY district, recipient"
    )
