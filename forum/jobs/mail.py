"""Letters about accounts. A link's token is made here, where it is sent from, and not before.

Whether an address has an account is looked up here as well, so that no page can tell: the same job
is asked for in either case.
"""

from contextlib import AbstractContextManager
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from sqlalchemy import select

from forum import database, links, mailer
from forum.extensions import db
from forum.lib import emails, names, tokens
from forum.models import OPERATOR, Departure, SignUp, User
from forum.policies import departures
from forum.queries import letters_of_programme, viewers
from forum.services import tokens as letters
from forum.structure import setting


def sign_up(sign_up_id: int) -> None:
    """To somebody who wants to join: the link; to a member's address: that they are one."""
    with database.unit("write"):
        found = db.session.get(SignUp, sign_up_id)
        if found is None:
            return
        owner = db.session.scalar(select(User).where(User.email == found.email))
        if owner is not None:
            message = letter("already_member", owner, found.email)
        else:
            token = tokens.new()
            found.token_hash = tokens.hashed(token)
            message = letter("sign_up", None, found.email, name=found.name,
                              href=links.confirm_sign_up(token))  # fmt: skip
    mailer.send(message)


def reset(identity: str) -> None:
    """To a member: a link to a new password. To nobody, nothing."""
    with database.unit("write"):
        email = emails.normalised(identity) if "@" in identity else None
        by = User.email == email if email else User.name_key == names.skeleton(identity)
        mine = select(User).where(by, departures.may_enter(), User.claimed_at.is_not(None))
        user = db.session.scalar(mine)
        if user is None or not user.email:
            return
        token = letters.issue(OPERATOR, user, "reset")
        message = letter("reset", user, user.email, href=links.reset_password(token))
    mailer.send(message)


def email(user_id: int, email: str) -> None:
    """To the new address: a link that makes it count; to the old one: what was asked for."""
    with database.unit("write"):
        user = db.session.get(User, user_id)
        if user is None:
            return
        messages = []
        if db.session.scalar(select(User.id).where(User.email == email)):
            messages.append(letter("already_member", None, email))
        else:
            token = letters.issue(OPERATOR, user, "email", email=email)
            messages.append(letter("email", user, email, href=links.confirm_email(token)))
        if user.email:
            messages.append(letter("email_asked", user, user.email, new=emails.masked(email)))
    for message in messages:
        mailer.send(message)


def claim(user_id: int) -> None:
    """To the owner of an imported account: a link with which they take it over."""
    with database.unit("write"):
        user = db.session.get(User, user_id)
        if user is None or not user.email or user.claimed_at is not None:
            return
        token = letters.issue(OPERATOR, user, "claim")
        message = letter("claim", user, user.email, href=links.claim(token))
    mailer.send(message)


def notice(user_id: int, what: str, to: str | None) -> None:
    """To a member, at the address they had: what was changed, and what to do if it was not them."""
    with database.unit("read"):
        user = db.session.get(User, user_id)
        if user is None or not to:
            return
        message = letter("notice", user, to, what=what, sentence=_sentence(what, user))
    mailer.send(message)


def _sentence(what: str, user: User) -> str:
    with in_language_of(user):
        sentence: str = {
            "password": _("Your password was changed."),
            "email": _("The e-mail address of your account was changed."),
            "two-factor-on": _("Signing in now asks for a code from your app as well."),
            "two-factor-off": _("Signing in no longer asks for a code: your password is enough."),
            "recovery-codes": _("New recovery codes were made; the old ones are worthless."),
            "recovery-code-used": _("One of your recovery codes was used to sign in."),
            "passkey-added": _("A passkey was added to your account."),
            "passkey-removed": _("A passkey was removed from your account."),
            "export": _(
                "The copy of your data that you asked for is there for 7 days. You find it"
                " under your account: Your data."
            ),
            "leaving": _last_day(user),
            "staying": _("You stay. Your account is as it was before you asked to leave."),
        }[what]
    return sentence


def _last_day(user: User) -> str:
    found = db.session.get(Departure, user.id)
    if found is None:
        return str(_("You asked to leave."))
    return str(
        _("You asked to leave. Your account is hidden now, and on %(day)s everything that says who"
          " you are is erased. Sign in before that day if you would rather stay.",
          day=format_date(found.erase_at, "long"))
    )  # fmt: skip


def programme(
    what: str, user_id: int | None, candidacy_id: int | None = None, grant_id: int | None = None
) -> None:  # fmt: skip
    """About the ambassador programme, to the member it is about or (None) to who runs it."""
    with database.unit("read"):
        about = letters_of_programme.about(OPERATOR, what, candidacy_id, grant_id)
        if about is None:
            return
        user = db.session.get(User, user_id or about.owner_id)
        if user is None or not user.email or not user.active:
            return
        if not user_id and not viewers.with_groups(OPERATOR, user).is_staff:
            return  # who runs it has no office any more, and these letters tell of other members
        with in_language_of(user):
            said = letters_of_programme.said(OPERATOR, about)
        message = letter("programme", user, user.email, said=said, href=about.href)
    mailer.send(message)


def letter(kind: str, user: User | None, to: str, **context: Any) -> Any:
    """One of templates/mail/, in the language of `user`, as text and as HTML."""
    config, brand = current_app.config["FORUM"], str(setting("brand.name"))
    if "href" in context:
        context["href"] = config.base_url + context["href"]
    context = {"brand_name": brand, "home": config.base_url, "to": to, "user": user, **context}
    with in_language_of(user):
        subject = " ".join(render_template(f"mail/{kind}.subject.txt", **context).split())
        text = render_template(f"mail/{kind}.txt", **context).strip() + "\n"
        html = render_template(f"mail/{kind}.html", **context)
    return mailer.write(to, subject, text, html, " ".join(brand.split()))


def in_language_of(user: User | None) -> AbstractContextManager[Any]:
    locale = user.locale if user is not None and user.locale else ""
    found: AbstractContextManager[Any] = force_locale(
        locale or current_app.config["BABEL_DEFAULT_LOCALE"]
    )
    return found
