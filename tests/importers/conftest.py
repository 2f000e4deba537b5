import pytest

from tests.importers import archives


@pytest.fixture
def archive(tmp_path):
    """`archive(content, …)` is a folder with these files; `name` tells several apart."""

    def make(*contents, name="archive"):
        return archives.folder(tmp_path / name, *contents)

    return make
