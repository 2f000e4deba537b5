"""Seeded: reports, cases, decisions, figures, and what the team watches for."""

from datetime import date, timedelta

from flask import current_app
from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.lib import proofs, tokens
from forum.lib.periods import Period
from forum.models import (
    ApiToken,
    Appeal,
    Backup,
    Decision,
    Delivery,
    DoorRule,
    EuStatement,
    Mailing,
    SavedFilter,
    SearchTerm,
    SettingChange,
    SettingValue,
    StaffNote,
    Statement,
    Synonym,
    TermNote,
    TransparencyReport,
    WatchedWord,
    Webhook,
)
from forum.models.columns import utcnow
from forum.queries import figures
from forum.services import cases, looks, pages, reports, settings
from forum.services.filing import Said
from forum.services.pages import Wanted
from tests import casework, factories
from tests.sweeps.things import MODERATORS, NEVER_USED, TEAM, Forum


def reported(forum: Forum) -> None:
    """Max has reported Amy; what he says of it is for him and for who decides."""
    who, can = forum.people, forum.canary
    said = Said("other", f"Because {can('reportsaid', 'max', *MODERATORS)}")
    made = reports.report_member(who.max, who.amy, said)
    made.reference = "R-SEEDED2"
    forum.things += [{"reference": [made.reference, "R-NEVER23"]}]
    forum.made.reported = made


def console(forum: Forum) -> None:
    """A case about what Max wrote, with notes of the team, a view of Mo's, a colleague asked."""
    who, can, made = forum.people, forum.canary, forum.made
    case = cases.open_case(cases.of_post(made.edited), "report")
    case.reference = "C-SEEDED2"
    case.reasons = [can("heldwhy", *MODERATORS)]
    _snapshot = cases.keep(case, made.edited)
    _snapshot.body = can("snapshot", *MODERATORS)
    casework.report(case, who.nia, explanation=can("reportwords", *MODERATORS))
    casework.report(case, source="guest", reporter_name=can("guestname", *TEAM),
                    reporter_email=f"{can('guestmail', *TEAM)}@example.org")  # fmt: skip
    own = factories._save(StaffNote(case_id=case.id, author_id=who.mo.id,
                                    body=can("casenote", *MODERATORS)))  # fmt: skip
    about = StaffNote(user_id=who.max.id, author_id=who.ada.id, body=can("membernote", *TEAM))
    inner = cases.open_case(cases.of_post(made.secret_post), "report")
    inner.reference, inner.user_id = "C-SEEDED3", who.max.id
    inner.reasons = [can("innerwhy", *TEAM)]
    view = factories._save(SavedFilter(user_id=who.mo.id, name=can("viewname", "mo"),
                                       query="late=1"))  # fmt: skip
    forum.things += [
        {"case_key": [case.reference, inner.reference, "C-NEVER23"]},
        {"note_id": [own.id, factories._save(about).id, NEVER_USED]},
        {"filter_id": [view.id, NEVER_USED]},
    ]
    forum.made.case, forum.made.note, forum.made.view = case, own, view
    waiting = casework.proposed(casework.case(who.amy), who.mo)
    waiting.reference = "C-SEEDED4"
    forum.made.proposal = proposal = waiting.proposal
    proposal.facts = can("proposed", *MODERATORS)
    forum.things += [
        {"decision_id": [proposal.id, NEVER_USED]},
        {"template_id": [1, NEVER_USED]},
        {"severity": [1, NEVER_USED]},
    ]


