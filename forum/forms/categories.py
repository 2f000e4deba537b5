"""What is typed about categories."""

from typing import Annotated, Any

from forum.forms.base import FILLED, ON_ONE_LINE, TEXT, Form, Whole, WholeOrNothing, Yes, longest


class CategoryForm(Form):
    name: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(80)]
    slug: Annotated[str, TEXT, ON_ONE_LINE, longest(80)] = ""
    description: Annotated[str, TEXT, longest(1000)] = ""
    icon: Annotated[str, TEXT, ON_ONE_LINE, longest(32)] = "chat"
    colour: Annotated[str, TEXT, ON_ONE_LINE, longest(7)] = "#4c6b5a"
    discussion: Yes = False
    question: Yes = False
    announcement: Yes = False
    default_kind: Annotated[str, TEXT, ON_ONE_LINE, longest(16)] = "discussion"
    holds: Annotated[str, TEXT, ON_ONE_LINE, longest(32)] = ""
    template: Annotated[str, TEXT, longest(4000)] = ""
    default_sort: Annotated[str, TEXT, ON_ONE_LINE, longest(32)] = "latest"
    tags_wanted: Whole = 0
    tags_limited: Yes = False
    search_percent: Whole = 100
    hold_back_hours: Whole = 4
    version: Whole = 0
    # Of a new one only.
    parent: Annotated[str, TEXT, ON_ONE_LINE, longest(80)] = ""
    first: Annotated[str, TEXT, ON_ONE_LINE, longest(32)] = "everyone"

    def described(self) -> dict[str, Any]:
        """As `services.shaping.Described`."""
        chosen = [kind for kind in ("discussion", "question", "announcement")
                  if getattr(self, kind)]  # fmt: skip
        other = {"discussion", "question", "announcement", "version", "parent", "first"}
        return {**self.model_dump(exclude=other), "kinds": tuple(chosen)}


class PlaceForm(Form):
    """Where a category was dropped: below which, before which; nothing: at the top, at the end."""

    parent: WholeOrNothing = None
    before: WholeOrNothing = None


class MoveForm(Form):
    """Where a category goes: below `parent` (a slug; nothing: to the top)."""

    version: Whole
    parent: Annotated[str, TEXT, ON_ONE_LINE, longest(80)] = ""


class MergeForm(Form):
    """Into which category all of it goes. `mixes`: yes, other people may read it there."""

    version: Whole
    target: Annotated[str, TEXT, ON_ONE_LINE, FILLED, longest(80)]
    mixes: Yes = False


class SureForm(Form):
    """Nothing but which version of the category was looked at."""

    version: Whole
    is_archived: Yes = False
