"""A forum in which everything that has a name was named by somebody hostile, and a judge of pages.

What works of it calls `fire(...)`, so that a browser can tell.
"""

import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from itertools import cycle

from forum import database
from forum.lib import markdown
from forum.models import (
    Draft,
    GuidelineVersion,
    MemberSession,
    Post,
    ProfileField,
    ProfileValue,
    Revision,
    SettingValue,
    Upload,
)
from forum.models.columns import utcnow
from tests import factories
from tests.lib.markdown.payloads import ADDRESSES, BREAKOUTS, ELEMENTS, MUTATIONS

PAYLOADS = [
    *BREAKOUTS, *MUTATIONS[::3], *ELEMENTS[-40::2], "</script><script>fire(1)</script>",
    "<!--<script>fire(1)//", "</title><script>fire(1)</script>", "</textarea><svg/onload=fire(1)>",
    "%(x)s %s {0} {{ 7*7 }} {% raw %} ${7*7} #{7*7}", "\u2028alert\u2029", "]]>&<x>",
    "' onerror=fire(1) '", '\\" onerror=fire(1) \\"', "&lt;script&gt;fire(1)&lt;/script&gt;",
]  # fmt: skip
SHORT = [p for p in PAYLOADS if len(p) <= 38] + ['"><svg/onload=fire(1)>', "'-fire(1)-'"]
SCRIPTS = [a for a in ADDRESSES if a.strip().lower().startswith(("java", "data", "vbs"))][:20]


def seed(cast):
    """Names, titles and texts full of markup, in every column that a page shows."""
    max_ = cast.max
    max_.display_name, max_.title = BREAKOUTS[0], BREAKOUTS[2][:64]
    max_.location, max_.pronouns = BREAKOUTS[4][:100], SHORT[0][:32]
    max_.website, max_.bio = "javascript:fire(1)//https://x", BREAKOUTS[0]
    max_.bio_html = markdown.render(BREAKOUTS[0] + "\n\n" + MUTATIONS[0]).html
    max_.interests = [payload[:40] for payload in SHORT[:3]]
    for kind, value in (("line", BREAKOUTS[1]), ("link", "javascript:fire(1)"), ("yes", "1")):
        asked = ProfileField(
            label=BREAKOUTS[0][:100], hint=BREAKOUTS[2], kind=kind, choices=[BREAKOUTS[1]],
            is_on_card=True, is_in_directory=True,
        )  # fmt: skip
        field_id = factories._save(asked).id
        factories._save(ProfileValue(user_id=max_.id, field_id=field_id, value=value))
    cast.ada.byline = cast.cleo.byline = BREAKOUTS[1]
    cast.sue.suspended_reason = BREAKOUTS[0]
    names = cycle(PAYLOADS)
    for n, payload in enumerate(SHORT[:6]):
        category = factories.category(
            name=payload,
            slug=f"category-{n}",
            description=next(names),
            colour="#123456",
            template=next(names),
        )
    for n, payload in enumerate(PAYLOADS):
        made = factories.thread(
            category=category,
            title=payload[:255],
            slug=f"thread-{n}",
            author=max_,
            excerpt=next(names)[:300],
            body=payload,
            kind=("discussion", "question")[n % 2],
            tags=[SHORT[n % len(SHORT)]] if n < 3 else [],
        )
        post = factories.post(
            thread=made,
            author=cast.ada,
            author_capacity="brand",
            author_byline=next(names)[:100],
            body=next(names),
        )
        made.answer_id = post.id
        if n < 8:
            factories._save(
                Revision(
                    post_id=post.id,
                    number=2,
                    editor_id=max_.id,
                    reason=payload[:200],
                    before={"body": payload, "title": payload},
                    after={"body": next(names)},
                )
            )
            post.edit_count, post.edited_at = 1, utcnow()
    for tag in factories.db.session.query(factories.Tag):
        tag.slug, tag.description, tag.thread_count = f"tag-{tag.id}", next(names), 1
    for n, payload in enumerate(SHORT[:4]):
        factories._save(
            Draft(
                user_id=max_.id,
                key=f"thread:{n}" if n else "new",
                sequence=1,
                payload={"title": payload, "body": payload, "tags": payload},
            )
        )
        factories._save(
            Upload(
                key=f"{n}" * 24,
                uploader_id=max_.id,
                name=payload.replace("/", "."),
                mime="text/plain",
                size=1,
                path="x",
                sha256="0" * 64,
            )
        )
    factories._save(
        MemberSession(
            user_id=max_.id,
            token_hash="x",
            expires_at=utcnow() + timedelta(days=1),
            user_agent=f"Mozilla/5.0 (<img src=x onerror=fire(1)>) {BREAKOUTS[0]}"[:300],
            address='"><b>',
        )
    )
    factories._save(
        GuidelineVersion(
            number=1,
            body=BREAKOUTS[0],
            sha256="0" * 64,
            summary=BREAKOUTS[0],
            change_note=BREAKOUTS[0],
            published_at=utcnow(),
            effective_at=utcnow(),
            html=markdown.render("\n\n".join(PAYLOADS)).html,
        )
    )
    for name in ("brand.name", "brand.tagline", "brand.description", "brand.company"):
        factories._save(SettingValue(name=name, value=next(names)))
    factories._save(SettingValue(name="brand.logo", value='/static/"><img src=x onerror=fire(1)>'))
    factories._save(SettingValue(name="brand.accent", value="</style><script>fire(1)</script>"))
    database.commit()