def decided(forum: Forum) -> None:
    """What somebody of the team decided about Max, what he says against it, and what Nia was told,
    with the links from her letter, which are good for whoever holds them."""
    who, can = forum.people, forum.canary
    said = can("statement", "max", *TEAM)
    case = casework.case(who.max)
    case.state, case.closed_at = "decided", utcnow()
    report = casework.report(case, who.nia)
    by = factories.user(name="decider", groups=["community-managers"])
    made = factories._save(Decision(
        case_id=case.id, action="none", ground="illegal", law="A law", decided_by_id=by.id,
        facts=can("facts", *MODERATORS),
    ))  # fmt: skip
    until = utcnow() + timedelta(days=9)
    author, reporter = (
        factories._save(Statement(decision_id=made.id, recipient=recipient, user_id=user.id,
                                  body=body, puid=tokens.new(), appeal_until=until,
                                  report_id=report.id if recipient == "reporter" else None))
        for recipient, user, body in (("author", who.max, f"Because {said}"),
                                      ("reporter", who.nia, "It stays."))
    )  # fmt: skip
    factories._save(Appeal(
        reference="A-SEEDED2", decision_id=made.id, statement_id=author.id, by_role="author",
        user_id=who.max.id, grounds=can("grounds", "max", *TEAM), due_at=until,
    ))  # fmt: skip
    secret = current_app.config["SECRET_KEY"]
    words = [proofs.make(secret, reporter.puid, reporter.id, use) for use in ("read", "appeal")]
    forum.things += [
        {"statement_id": [author.id, reporter.id, NEVER_USED]},
        {"word": [*words, "1.read." + "x" * 27]}, {"appeal_key": ["A-SEEDED2", "A-NEVER23"]},
    ]  # fmt: skip
    forum.made.statement, forum.made.words = author, words


def decisions(forum: Forum) -> None:
    """Something that restricts Max, and what he was told: it could go into a file for the EU."""
    who, can = forum.people, forum.canary
    said = ("max", *MODERATORS)
    over = casework.case(who.max, thread=forum.made.thread, reference="C-SEEDED6")
    made = casework.decided(
        over, who.mo, also="hide", facts=f"{can('whathappened', *said)} is what happened there.",
        quote=can("quoted", *said), explanation=can("explained", *said), law=can("thelaw", *said),
    )  # fmt: skip
    factories._save(Statement(
        decision_id=made.id, recipient="author", user_id=who.max.id, body=can("stated", *said),
        puid="seeded-puid", appeal_until=utcnow() + timedelta(days=9),
    ))  # fmt: skip
    forum.things += [{"case_key": [over.reference]}]


def published(forum: Forum) -> None:
    """Published, for everybody: without a word that is not. And what may go to the EU: staff's."""
    who, can = forum.people, forum.canary
    factories._save(SettingValue(name="transparency.eu_database", value=True))
    database.touch("structure")
    factories._save(EuStatement(state="approved", file=1, filed_at=utcnow(),
                                payload={"decision_facts": can("eufacts", *TEAM)}))  # fmt: skip
    found = figures.of_period(who.ada, Period(date(2020, 1, 1), date(2020, 12, 31)))
    forum.made.figures = factories._save(TransparencyReport(
        starts_at=utcnow() - timedelta(days=400), ends_at=utcnow() - timedelta(days=35), number=1,
        figures=found, words="A *quiet* year.", sha256="0" * 64, published_by_id=who.ada.id,
    ))  # fmt: skip


