"""Lines in a thread that software wrote: they have no name."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("thread_event") as batch_op:
        batch_op.alter_column("actor_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM thread_event WHERE actor_id IS NULL"))
    with op.batch_alter_table("thread_event") as batch_op:
        batch_op.alter_column("actor_id", existing_type=sa.Integer(), nullable=False)
