"""Statements for the EU's Transparency Database, as somebody approved them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "eu_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file", sa.Integer(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user.id"], name=op.f("fk_eu_statement_approved_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_eu_statement_statement_id_statement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eu_statement")),
        sa.UniqueConstraint("statement_id", name=op.f("uq_eu_statement_statement_id")),
    )
    op.create_index("ix_eu_statement_file", "eu_statement", ["file"])


def downgrade() -> None:
    op.drop_table("eu_statement")
