"""The command-line tool: what it says, to whom, and with which exit code."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from forum import cli, config, settings
from forum.cli import reference
from forum.cli.checking import configuration
from forum.cli.errors import without_password
from tests import pictures
from tests.server.running import ROOT, forum, free_port


@pytest.fixture
def folder(empty_sqlite, tmp_path):
    shutil.copy(empty_sqlite, tmp_path / "forum.db")
    tmp_path.chmod(0o750)
    return tmp_path


def ask(folder, question, *values):
    with sqlite3.connect(folder / "forum.db") as database:
        rows = database.execute(question, values).fetchall()
    database.close()
    return rows


def test_every_command_is_listed_and_says_what_it_is_for(tmp_path):
    said = forum("--help", folder=tmp_path)
    assert said.returncode == 0
    for name, what in cli.COMMANDS.items():
        assert name in said.stdout and what.split()[0] in said.stdout
        assert cli.tool.get_command(None, name).help


def test_an_unknown_command_is_refused_with_2(tmp_path):
    said = forum("fly", folder=tmp_path)
    assert said.returncode == 2 and "No such command 'fly'" in said.stderr


def test_render_needs_no_database_and_no_flask(tmp_path):
    program = (
        "import sys; from forum.cli import tool; tool.main(['render'], standalone_mode=False); "
        "sys.exit(any(name.split('.')[0] in {'flask', 'sqlalchemy'} for name in sys.modules))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        input="*hi* <script>alert(1)</script>",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert said.stdout == "<p><em>hi</em> &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"


def test_render_takes_any_bytes():
    said = subprocess.run(
        [sys.executable, "-m", "forum.cli", "render"],
        cwd=ROOT,
        input=b"caf\xc3\xa9 \xff \x00",
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert said.returncode == 0 and "café" in said.stdout.decode()


def test_db_upgrade_makes_the_tables_and_may_be_repeated(tmp_path):
    first, second = (forum("db", "upgrade", folder=tmp_path) for _n in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert "brought to" in first.stdout and "is of this version" in second.stdout
    assert ask(tmp_path, "SELECT count(*) FROM post") == [(0,)]


def test_check_shows_every_variable_with_its_origin_and_no_secret(folder):
    (folder / "forum.toml").write_text('mail_from = "us@example.org"\n')
    (folder / "forum.toml").chmod(0o640)
    said = forum(
        "check",
        folder=folder,
        FORUM_MAIL_URL="smtp://us:hush@127.0.0.1:1",
        FORUM_SECRET_KEY="k" * 40,
    )
    for variable in config.VARIABLES:
        assert variable.name in said.stdout
    lines = {line.split()[0]: line for line in said.stdout.splitlines() if "FORUM_" in line}
    assert lines["FORUM_MAIL_FROM"].split()[1:3] == ["us@example.org", "file"]
    assert lines["FORUM_SECRET_KEY"].split()[1:] == ["(set)", "environment"]
    assert lines["FORUM_WEB_THREADS"].split()[1:] == ["8", "default"]
    assert "hush" not in said.stdout + said.stderr and "k" * 40 not in said.stdout


def test_check_ends_with_1_when_something_is_wrong_and_says_what_to_do(folder):
    wrong = forum(
        "check",
        folder=folder,
        FORUM_MAIL_URL=f"smtp://127.0.0.1:{free_port()}",
        FORUM_REDIS_URL=f"redis://127.0.0.1:{free_port()}",
    )
    assert wrong.returncode == 1
    assert "WRONG mail" in wrong.stdout and "check FORUM_MAIL_URL" in wrong.stdout
    assert "WRONG Redis" in wrong.stdout and "WRONG public address" in wrong.stdout
    right = forum("check", folder=folder, FORUM_ENV="development", FORUM_SECRET_KEY="")
    assert right.returncode == 0, right.stdout
    assert "Nothing is wrong." in right.stdout
    assert "SQLite" in right.stdout and "forum_check_was_here" not in right.stdout


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda folder: (folder / "forum.db").unlink(), "forum db upgrade"),
        (lambda folder: folder.chmod(0o755), "chmod"),
        (lambda folder: damage(folder / "forum.db"), "backup"),
        (lambda folder: (folder / "files").write_text("not a folder"), "FORUM_STORAGE_URL"),
    ],
    ids=["no tables", "everybody may read", "a damaged file", "no storage"],
)
def test_check_finds(folder, harm, says):
    harm(folder)
    said = forum("check", folder=folder, FORUM_ENV="development")
    assert said.returncode == 1 and "Traceback" not in said.stderr, said.stderr
    assert says in said.stdout


def damage(file):
    """Overwrite the middle of an index, as a failing disk would."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 8192] = b"\xff" * 8192
    file.write_bytes(data)


