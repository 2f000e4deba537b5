"""What a letter says happened, in one sentence, in the language that is spoken now."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext


def told(kind: str, name: str, details: Mapping[str, Any] | None = None) -> str:
    """Of a notification. `name` is who did it, `details` what its row knows beyond that."""
    more = details or {}
    if kind == "moderation":
        return _for_the_team(name, str(more.get("kind", "")), str(more.get("reference", "")))
    if kind == "report" and more.get("waits"):
        return str(
            ngettext("%(num)d case has been waiting for longer than it should",
                     "%(num)d cases have been waiting for longer than they should", more["waits"])
        )  # fmt: skip
    if kind == "edited" and more.get("what") == "tidied":
        return str(_("%(name)s has changed the title, tags or category of your thread.", name=name))
    if kind == "group":
        return _of_a_group(name, str(more.get("what", "")))
    sentences: dict[str, str] = {
        "mention": _("%(name)s mentions you.", name=name),
        "group_mention": _("%(name)s mentions a group of yours.", name=name),
        "reply": _("%(name)s replies to you.", name=name),
        "quote": _("%(name)s quotes you.", name=name),
        "watched": _("%(name)s writes in what you watch.", name=name),
        "first_post": _("%(name)s starts a thread.", name=name),
        "followed": _("%(name)s, whom you follow, starts a thread.", name=name),
        "reaction": _("%(name)s reacts to your post.", name=name),
        "answer": _("%(name)s marks your post as the answer.", name=name),
        "moved": _("%(name)s has moved posts of yours to another thread.", name=name),
        "edited": _("%(name)s has changed the text of your post.", name=name),
        "restored": _("%(name)s has given your post back. It is where it was.", name=name),
        "follow": _("%(name)s follows you.", name=name),
        "badge": _("You have been given a badge."),
        "message": _("%(name)s writes to you privately.", name=name),
        "embargo": _(
            "Ambassadors are told something early. Please keep it to yourself until its day."
        ),
        "embargo_over": _("You may now tell others what you kept to yourself."),
        "decision": _("The team has decided something about you."),
        "appeal": _("Your appeal is answered."),
        "report": _("What you reported is decided."),
        "reminder": _("You wanted to be reminded of this."),
    }
    return sentences[kind] if kind in sentences else str(_("There is something new for you."))


def _of_a_group(name: str, what: str) -> str:
    sentences: dict[str, str] = {
        "asked": _("%(name)s asks to be let into a group that you look after.", name=name),
        "not-let-in": _("Your request to come into a group was not granted."),
    }
    return sentences[what] if what in sentences else str(_("You are in a group now."))


def _for_the_team(who: str, kind: str, reference: str) -> str:
    """As the bell says it (components/notifications.html)."""
    about = {"who": who, "reference": reference}
    sentences: dict[str, str] = {
        "appeal": _("An appeal is waiting for an answer: %(reference)s", **about),
        "waits": _("%(who)s needs a second person: %(reference)s", **about),
        "declined": _("A colleague did not agree with what you proposed: %(reference)s", **about),
        "guidelines": _(
            "%(who)s proposes new guidelines: somebody else has to approve them", **about
        ),
        "guidelines-returned": _("%(who)s has sent back the guidelines that you proposed", **about),
        "guidelines-published": _(
            "%(who)s has approved the guidelines that you proposed", **about
        ),
    }  # fmt: skip
    asked = _("%(who)s asks you to look at a case: %(reference)s", **about)
    return sentences.get(kind, str(asked))


def notice(what: str, day: str = "") -> str:
    """Of what was changed about an account. `day` is the one on which who leaves is erased."""
    if what == "leaving":
        return _leaving(day)
    sentence: str = {
        "password": _("Your password was changed."),
        "email": _("The e-mail address of your account was changed."),
        "two-factor-on": _("Signing in now asks for a code from your app as well."),
        "two-factor-off": _("Signing in no longer asks for a code: your password is enough."),
        "recovery-codes": _("New recovery codes were made; the old ones are worthless."),
        "recovery-code-used": _("One of your recovery codes was used to sign in."),
        "passkey-added": _("A passkey was added to your account."),
        "passkey-removed": _("A passkey was removed from your account."),
        "identity-added": _("Another account can be used to sign in to yours from now on."),
        "identity-removed": _("An account from elsewhere can no longer sign in to yours."),
        "office": _("An admin has changed what you may do here. Please sign in again."),
        "way-in": _("Somebody who runs the server has made a link that signs in to your account."),
        "export": _(
            "The copy of your data that you asked for is ready, and will be there for 7 "
            "days. You will find it in your account, under “Your data”."
        ),
        "webhook-paused": _(
            "A webhook of yours has failed for three days and is paused. You can see why "
            "under Administration, Webhooks; saving it starts it again."
        ),
        "staying": _("You are staying. Your account is as it was before you asked to leave."),
    }[what]
    return sentence


def _leaving(day: str) -> str:
    if not day:
        return str(_("You asked to leave."))
    return str(
        _("You asked to leave. Your account is now hidden, and on %(day)s everything that "
          "says who you are will be erased. Sign in before then if you would rather stay.", day=day)
    )  # fmt: skip


def statement(what: str, reference: str) -> str:
    """Of a decision: to whom it is about, to who reported it, or in answer to an appeal."""
    if what == "appeal":
        return str(_("Appeal %(reference)s is answered", reference=reference))
    if what == "report":
        return str(_("What you reported is decided (case %(reference)s)", reference=reference))
    return str(_("A decision of the team (case %(reference)s)", reference=reference))
