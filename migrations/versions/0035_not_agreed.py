"""Of decisions whose words are gone: whether they ended because no second person agreed."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("past_decision") as table:
        table.add_column(
            sa.Column("is_not_agreed", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("past_decision") as table:
        table.alter_column("is_not_agreed", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("past_decision") as table:
        table.drop_column("is_not_agreed")
