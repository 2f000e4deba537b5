"""Rules that a plugin may make stricter. It is asked only after the forum has said yes."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _

from forum.lib.verdict import Verdict, deny
from forum.plugins.registry import current

# The policy, and what the hook is given after the actor.
TIGHTENED = {
    "categories.can_start": "category: the CategoryNode in which they start a thread.",
    "threads.can_reply": "thread: the Thread, or a row with the same names.",
    "posts.can_edit": "post: the Post, or a row with the same names.",
    "posts.can_react": "post: the Post, or a row with the same names.",
    "writing.can_write": "nothing: whether they may write anything at all.",
    "conversations.can_start": "nothing: whether they may begin to write to somebody.",
    "uploads.can_upload": "nothing: whether they may send files.",
}


def ask(name: str, verdict: Verdict, actor: Any, *things: Any) -> Verdict:
    """The verdict of the policy `name`, or no with a plugin's reason. Never yes instead of no.

    A hook that fails says no: a rule that cannot be asked is not a rule that is over. Nobody asks
    about the forum itself, which acts in jobs and imports.
    """
    registry = current()
    hooks: list[tuple[str, Callable[..., object]]] = registry.tightened.get(name, [])
    if not verdict or not hooks or getattr(actor, "id", None) is None:
        return verdict
    for plugin, hook in hooks:
        try:
            reason = hook(actor, *things)
        except Exception as error:
            registry.failures.note(plugin, f"policy {name}", error)
            reason = _("This cannot be decided at the moment. Please try again later.")
        if reason:
            return deny(reason)
    return verdict
