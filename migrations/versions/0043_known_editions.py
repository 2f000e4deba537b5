"""Which edition of a set that comes along the community knows."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_edition",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["known_by_id"], ["user.id"], name=op.f("fk_known_edition_known_by_id_user")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_known_edition")),
    )


def downgrade() -> None:
    op.drop_table("known_edition")
