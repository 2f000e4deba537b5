"""What is asked of the search, synonyms, and how much a category counts."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(length=100), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("asked", sa.Integer(), server_default="0", nullable=False),
        sa.Column("found_nothing", sa.Integer(), server_default="0", nullable=False),
        sa.Column("clicked", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_term")),
        sa.UniqueConstraint("term", "day", name=op.f("uq_search_term_term_day")),
    )
    op.create_index("ix_search_term_day", "search_term", ["day", "asked"])
    op.create_table(
        "synonym",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["creator_id"], ["user.id"], name=op.f("fk_synonym_creator_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym")),
        sa.UniqueConstraint("words", name=op.f("uq_synonym_words")),
    )
    op.create_index("ix_synonym_creator_id", "synonym", ["creator_id"])
    op.create_table(
        "term_note",
        sa.Column("term", sa.String(length=100), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["writer_id"], ["user.id"], name=op.f("fk_term_note_writer_id_user")
        ),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_term_note")),
    )
    op.create_index("ix_term_note_writer_id", "term_note", ["writer_id"])
    with op.batch_alter_table("category") as batch:
        batch.add_column(
            sa.Column("search_percent", sa.Integer(), server_default="100", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("category") as batch:
        batch.drop_column("search_percent")
    op.drop_table("term_note")
    op.drop_table("synonym")
    op.drop_table("search_term")
