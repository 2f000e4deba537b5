import pytest

from tests import lifecycles


@pytest.fixture
def forum(cast):
    return lifecycles.forum(cast)
