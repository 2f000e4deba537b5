"""To whom a letter went, what the server said, and whether it came back."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mailing", sa.Column("sent_to", sa.String(length=260), nullable=True))
    op.add_column("mailing", sa.Column("answer", sa.String(length=300), nullable=True))
    op.add_column("mailing", sa.Column("bounce", sa.String(length=32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("mailing") as table:
        for name in ("bounce", "answer", "sent_to"):
            table.drop_column(name)