PAGES = ["/", "/latest", "/top?period=all", "/unanswered", "/categories", "/c/category-0",
         "/c/category-5", "/c/category-5/top", "/m/max", "/m/ada", "/tags", "/guidelines", "/start",
         "/start?category=category-5", "/drafts", "/uploads", "/account", "/account/sessions",
         "/join", "/sign-in", "/tag/tag-1", "/nowhere"]  # fmt: skip


def pages():
    """Everything that shows something of the hostile forum."""
    threads = factories.db.session.query(factories.Thread).all()
    posts = factories.db.session.query(Post).filter(Post.edit_count > 0).all()
    return [
        *PAGES, *(f"/t/{t.id}/{t.slug}" for t in threads),
        *(f"/threads/{t.id}/reply?quote=1&to=2" for t in threads[:4]),
        *(f"/posts/{p.id}/{verb}" for p in posts for verb in ("revisions", "edit", "source")),
    ]  # fmt: skip


_ADDRESS = re.compile(r"(https?://|mailto:|/(?![/\\])|#|\?|$)", re.IGNORECASE)
_LEADING = re.compile(r"^[\x00-\x20]+|[\t\n\r]+")
_GOES = {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset", "content"}
_NEVER = {"iframe", "object", "embed", "base", "applet", "frame", "frameset", "marquee", "math",
          "style", "foreignobject", "animate", "set"}  # fmt: skip


class _Judge(HTMLParser):
    """Finds what our own templates never write and a browser would act on."""

    def __init__(self):
        super().__init__()
        self.faults: list[str] = []
        self.data: list[str] | None = None
        self.blocks: list[str] = []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag in _NEVER or (tag == "meta" and "http-equiv" in found):
            self.faults.append(f"<{tag}>")
        if tag == "script":
            self.data = []
            ours = (found.get("src") or "").startswith("/static/")
            if not ours and found.get("type") != "application/ld+json":
                self.faults.append(f"<script {found}>")
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc", "formtarget", "ping"}:
                self.faults.append(f"{tag} {name}={value}")
            goes = name in _GOES and tag != "meta"
            if goes and not self._may_go(tag, name, value or ""):
                self.faults.append(f"{tag} {name}={value}")

    def _may_go(self, tag, name, value):
        if tag == "img" and value.startswith("data:image/"):
            return True
        return _ADDRESS.match(_LEADING.sub("", value)) is not None

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        if self.data is not None:
            self.data.append(data)

    def handle_endtag(self, tag):
        if tag == "script" and self.data is not None:
            self.blocks.append("".join(self.data))
            self.data = None

    def handle_comment(self, data):
        self.faults.append(f"<!--{data}-->")

    def unknown_decl(self, data):
        self.faults.append(f"<![{data}]>")


def faults(html: str) -> list[str]:
    """What is wrong with a whole page; nothing if it holds only what our templates write."""
    judge = _Judge()
    judge.feed(html)
    judge.close()
    for block in judge.blocks:
        if block.strip():
            try:
                json.loads(block)
            except ValueError:
                judge.faults.append(f"a script block that is no JSON: {block[:80]}")
    return judge.faults
