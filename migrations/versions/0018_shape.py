"""What an admin says of a category: its cover and the list its page begins with."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("category") as table:
        table.add_column(sa.Column("cover_key", sa.String(length=64), nullable=True))
        table.add_column(
            sa.Column("default_sort", sa.String(length=32), nullable=False, server_default="latest")
        )
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("category") as table:
        for name in ("version", "default_sort", "cover_key"):
            table.drop_column(name)
