"""The rows every forum starts with: the automatic groups and the first kinds of reaction."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

GROUPS = [
    (1, "everyone", "Everyone"),
    (2, "members", "Members"),
    (3, "moderators", "Moderators"),
    (4, "community-managers", "Community managers"),
    (5, "admins", "Admins"),
    (6, "ambassadors", "Ambassadors"),
    *[(10 + n, f"trust-{n}", f"Trust level {n} and above") for n in range(5)],
]
REACTIONS = [
    ("heart", "❤️", "Love", True),
    ("thanks", "🙏", "Thanks", True),
    ("helpful", "💡", "Helpful", True),
    ("agree", "👍", "Agree", True),
    ("laugh", "😄", "Funny", True),
    ("wow", "😮", "Surprising", True),
    ("other", "✨", "Other", False),  # what other forums had and this one does not offer
]


def upgrade() -> None:
    group = sa.table(
        "group",
        sa.column("id"),
        sa.column("slug"),
        sa.column("name"),
        sa.column("description"),
        sa.column("is_automatic"),
    )
    op.bulk_insert(
        group,
        [
            {"id": id, "slug": slug, "name": name, "description": "", "is_automatic": True}
            for id, slug, name in GROUPS
        ],
    )
    if op.get_bind().dialect.name == "postgresql":  # groups made later start behind these
        op.execute("""SELECT setval(pg_get_serial_sequence('"group"', 'id'), 100)""")
    kind = sa.table(
        "reaction_kind",
        sa.column("key"),
        sa.column("symbol"),
        sa.column("label"),
        sa.column("position"),
        sa.column("is_offered"),
    )
    op.bulk_insert(
        kind,
        [
            {"key": key, "symbol": symbol, "label": label, "position": n, "is_offered": offered}
            for n, (key, symbol, label, offered) in enumerate(REACTIONS)
        ],
    )


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM reaction_kind"))
    op.execute(sa.text("""DELETE FROM "group" WHERE is_automatic"""))
