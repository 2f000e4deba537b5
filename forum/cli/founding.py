"""What a production server says when its community waits to be founded."""

from forum import database, links
from forum.models.users import OPERATOR
from forum.services import setups


def prepared(base_url: str) -> list[str]:
    """The address of the setup page, good once and for a day; printed here and kept nowhere."""
    with database.unit("write"):
        token = setups.begin(OPERATOR)
    if token is None:
        return []
    return ["", "Nobody is here yet. Set your community up, within 24 hours, at",
            f"  {base_url}{links.setup(token)}"]  # fmt: skip
