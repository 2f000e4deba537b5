"""The footer says what runs here and where its source is, and nothing that is not so."""

import shutil

import pytest

from forum import config
from tests.conftest import make_app

SOURCE = "https://code.example.org/our-forum"


def test_everybody_is_told_what_runs_here(app):
    page = app.test_client().get("/software").text
    assert "GNU Affero General Public License" in page
    assert "have not yet said where it can be found" in page
    home = app.test_client().get("/").text
    assert 'href="/software">Runs on Forum</a>' in home
    assert "Source code" not in home


def test_the_source_is_linked_where_the_operator_says_it_is(empty_sqlite, tmp_path):
    shutil.copy(empty_sqlite, tmp_path / "forum.db")
    (tmp_path / "forum.toml").write_text(f'source_url = "{SOURCE}"')
    client = make_app(tmp_path).test_client()
    link = f'<a href="{SOURCE}" rel="noopener">'
    assert link in client.get("/").text
    page = client.get("/software").text
    assert link in page and "ask them" not in page


@pytest.mark.parametrize("wrong", ["javascript:alert(1)", "code.example.org", "//code.example.org"])
def test_an_address_of_the_source_that_is_none_is_refused(wrong):
    with pytest.raises(config.ConfigError, match="FORUM_SOURCE_URL"):
        config.read({"FORUM_SOURCE_URL": wrong})
