"""Tables of plugins are in backups, come back, go from one database to the other, and are made by
their migrations as their models have them."""

import os
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from forum_releases import releases
from forum_releases.models import Release
from forum_serials import units
from forum_serials.models import Unit
from sqlalchemy import select, text

from forum import database, schema
from forum.archives import exporting, loading, opening
from forum.archives.opening import NotAnArchive
from forum.extensions import db
from forum.models import ReactionKind, User
from tests import factories
from tests.conftest import WORKER, make_app, postgres_database
from tests.plugins.plugged import both


@pytest.fixture
def full(app, cast):
    releases.enter(cast.ada, "Lantern", "2.0", date(2026, 5, 4), "**Brighter**", False)
    units.register(cast.max, "FW20260001")
    database.commit()


def test_the_migrations_make_what_the_models_say(app):
    for name, theirs in app.extensions["forum"].tables.items():
        names = set(theirs.metadata.tables)

        def is_theirs(thing, table, kind, *_more, names=names):
            return kind != "table" or table in names

        options = {"compare_type": True, "include_object": is_theirs}
        context = MigrationContext.configure(db.session.connection(), opts=options)
        assert compare_metadata(context, theirs.metadata) == [], name


def rows_of(context):
    with context:
        database.begin("read")
        return (
            [(one.product, one.html, one.author_id) for one in db.session.scalars(select(Release))],
            [(one.serial, one.user_id) for one in db.session.scalars(select(Unit))],
            db.session.get(ReactionKind, "serials.same") is not None,
            schema.revisions_of_plugins(db.session.connection()),
        )


def brought(path, app, is_trusted=True):
    with app.app_context():
        database.begin("write")
        with opening.opened(path) as archive:
            loading.load(db.engine, archive, is_trusted)
    return rows_of(app.app_context())


@pytest.mark.postgres
def test_a_backup_brings_them_back_on_either_database(app, full, tmp_path):
    exporting.write(tmp_path / "whole.zip", with_secrets=True)
    here = rows_of(app.app_context())
    assert here[0] and here[1] and here[3] == {"releases": "0001", "serials": "0001"}
    other = make_app(tmp_path / "sqlite", with_plugins=both())
    (tmp_path / "sqlite").mkdir(exist_ok=True)
    assert brought(tmp_path / "whole.zip", other) == here
    assert brought(tmp_path / "whole.zip", other) == here  # over what is there
    with postgres_database(f"forum_kept_{WORKER}_{os.getpid()}") as url:
        assert brought(tmp_path / "whole.zip", make_app(tmp_path, url, both())) == here


def test_an_export_has_what_says_so_and_what_comes_from_elsewhere_passes_the_gate(
    app, full, tmp_path
):
    db.session.execute(text("UPDATE plugin_releases_release SET html = '<script>x</script>'"))
    database.commit()
    made = exporting.write(tmp_path / "open")
    assert made.plugins == {"releases": "0001"}
    assert "plugin_releases_release" in made.tables and "plugin_serials_unit" not in made.tables
    (tmp_path / "elsewhere").mkdir()
    other = make_app(tmp_path / "elsewhere", with_plugins=both())
    found = brought(tmp_path / "open", other, is_trusted=False)
    assert "<script" not in found[0][0][1] and found[1] == []


def test_a_forum_without_the_plugin_refuses_its_tables_with_a_sentence(app, full, tmp_path):
    exporting.write(tmp_path / "whole.zip", with_secrets=True)
    (tmp_path / "bare").mkdir()
    with pytest.raises(NotAnArchive, match="tables of the plugin releases, which is not used here"):
        brought(tmp_path / "whole.zip", make_app(tmp_path / "bare"))


def test_without_the_plugin_its_tables_stay_and_keep_nobody_from_leaving(app, full, cast):
    database.commit()
    config = app.config["FORUM"]
    bare = make_app(config.instance, config["FORUM_DATABASE_URL"])
    with bare.app_context():
        database.begin("write")
        assert schema.read().is_current
        who = factories.user(name="ole")
        db.session.execute(
            text("INSERT INTO plugin_serials_unit (serial, user_id, registered_at)"
                 " VALUES ('X1', :who, '2026-01-01 00:00:00+00')"), {"who": who.id},
        )  # fmt: skip
        db.session.flush()
        db.session.execute(text('DELETE FROM "user" WHERE id = :who'), {"who": who.id})
        left = db.session.execute(text("SELECT serial FROM plugin_serials_unit")).scalars().all()
        assert left == ["FW20260001"]
        assert db.session.get(User, who.id, populate_existing=True) is None
        database.rollback()
        db.engine.dispose()


def test_a_newer_version_of_its_tables_is_refused(app, full):
    db.session.execute(text("UPDATE plugin_serials_version SET version_num = '0099'"))
    database.commit()
    try:
        with pytest.raises(schema.SchemaError, match="plugin serials were made by a newer version"):
            schema.require_current()
    finally:
        database.begin("write")
        db.session.execute(text("UPDATE plugin_serials_version SET version_num = '0001'"))
        database.commit()
