"""The seeded forum, as it answers in production: an error is a page of its own."""

import pytest

from tests.sweeps import seeded


@pytest.fixture
def forum(app, cast):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return seeded.seed(cast)
