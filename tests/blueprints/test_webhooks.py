"""The pages of webhooks: the secret goes in and never comes out (T76)."""

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Delivery, StaffAction, Webhook
from forum.security import passwords

SECRET = "zq-a-secret-that-is-long"


def test_an_admin_arranges_a_webhook_and_never_meets_its_secret_again(app, cast, browser):
    cast.ada.password = passwords.hashed("seven wet socks")
    ada = browser(cast.ada)
    typed = {"name": "Chat", "address": "https://hook.example/x", "secret": SECRET,
             "event.post_created": "1", "reads_as": "guest", "is_enabled": "1",
             "current": "seven wet socks"}  # fmt: skip
    refused = ada.post("/admin/webhooks/new", data={**typed, "address": "http://10.0.0.1:22/"})
    assert refused.status_code == 422 and "public server" in refused.text
    assert SECRET not in refused.text and "Chat" in refused.text
    for current in ("", "no"):
        refused = ada.post("/admin/webhooks/new", data={**typed, "current": current})
        assert refused.status_code == 422 and "password" in refused.text
    made = ada.post("/admin/webhooks/new", data=typed)
    assert made.status_code == 303, made.text
    hook = db.session.scalars(select(Webhook)).one()
    before = hook.sealed_secret
    factories_row = Delivery(webhook_id=hook.id, key="msg_x", event="post_created",
                             subject={"id": 1}, state="failed", error="it took too long",
                             response="<b>inside</b>")  # fmt: skip
    db.session.add(factories_row)
    database.commit()
    page = ada.get(made.headers["Location"]).text
    assert "it took too long" in page and "&lt;b&gt;inside" in page and SECRET not in page
    changed = ada.post(made.headers["Location"], data={**typed, "name": "Talk", "secret": ""})
    assert changed.status_code == 303
    db.session.expire_all()
    hook = db.session.scalars(select(Webhook)).one()
    assert (hook.name, hook.sealed_secret) == ("Talk", before)
    said = db.session.scalars(select(StaffAction)).all()
    assert [line.verb for line in said] == ["make-webhook", "change-webhook"]
    assert SECRET not in str([line.details for line in said])
    database.commit()
    for person in (cast.max, cast.mo, cast.cleo):
        assert browser(person).get(f"/admin/webhooks/{hook.id}").status_code == 403
    assert ada.post(f"/admin/webhooks/{hook.id}/remove").status_code == 303
    assert "Talk" not in ada.get("/admin/webhooks").text
