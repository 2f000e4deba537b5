import pytest

from forum.lib.markdown import render
from tests.lib.markdown import payloads
from tests.lib.markdown.known import CONTEXT


@pytest.fixture(scope="session")
def posts():
    """The hostile posts, as Markdown."""
    return payloads.posts()


@pytest.fixture(scope="session")
def rendered(posts):
    """Each hostile post and its HTML."""
    return {post: render(post, CONTEXT).html for post in posts}
