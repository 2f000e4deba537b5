"""What failed in plugins, counted for the page that lists them."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seam_failure",
        sa.Column("plugin", sa.String(length=32), nullable=False),
        sa.Column("seam", sa.String(length=100), nullable=False),
        sa.Column("count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("plugin", "seam", name=op.f("pk_seam_failure")),
    )


def downgrade() -> None:
    op.drop_table("seam_failure")
