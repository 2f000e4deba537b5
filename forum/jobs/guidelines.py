"""Guidelines: who can approve a proposal is told of it, its author what became of it, and members
of what was published, in steps."""

from typing import Any

from forum import links
from forum.extensions import db
from forum.models import GuidelineDocument, GuidelineVersion, User
from forum.policies import guidelines as policy
from forum.queries import audiences, viewers
from forum.queries import guideline_news as news
from forum.services import jobs, telling

MOST = 50  # colleagues who are told of one proposal
BATCH = 200  # members told in one unit of work: nobody else waits long for the one write lock


def tell_proposed(version_id: int) -> None:
    """Whoever could approve it, as long as it waits."""
    version = db.session.get(GuidelineVersion, version_id)
    if version is None:
        return
    people = [one for one in audiences.staff(None, MOST) if policy.can_approve(one, version)]
    path = links.guideline_draft(version.id, "read")
    _tell("guidelines", version, people, version.author_id, path)


def tell_answered(version_id: int, actor_id: int) -> None:
    """Whoever had proposed it: it is published, or a draft again."""
    version = db.session.get(GuidelineVersion, version_id)
    if version is None or version.author_id is None:
        return
    people = [
        one for one in audiences.present(None, [version.author_id]).values()
        if policy.can_manage(one)
    ]  # fmt: skip
    if version.published_at is None:
        _tell("guidelines-returned", version, people, actor_id, links.guideline_draft(version.id))
        return
    document = db.session.get_one(GuidelineDocument, version.document_id)
    path = links.guidelines(version.number, document.slug)
    _tell("guidelines-published", version, people, actor_id, path)


def tell_members(version_id: int, after: int = 0, is_taken_back: bool = False) -> None:
    """The next of those whom a published version concerns, and a job for those after them
    (community.md §1.C2). Each is told once of a version, and once that it was taken back.

    What is significant is at the bell whatever they chose, and by mail where they want that; what
    is smaller at the bell only, as they chose.
    """
    version = db.session.get(GuidelineVersion, version_id)
    wanted = "withdrawn" if is_taken_back else "published"
    if version is None or version.state != wanted or version.noticed_at is None:
        return
    ids = news.reached(None, version, after, BATCH, again=is_taken_back)
    document = db.session.get_one(GuidelineDocument, version.document_id)
    people = _uninformed(document, version, ids, is_taken_back=is_taken_back)
    said = news.details(None, document, version, is_taken_back=is_taken_back)
    is_major = version.significance == "major"
    written_to = people.keys() if is_major else set()
    if is_taken_back and is_major:
        written_to = {
            user_id for kind in ("new", "changed")
            for user_id in news.written_to(None, version, kind, people)
        }  # fmt: skip
    for by_mail in (True, False):
        hearing = [user for user_id, user in people.items() if (user_id in written_to) is by_mail]
        if hearing:
            telling.tell(
                news.EVENT, news.group(None, document), hearing, details=said, is_owed=is_major,
                by_mail=by_mail, letter=news.letter(None, version.id, said["kind"]),
            )  # fmt: skip
    if len(ids) == BATCH:
        jobs.enqueue(
            "notify.members_of_guidelines", version_id=version_id, after=ids[-1],
            is_taken_back=is_taken_back,
            once=f"notify.members_of_guidelines:{version_id}:{is_taken_back}:{ids[-1]}",
        )  # fmt: skip


def _uninformed(
    document: GuidelineDocument, version: GuidelineVersion, ids: list[int], *, is_taken_back: bool
) -> dict[int, User]:
    """Those of these members whom it concerns and who do not know it yet; of what is taken back,
    those who were told that it was coming."""
    two = {version.author_id, version.approver_id}
    heard = news.heard(None, document, version, ids)

    def is_due(last: dict[str, Any] | None) -> bool:
        if not is_taken_back:
            return last is None or last["version"] < version.id
        return last is not None and last["version"] == version.id and last["kind"] != "back"

    asked = [i for i in ids if i not in two and is_due(heard.get(i))]
    return news.concerned(None, document, asked) if asked else {}


def _tell(
    kind: str, version: GuidelineVersion, people: list[User], actor_id: int | None, path: str
) -> None:
    actor = db.session.get(User, actor_id) if actor_id is not None else None
    if actor is not None:
        viewers.with_groups(None, actor)
    telling.tell("moderation", f"guidelines:{version.id}:{kind}", people, actor=actor,
                 details={"path": path, "kind": kind})  # fmt: skip
