"""The migrations make the tables that the models describe."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from forum.extensions import db
from forum.search.postgresql.tables import NAMES


def test_migrations_and_models_say_the_same(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        context.opts["include_object"] = lambda _thing, name, *_: name not in NAMES
        assert compare_metadata(context, db.metadata) == []


def test_the_first_rows_are_there(app, cast):
    from forum import structure

    now = structure.current()
    assert now.groups[1] == "Everyone" and now.groups[14] == "Trust level 4 and above"
    assert next(kind.key for kind in now.reactions.values() if kind.is_offered) == "heart"
    assert cast.cleo.is_staff and not cast.mo.is_staff and cast.sue.is_suspended
