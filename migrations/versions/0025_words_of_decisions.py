"""The words that the explanation of a decision began with."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No foreign key: SQLite would have to make the table anew, which its triggers do not survive.
    op.add_column("decision", sa.Column("template_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("decision", "template_id")
