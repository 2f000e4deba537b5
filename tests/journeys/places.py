"""The forum of the journeys: a few people, categories, and threads long enough to have pages."""

from datetime import timedelta
from types import SimpleNamespace

from sqlalchemy import update

from forum.extensions import db
from forum.models import SettingValue, Tag
from forum.models.columns import utcnow
from tests import factories

RICH = """A **strong** start with `code`, a [link](https://example.org/) and $a^2 + b^2$.

```python
print("hello")
```

> somebody else's words

| a | b |
|---|---|
| 1 | a_very_long_word_without_any_place_to_break_it_that_would_make_a_table_wide |

[details="More"]
inside
[/details]

||a secret||
"""


def furnish():
    """Everything that a journey needs, saved but not committed: people, category, threads."""
    db.session.add(SettingValue(name="join.seconds", value=0))  # a journey types like a program
    people = SimpleNamespace(
        max=factories.user(name="max", display_name="Max Berg"),
        amy=factories.user(name="amy", display_name="Amy Lind", groups=["ambassadors"]),
        cleo=factories.user(name="cleo", groups=["community-managers"], byline="Fernway"),
    )
    category = factories.category(name="Trail talk", slug="trail-talk", description="On the way.")
    threads = SimpleNamespace(
        short=factories.thread(
            title="Which boots for the coast path?",
            category=category,
            author=people.amy,
            body=RICH,
            tags=["boots"],
            created_at=utcnow() - timedelta(hours=3),
        ),
        long=factories.thread(title="Where we walked", category=category, author=people.max),
    )
    db.session.execute(update(Tag).values(thread_count=1))
    factories.post(thread=threads.short, author=people.max, body="The light ones.\n\nTruly.")
    for number in range(2, 26):
        body = f"Walk number {number}.\n\n" + "It went on for a while. " * 20
        factories.post(thread=threads.long, author=people.amy, body=body)
    return SimpleNamespace(people=people, category=category, threads=threads)
