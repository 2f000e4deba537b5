"""The tables of the index. They are made by migrations, on PostgreSQL only.

Not among the forum's models: nothing points to them, and what is in them can be made anew.
"""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, MetaData, String, Table
from sqlalchemy.dialects.postgresql import TSVECTOR

own = MetaData()
document = Table(
    "index_document",
    own,
    Column("post_id", Integer, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("thread_id", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("category_id", Integer, nullable=False),
    Column("author_id", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("reaction_count", Integer, nullable=False),
    Column("is_answer", Boolean, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("words", TSVECTOR, nullable=False),
)
word = Table("index_word", own, Column("word", String(64), primary_key=True))
NAMES = frozenset(own.tables)