def test_check_warns_of_a_misspelled_variable(folder):
    said = forum("check", folder=folder, FORUM_ENV="development", FORUM_BASEURL="https://x")
    assert "FORUM_BASEURL is set, which the forum does not know" in said.stdout


def test_a_member_is_made_and_put_into_groups(folder):
    made = forum(
        "member",
        "create",
        "ada",
        "Ada@Example.org",
        "--group",
        "admins",
        "--byline",
        "Admin, Fernway",
        folder=folder,
        FORUM_MEMBER_PASSWORD="seven wet socks on a line",
    )
    assert made.returncode == 0, made.stderr
    groups = """SELECT g.slug FROM group_member m JOIN "group" g ON g.id = m.group_id
                JOIN user u ON u.id = m.user_id WHERE u.name = 'ada' ORDER BY g.slug"""
    assert ask(folder, groups) == [("admins",)]
    forum("member", "promote", "ada", "moderators", "ambassadors", folder=folder)
    assert ask(folder, groups) == [("ambassadors",), ("moderators",)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("create", "ada", "nonsense"), "not an e-mail address"),
        (("create", "ada", "ada@example.org", "--group", "kings"), "kings"),
        (("promote", "nobody", "admins"), "no member called nobody"),
    ],
)
def test_a_member_that_cannot_be_made_is_a_sentence(folder, arguments, says):
    said = forum(
        "member", *arguments, folder=folder, FORUM_MEMBER_PASSWORD="seven wet socks on a line"
    )
    assert said.returncode == 1 and "Traceback" not in said.stderr
    assert says in said.stderr


def test_recount_says_what_was_wrong(folder):
    assert "Every counter was right." in forum("recount", folder=folder).stdout


def test_the_log_is_verified_and_what_was_changed_is_said(folder):
    whole = forum("log", "verify", folder=folder)
    assert whole.returncode == 0 and "as it was written" in whole.stdout
    ask(
        folder,
        """INSERT INTO staff_action (actor_id, verb, note, details, created_at, number, sha256)
                   VALUES (1, 'close', 'Forged.', '{}', '2026-01-01', 1, 'x')""",
    )
    forged = forum("log", "verify", folder=folder)
    assert forged.returncode == 1 and "Line 1 was changed." in forged.stdout
    assert "not what it was" in forged.stderr
    assert forum("log", "verify", "--end", "nonsense", folder=folder).returncode == 1


def test_jobs_that_were_given_up_are_listed_and_run_again(folder):
    ask(
        folder,
        """INSERT INTO job (name, arguments, attempts, run_at, failed_at, error, created_at)
                   VALUES ('mail.notice', '{"to": 1}', 8, '2026-01-01', '2026-01-02', 'no luck', '2026-01-01')""",
    )
    listed = forum("jobs", "list", folder=folder).stdout
    assert "mail.notice" in listed and "no luck" in listed
    assert "1 jobs will be run again." in forum("jobs", "retry", "--all", folder=folder).stdout
    assert ask(folder, "SELECT failed_at, attempts FROM job") == [(None, 0)]
    assert forum("jobs", "retry", folder=folder).returncode == 2


def test_statements_for_the_eu_are_written_as_files_once_it_is_switched_on(folder):
    out = folder / "for-the-eu"
    off = forum("transparency", "export", str(out), folder=folder)
    assert off.returncode == 1 and "Traceback" not in off.stderr and not out.exists()
    assert (
        forum("setting", "set", "transparency.eu_database", "true", folder=folder).returncode == 0
    )
    on = forum("transparency", "export", str(out), folder=folder)
    assert on.returncode == 0 and "0 files written. 0 statements wait" in on.stdout and out.is_dir()
    payload = json.dumps({"puid": "p1", "decision_facts": "Ein Mitglied beleidigte ein anderes."})
    approved = "INSERT INTO eu_statement (state, payload, approved_at) VALUES ('approved', ?, ?)"
    ask(folder, approved, payload, "2026-06-01 08:00:00")
    first = forum("transparency", "export", str(out), folder=folder)
    assert "1 files written" in first.stdout
    (file,) = out.iterdir()
    assert json.loads(file.read_text()) == {"statements": [json.loads(payload)]}
    again = forum("transparency", "export", str(out), folder=folder)
    assert "0 files written" in again.stdout and list(out.iterdir()) == [file]


def test_an_import_of_nothing_is_a_sentence(folder):
    said = forum("import", "discourse", str(folder / "no-such-place"), folder=folder)
    assert said.returncode == 1 and "Traceback" not in said.stderr
    assert "no-such-place" in said.stderr


