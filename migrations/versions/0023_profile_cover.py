"""A picture on top of a member's page, and which part of it is shown."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cover_key", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column("cover_focus", sa.String(length=32), nullable=False, server_default="middle")
        )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.alter_column("cover_focus", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("cover_focus")
        batch_op.drop_column("cover_key")
