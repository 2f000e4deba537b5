"""Search: what the index has to look at again; and on PostgreSQL the index itself."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# What `forum.search.postgresql.tables` describes. The words that are near to a misspelt one are
# found with pg_trgm where it may be used, and by their beginnings where it may not.
STATEMENTS = (
    """CREATE TABLE index_document (
    post_id integer PRIMARY KEY,
    version bigint NOT NULL,
    thread_id integer NOT NULL,
    number integer NOT NULL,
    category_id integer NOT NULL,
    author_id integer NOT NULL,
    created_at timestamptz NOT NULL,
    reaction_count integer NOT NULL,
    is_answer boolean NOT NULL,
    is_open boolean NOT NULL,
    words tsvector NOT NULL
)""",
    "CREATE INDEX ix_index_document_words ON index_document USING gin (words)",
    "CREATE INDEX ix_index_document_newest ON index_document (created_at DESC, post_id DESC)",
    "CREATE INDEX ix_index_document_thread ON index_document (thread_id)",
    "CREATE INDEX ix_index_document_author ON index_document (author_id, created_at DESC)",
    'CREATE TABLE index_word (word varchar(64) COLLATE "C" PRIMARY KEY)',
    """DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX ix_index_word_near ON index_word USING gin (word gin_trgm_ops);
EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'pg_trgm cannot be used here';
END $$""",
)


def upgrade() -> None:
    op.create_table(
        "stale_entry",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("thing_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "thing_id", name=op.f("pk_stale_entry")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in STATEMENTS:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_table("index_word")
        op.drop_table("index_document")
    op.drop_table("stale_entry")