def guarding(forum: Forum) -> None:
    """What is watched for is the team's."""
    who, can = forum.people, forum.canary
    word = WatchedWord(text=can("watched", "cleo", "ada"), action="flag", creator_id=who.ada.id,
                       note=can("watchnote", "cleo", "ada"))  # fmt: skip
    forum.made.word = factories._save(word)
    forum.things += [{"word_id": [word.id, NEVER_USED]}]
    factories._save(
        DoorRule(kind="name", text=can("doorname", "cleo", "ada"), creator_id=who.ada.id)
    )
    forum.made.backup = factories._save(
        Backup(key="2026-01-01-0340-seeded.zip", why="schedule", made_at=utcnow(),
               error=can("backupfault", "ada"))
    )  # fmt: skip
    forum.things += [{"backup_id": [forum.made.backup.id, NEVER_USED]}]
    rule = DoorRule(kind="range", text="192.0.2.0/24", note=can("doornote", "ada"),
                    creator_id=who.ada.id)  # fmt: skip
    forum.made.rule = factories._save(rule)
    forum.things += [{"rule_id": [rule.id, NEVER_USED]}]
    synonym = Synonym(words=f"{can('synonym', 'cleo', 'ada')}, other", creator_id=who.ada.id)
    term = can("searchedfor", "cleo", "ada")
    db.session.add_all([
        synonym,
        SearchTerm(term=term, day=utcnow().date(), asked=2, found_nothing=2),
        SearchTerm(term="nothing at all", day=utcnow().date(), asked=1, found_nothing=1),
        TermNote(term=term, note=can("termnote", "cleo", "ada"), writer_id=who.ada.id),
    ])  # fmt: skip
    db.session.flush()
    forum.made.synonym = synonym
    forum.things += [{"synonym_id": [synonym.id, NEVER_USED]}]


def shaping(forum: Forum) -> None:
    """What an admin has changed is in the history, for admins, and in the log, for staff."""
    who, can = forum.people, forum.canary
    looks.draft(who.ada, {"brand.tagline": can("drafted", "ada")})
    settings.change(who.ada, "brand.complaint_tags", can("settingvalue", "cleo", "ada"))
    made = pages.add(who.ada, Wanted("Terms", "Be kind.", "terms", is_published=True))
    pages.add(who.ada, Wanted(can("pagetitle", *TEAM), can("pagebody", *TEAM), "planned"))
    forum.made.page = made
    forum.things += [{"page_id": [made.id, made.id + 1, NEVER_USED]},
                     {"page_slug": ["terms", "planned"], "number": [1, 2]}]  # fmt: skip
    forum.made.change = db.session.scalars(select(SettingChange)).one()
    forum.things += [{"section": ["writing", "none"]},
                     {"change_id": [forum.made.change.id, NEVER_USED]}]  # fmt: skip


def programs(forum: Forum) -> None:
    """Tokens: a member's own, and an application's that only admins know of."""
    who, can = forum.people, forum.canary
    for kind, owner, name in (
        ("personal", who.max, can("tokenname", "max")),
        ("application", who.ada, can("appname", "ada")),
    ):
        token = ApiToken(kind=kind, user_id=owner.id, creator_id=owner.id, name=name,
                         scopes="read", token_hash=f"{kind:0<64}", ending="qz7x",
                         expires_at=utcnow() + timedelta(days=9))  # fmt: skip
        forum.made.api_token = factories._save(token)
        forum.things += [{"api_token_id": [token.id, NEVER_USED]}]
    hook = Webhook(creator_id=who.ada.id, name=can("hookname", "cleo", "ada"), is_enabled=True,
                   address=f"https://{can('hookhost', 'ada')}.example/", events=["post_created"],
                   sealed_secret=can("hooksecret"))  # fmt: skip
    forum.made.hook = factories._save(hook)
    sent = Delivery(webhook_id=hook.id, key="msg_seeded", event="post_created", subject={"id": 1},
                    state="failed", error=can("hookerror", "ada"),
                    response=can("hooksaid", "ada"))  # fmt: skip
    forum.made.delivery = factories._save(sent)
    forum.things.append({"setting_name": ["posts.per_page"]})
    forum.things += [{"webhook_id": [hook.id, NEVER_USED], "delivery_id": [sent.id]}]
    letter = Mailing(user_id=who.max.id, key="account:seeded", kind="account.reset", tries=1,
                     state="failed", reason=can("smtpsaid", "ada"), message_id="<seeded@x>",
                     sent_to=can("sentto", "ada"), due_at=utcnow())  # fmt: skip
    forum.made.letter = factories._save(letter)
    forum.things += [{"letter_id": [letter.id, NEVER_USED]},
                     {"letter_kind": ["reset", "none"], "number": [1, NEVER_USED]}]  # fmt: skip
