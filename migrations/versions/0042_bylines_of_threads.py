"""How a thread's author spoke stands beside it in lists; how many different people thanked a member."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("thread") as table:
        table.add_column(
            sa.Column("author_byline", sa.String(100), server_default="", nullable=False)
        )
    op.execute(
        "UPDATE thread SET author_byline = COALESCE((SELECT post.author_byline FROM post"
        " WHERE post.thread_id = thread.id AND post.number = 1), '')"
        " WHERE author_capacity IN ('brand', 'ambassador')"
    )
    with op.batch_alter_table("user") as table:
        table.add_column(
            sa.Column("thanked_count", sa.Integer(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("user") as table:
        table.drop_column("thanked_count")
    with op.batch_alter_table("thread") as table:
        table.drop_column("author_byline")
