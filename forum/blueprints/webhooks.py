"""Webhooks: the pages on which admins arrange them and see what became of each delivery."""

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect
from flask_babel import gettext as _

from forum import links
from forum.blueprints.incoming import asking_page, refused, submitted
from forum.forms.base import Typed, blank, read
from forum.forms.webhooks import WebhookForm, events
from forum.lib.happenings import EVENTS
from forum.lib.verdict import Refused, require
from forum.policies import webhooks as policy
from forum.queries import api_tokens
from forum.queries import webhooks as queries
from forum.services import accounts, webhooks
from forum.structure import current
from forum.web import limit_changes, member, members_only, render_template, tell, unkept, viewer

if TYPE_CHECKING:
    from forum.models import Webhook

bp = Blueprint("webhooks", __name__)
bp.before_request(limit_changes)


@bp.get("/admin/webhooks")
@members_only
def index() -> Any:
    rows = queries.every(viewer())
    return render_template("admin/webhooks.html", page="webhooks", hooks=rows)


@bp.get("/admin/webhooks/new")
@members_only
def new() -> Any:
    return _page(None, blank(reads_as="guest", is_enabled="1"), ("post_created",))


@bp.post("/admin/webhooks/new")
@members_only
def make() -> Any:
    require(policy.can_arrange(viewer()))
    return _arranged(None)


@bp.get("/admin/webhooks/<int:webhook_id>")
@members_only
def show(webhook_id: int) -> Any:
    hook = queries.get(viewer(), webhook_id)
    slugs = [current().categories[each].slug for each in hook.category_ids
             if each in current().categories]  # fmt: skip
    reads_as = "guest" if hook.user_id is None else (
        "me" if hook.user_id == viewer().id else str(hook.user_id))  # fmt: skip
    form = blank(name=hook.name, address=hook.address, categories=", ".join(slugs),
                 reads_as=reads_as, is_enabled="1" if hook.is_enabled else "")  # fmt: skip
    return _page(hook, form, tuple(hook.events))


@bp.post("/admin/webhooks/<int:webhook_id>")
@members_only
def change(webhook_id: int) -> Any:
    return _arranged(queries.get(viewer(), webhook_id))


def _arranged(hook: "Webhook | None") -> Any:
    form, chosen = read(WebhookForm, submitted()), events(submitted())
    if not form:
        return _page(hook, form, chosen), 422
    data, webhook_id = form.data, hook.id if hook else 0
    try:
        accounts.check_password(viewer(), member(), data.current)
        made = webhooks.arrange(member(), webhooks.Asked(
            data.name, data.address, data.secret, chosen, data.slugs(), _account(data.reads_as),
            data.is_enabled,
        ), hook)  # fmt: skip
    except Refused as error:
        wrong = refused(form, error)
        return _page(queries.get(viewer(), webhook_id) if webhook_id else None, wrong, chosen), 422
    tell(_("Saved."))
    return redirect(links.admin(f"webhooks/{made.id}"), 303)


def _account(typed: str) -> Any:
    if typed == "me":
        return member()
    return api_tokens.account(viewer(), int(typed)) if typed.isdecimal() else None


@bp.post("/admin/webhooks/<int:webhook_id>/remove")
@members_only
def remove(webhook_id: int) -> Any:
    webhooks.remove(viewer(), queries.get(viewer(), webhook_id))
    tell(_("It will no longer be told of anything."))
    return redirect(links.admin("webhooks"), 303)


@bp.post("/admin/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/replay")
@members_only
def replay(webhook_id: int, delivery_id: int) -> Any:
    hook = queries.get(viewer(), webhook_id)
    webhooks.replay(viewer(), queries.delivery(viewer(), hook, delivery_id))
    tell(_("It will be sent again in a moment."))
    return redirect(links.admin(f"webhooks/{webhook_id}"), 303)


def _page(hook: "Webhook | None", form: Typed[Any], chosen: tuple[str, ...]) -> Any:
    require(policy.can_arrange(viewer()))
    return unkept(asking_page(
        "admin/webhook.html", page="webhooks", hook=hook, form=form, chosen=chosen,
        every=list(EVENTS), accounts=list(api_tokens.software(viewer())),
        deliveries=queries.deliveries(viewer(), hook) if hook else [],
        waits_for=queries.waits_for(viewer(), hook) if hook else None,
    ))  # fmt: skip
