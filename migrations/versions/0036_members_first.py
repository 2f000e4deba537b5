"""For how many hours the brand leaves a thread of a category to its members."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("category") as table:
        table.add_column(
            sa.Column("hold_back_hours", sa.Integer(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("category") as table:
        table.drop_column("hold_back_hours")