def test_an_import_in_which_nothing_can_be_read_has_failed(folder):
    (folder / "cut.json").write_text('{"posts": [')
    said = forum("import", "discourse", str(folder / "cut.json"), folder=folder)
    assert said.returncode == 1 and "Traceback" not in said.stderr
    assert "cut.json: it is no JSON" in said.stdout and "1 thing to know" in said.stdout
    assert "Discourse" in said.stderr


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("FORUM_BASE_URL", "forum.example.com", "https://"),
        ("FORUM_WEB_PROCESSES", "0", "at least 1"),
        ("FORUM_WEB_THREADS", "-3", "at least 1"),
        ("FORUM_PROXIES", "-1", "at least 0"),
        ("FORUM_LOG_LEVEL", "LOUD", "WARNING"),
        ("FORUM_THEME", "no-such-theme", "themes/no-such-theme"),
    ],
)
def test_a_value_that_cannot_be_used_is_a_sentence(tmp_path, name, value, says):
    with pytest.raises(config.ConfigError) as error:
        config.read({"FORUM_INSTANCE": str(tmp_path), name: value})
    assert name in str(error.value) and says in str(error.value)


def test_the_demonstration_has_no_place_in_production(folder):
    said = forum("seed", folder=folder)
    assert said.returncode == 1 and "production" in said.stderr
    assert ask(folder, "SELECT count(*) FROM user") == [(0,)]


def test_the_page_about_the_configuration_names_everything():
    page = (ROOT / "docs" / "configuration.md").read_text()
    assert page == reference.text(), "make docs"
    for variable in config.VARIABLES:
        assert f"`{variable.name}`" in page
    for setting in settings.ALL:
        assert f"`{setting.name}`" in page


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://us:pw@host/db", "postgresql://us:***@host/db"),
        ("redis://:pw@host:1/0", "redis://:***@host:1/0"),
        ("https://example.org/a:b@c", "https://example.org/a:b@c"),
    ],
)
def test_passwords_in_addresses_are_not_shown(url, shown):
    assert without_password(f"see {url} there") == f"see {shown} there"
    read = config.read({"FORUM_STORAGE_URL": url}, Path("none"))
    assert any(shown in line for line in configuration.table(read))


SETUP = ("setup", "--from")
SECRET = {"FORUM_SETUP_PASSWORD": "seven wet socks"}
COMMUNITY = """
name = "Fernway Commons"
admin_name = "ada"
admin_email = "ada@example.org"
may_join = "invited"

[[categories]]
name = "Gear"
description = "What we carry."

[[categories]]
name = "Cellar"
access = "team"
"""


def test_a_file_may_name_a_logo_beside_it(folder, tmp_path):
    file = tmp_path / "community.toml"
    file.write_text('logo = "own.png"' + COMMUNITY)
    said = forum(*SETUP, str(file), folder=folder, **SECRET)
    assert said.returncode == 1 and "is to be the logo" in said.stderr
    (tmp_path / "own.png").write_bytes(pictures.picture())
    assert forum(*SETUP, str(file), folder=folder, **SECRET).returncode == 0
    [(value,)] = ask(folder, "SELECT value FROM setting_value WHERE name = 'brand.logo'")
    assert value.endswith('/own.png"')


def test_a_community_is_founded_from_a_file_once(folder, tmp_path):
    (tmp_path / "community.toml").write_text(COMMUNITY + 'weather = "fine"\n')
    said = forum(*SETUP, str(tmp_path / "community.toml"), folder=folder, **SECRET)
    assert said.returncode == 1 and "weather" in said.stderr
    (tmp_path / "community.toml").write_text(COMMUNITY)
    said = forum(*SETUP, str(tmp_path / "community.toml"), folder=folder, **SECRET)
    assert (said.returncode, said.stdout) == (0, "Fernway Commons is there. ada can sign in.\n")
    again = forum(*SETUP, str(tmp_path / "community.toml"), folder=folder, **SECRET)
    assert again.returncode == 1 and "there already" in again.stderr


def test_a_link_made_on_the_server_is_for_admins(folder):
    made = ("--password", "seven wet socks here")
    forum("member", "create", "ada", "ada@example.org", "--group", "admins", *made, folder=folder)
    forum("member", "create", "max", "max@example.org", *made, folder=folder)
    said = forum("member", "sign-in-link", "ada", folder=folder)
    assert said.returncode == 0 and "/sign-in/link/" in said.stdout
    for name in ("max", "nobody"):
        assert forum("member", "sign-in-link", name, folder=folder).returncode != 0
    assert ask(folder, "SELECT count(*) FROM account_token WHERE purpose = 'way-in'") == [(1,)]
