"""Which versions of a page everybody has been able to read."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("page_version") as table:
        table.add_column(
            sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    # Of a published page it is not known which were drafts: what can be read stays so.
    op.execute(
        "UPDATE page_version SET is_public = true"
        " WHERE page_id IN (SELECT id FROM page WHERE is_published)"
    )
    with op.batch_alter_table("page_version") as table:
        table.alter_column("is_public", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("page_version") as table:
        table.drop_column("is_public")
