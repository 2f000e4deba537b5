"""`forum config`: written, compared, applied by an admin's name, taken back."""

import shutil

import pytest

from forum import database
from forum.extensions import db
from tests import factories
from tests.conftest import make_app
from tests.server.running import forum


@pytest.fixture
def folder(empty_sqlite, tmp_path):
    shutil.copy(empty_sqlite, tmp_path / "forum.db")
    tmp_path.chmod(0o750)
    with make_app(tmp_path).app_context():
        ada = factories.user(name="ada", groups=["admins"])
        factories.user(name="max")
        factories.category(name="Gear", slug="gear")
        database.commit()
        assert ada.id
        db.session.rollback()
        db.engine.dispose()
    return tmp_path


def test_a_file_is_written_compared_applied_and_taken_back(folder):
    file = folder / "forum.toml.d"
    assert forum("config", "export", str(file), folder=folder).returncode == 0
    assert forum("config", "diff", str(file), folder=folder).returncode == 0
    gear = file / "categories.toml"
    text = gear.read_text()
    gear.write_text(text.replace('everyone = [\n    "see",\n]\n', ""))
    assert gear.read_text() != text
    said = forum("config", "diff", str(file), folder=folder)
    assert said.returncode == 1 and "~ categories gear: access: everyone" in said.stdout
    said = forum("config", "apply", str(file), "--as", "max", "--yes", folder=folder)
    assert said.returncode == 1 and "admins" in said.stderr
    said = forum("config", "apply", str(file), "--as", "ada", "--yes", folder=folder)
    assert "Gear: guests see it no longer" in said.stdout, said.stderr
    assert "It is in force." in said.stdout
    said = forum("config", "roll-back", "--as", "ada", "--yes", folder=folder)
    assert "Gear: guests see it then" in said.stdout, said.stderr
    gear.write_text(text)
    assert forum("config", "diff", str(file), folder=folder).returncode == 0
    gear.write_text(text.replace("everyone", "nobody"))
    said = forum("config", "apply", str(file), "--as", "ada", "--yes", folder=folder)
    assert said.returncode == 1 and "categories.toml:" in said.stderr
