"""Installed as packages are, found by their entry points, in real processes, on both databases."""

import subprocess
import sys

import pytest

from tests.plugins.plugged import EXAMPLES, NAMES, ROOT
from tests.server.running import Server, forum


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """A folder with both packages, as pip installs them; nothing is fetched."""
    target = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps",
         "--no-build-isolation", "--disable-pip-version-check", "--target", str(target),
         *(str(EXAMPLES / name) for name in NAMES)],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return f"{target}:{ROOT}"


@pytest.fixture
def place(engine, tmp_path, request):
    """An empty database of its own: the folder and the address."""
    if engine == "sqlite":
        yield tmp_path, ""
        return
    from tests.conftest import postgres_database

    with postgres_database(
        f"forum_installed_{tmp_path.name[-20:]}".replace("-", "_").lower()
    ) as url:
        yield tmp_path, url


@pytest.mark.server
def test_installed_prepared_listed_served_and_left_out(site, place):
    folder, url = place
    how = {"folder": folder, "url": url, "PYTHONPATH": site}
    assert "brought to" in forum("db", "upgrade", **how).stdout
    assert "is of this version" in forum("db", "upgrade", **how).stdout
    said = forum("plugins", "list", **how).stdout
    for word in ("releases 1.0.0", "serials 1.0.0", "AGPL-3.0-or-later", "plugin_serials_unit",
                 "https://forum.example.com/plugins/releases"):  # fmt: skip
        assert word in said, word
    assert forum("setting", "set", "releases.shown", "5", **how).returncode == 0
    off = forum("plugins", "list", **how, FORUM_PLUGINS_OFF="serials").stdout
    assert "Switched off by FORUM_PLUGINS_OFF" in off
    made = forum("export", str(folder / "whole.zip"), **how)
    assert made.returncode == 0, made.stderr
    running = Server(folder, url, PYTHONPATH=site)
    try:
        running.start()
        assert running.get("/releases")[0] == 200
        assert running.get("/serials")[0] == 302
    finally:
        running.kill()
    for arguments, more in (
        ((), {"FORUM_PLUGINS_OFF": "releases serials"}),
        (("--safe-mode",), {}),
    ):
        running = Server(folder, url, arguments, PYTHONPATH=site, **more)
        try:
            running.start()
            assert running.get("/releases")[0] == 404 and running.get("/")[0] == 200
        finally:
            running.kill()
    assert forum("db", "upgrade", folder=folder, url=url).returncode == 0  # without them
    assert "is of this version" in forum("db", "upgrade", **how).stdout  # nothing was taken away


def test_a_plugin_that_cannot_be_loaded_keeps_the_forum_from_starting_with_a_hint(tmp_path, site):
    target = tmp_path / "site"
    (target / "forum_odd-1.dist-info").mkdir(parents=True)
    (target / "forum_odd-1.dist-info" / "METADATA").write_text("Name: forum-odd\nVersion: 1\n")
    (target / "forum_odd-1.dist-info" / "entry_points.txt").write_text(
        "[forum.plugins]\nodd = forum_odd\n"
    )
    (target / "forum_odd.py").write_text("raise OSError('its server does not answer')\n")
    how = {"folder": tmp_path, "PYTHONPATH": f"{target}:{ROOT}"}
    said = forum("db", "upgrade", **how)
    assert said.returncode == 1 and "Traceback" not in said.stderr
    assert "The plugin odd: it cannot be loaded: OSError" in said.stderr
    assert "forum run --safe-mode" in said.stderr
    assert forum("db", "upgrade", **how, FORUM_SAFE_MODE="1").returncode == 0
    assert forum("db", "upgrade", **how, FORUM_PLUGINS_OFF="odd").returncode == 0


def test_tables_that_are_not_prepared_are_named(tmp_path, site):
    assert forum("db", "upgrade", folder=tmp_path).returncode == 0
    said = forum("setting", "list", folder=tmp_path, PYTHONPATH=site)
    assert said.returncode == 1
    assert "Tables of releases, serials are not there" in said.stderr
    assert "forum db upgrade" in said.stderr
    made = forum("db", "upgrade", folder=tmp_path, PYTHONPATH=site)
    assert "The tables of releases, serials were made" in made.stdout, made.stderr


def test_the_beginnings_of_a_plugin_can_be_installed_and_pass_their_own_test(tmp_path):
    made = forum("plugins", "new", "lamps", "--into", str(tmp_path), folder=tmp_path)
    assert made.returncode == 0 and "pip install" in made.stdout
    folder = tmp_path / "forum-lamps"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)],
        cwd=folder, capture_output=True, text=True, timeout=240, check=False,
        env={"PYTHONPATH": f"{folder}:{ROOT}", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert (
        forum("plugins", "new", "lamps", "--into", str(tmp_path), folder=tmp_path).returncode == 1
    )
    assert forum("plugins", "new", "No!", "--into", str(tmp_path), folder=tmp_path).returncode == 1
