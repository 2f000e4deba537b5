"""For tests in which Nia calls many people, one post after the other."""

import pytest

from forum import database


@pytest.fixture
def settled(cast):
    """Nia has been here for a while."""
    cast.nia.trust_level = 1
    cast.nia.join()
    database.commit()
