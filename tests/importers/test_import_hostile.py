"""Nothing that an archive says runs on a page."""

from sqlalchemy import select

from forum.extensions import db
from forum.models import Category, User
from tests.importers import archives
from tests.importers.bringing import bring, thread

PAYLOAD = '"><script>alert(1)</script><img src=x onerror=alert(1)>[a](javascript:alert(1))'


def test_nothing_that_an_archive_says_runs_on_a_page(app, cast, browser, archive):
    bring(
        archive(
            {"categories": [{"id": 7, "name": PAYLOAD, "slug": PAYLOAD, "description_text": PAYLOAD}]},
            archives.post(
                62, 1, raw=PAYLOAD, topic_title=PAYLOAD, topic_slug=PAYLOAD, name=PAYLOAD,
                username=PAYLOAD, reactions=[{"id": PAYLOAD, "count": 1}], edit_reason=PAYLOAD,
            ),
            archives.topic(63, [archives.post(63, 1, cooked=f"<p>{PAYLOAD}</p>", name=PAYLOAD)],
                           title=PAYLOAD, tags=[PAYLOAD]),
        )
    )  # fmt: skip
    guest = browser(cast.guest)
    category = db.session.scalar(select(Category.slug))
    pages = ["/", f"/c/{category}", "/tags", *(f"/t/{t.id}/{t.slug}" for t in (thread(62), thread(63))),
             *(f"/m/{name}" for name in db.session.scalars(select(User.name)))]  # fmt: skip
    for page in pages:
        answer = guest.get(page)
        assert answer.status_code in (200, 301, 302), page
        assert "<script>alert" not in answer.text
        assert "onerror=alert(1)>" not in answer.text.replace("&gt;", "").replace("&#62;", "") or (
            "<img src=x" not in answer.text
        )
        assert 'href="javascript' not in answer.text
