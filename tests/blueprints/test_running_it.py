"""The pages on which admins see what became of letters and what takes room."""

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import OPERATOR, Mailing, StaffAction
from forum.services import mail_log

PAGES = ("/admin/mail-log", "/admin/storage")


def test_the_mail_log_is_looked_through_and_a_letter_is_sent_again(cast, browser):
    said = f"550 5.1.1 <{cast.max.email}> is unknown"
    mail_log.note(OPERATOR, "reset", cast.max.email, cast.max, "<1@x>", "mail.reset 7",
                  is_sent=False, said=said)  # fmt: skip
    db.session.add(Mailing(user_id=cast.amy.id, key="post:9:3", kind="reply", message_id="<2@x>",
                           due_at=cast.amy.created_at, state="failed", reason="away"))  # fmt: skip
    database.commit()
    ada = browser(cast.ada)
    page = ada.get("/admin/mail-log").text
    assert "To choose a new password" in page and "Somebody replies to you" in page
    assert cast.max.email not in page and "m•••@" in page and "550 5.1.1" in page
    only = ada.get("/admin/mail-log?name=amy&result=failed&kind=reply").text
    assert '/amy"' in only and "account-list__row" in only and "550 5.1.1" not in only
    assert "There is no e-mail like that." in ada.get("/admin/mail-log?name=nobody").text
    assert ada.get("/admin/mail-log?after=x&kind=%7B%7B&result=%00").status_code in {200, 404}
    over, letter = db.session.scalars(select(Mailing).order_by(Mailing.id)).all()
    database.commit()
    told = ada.post(f"/admin/mail-log/{over.id}/again", follow_redirects=True)
    assert "can ask for another" in told.text  # its link was for one moment
    told = ada.post(f"/admin/mail-log/{letter.id}/again", follow_redirects=True)
    assert "sent again in a moment" in told.text
    database.rollback()
    db.session.expire_all()
    assert db.session.get(Mailing, letter.id).state == "waiting"
    assert db.session.scalars(select(StaffAction.verb)).all() == ["send-again"]


def test_storage_is_told_and_both_are_for_admins_alone(cast, browser):
    page = browser(cast.ada).get("/admin/storage").text
    assert "The database" in page and "There are none." in page
    assert "nothing to clear" in browser(cast.ada).post("/admin/storage/clear",
                                                        follow_redirects=True).text  # fmt: skip
    for person in (cast.max, cast.mo, cast.cleo):
        for path in PAGES:
            assert browser(person).get(path).status_code == 403
        for path in ("/admin/mail-log/1/again", "/admin/storage/clear"):
            assert browser(person).post(path).status_code == 403
