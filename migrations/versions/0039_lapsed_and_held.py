"""Which decisions ended because nobody agreed in time, and since when a webhook holds back."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decision", sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("webhook", sa.Column("held_since", sa.DateTime(timezone=True), nullable=True))
    # Of before: whose time in danger was over first, and nobody had said yes.
    op.execute(
        "UPDATE decision SET lapsed_at = ended_at WHERE second_by_id IS NULL"
        " AND ended_at >= restores_at AND (ends_at IS NULL OR ends_at > restores_at)"
    )


def downgrade() -> None:
    op.drop_column("webhook", "held_since")
    op.drop_column("decision", "lapsed_at")
