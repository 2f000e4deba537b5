"""The sections of a draft of the guidelines: written, put in order, taken out."""

from dataclasses import replace
from typing import Literal

from flask_babel import gettext as _

from forum.lib import rulebooks
from forum.lib.rulebooks import Rule
from forum.lib.verdict import NOT_FOUND, Conflict, Denied, Refused, require
from forum.models import GuidelineVersion, User
from forum.policies import guidelines as policy
from forum.queries import guideline_drafts as drafts
from forum.services import guidelines

Way = Literal["up", "down", "remove"]


def write(actor: User, version: GuidelineVersion, rule: Rule, seen: str = "") -> str:
    """Keep `rule` in a draft and return its anchor. Without an anchor it is a new section at the
    end, found from then on under its first title; another title later changes no address.

    `seen`: the digest of the section as it was on the page; Conflict when somebody has changed it
    since. Raises Refused for what no section may be.
    """
    require(policy.can_edit(actor, version))
    guidelines.hold(actor, version)
    rules = drafts.rules(actor, version)
    _check(rule, is_first=bool(rule.anchor and rules and rules[0].anchor == rule.anchor))
    if not rule.anchor:
        if len(rules) >= rulebooks.MOST_RULES:
            raise Refused(_(rulebooks.TOO_MANY), "title")
        taken = [one.anchor for one in rules]
        rule = replace(rule, anchor=rulebooks.anchor(rule.title, taken))
        guidelines.rewrite(actor, version, [*rules, rule])
        return rule.anchor
    before = _found(rules, rule.anchor)
    if seen and seen != drafts.section_digest(actor, before):
        raise Conflict(
            _("Somebody has changed this in the meantime. Your words are still in the form.")
        )
    guidelines.rewrite(actor, version, [rule if one is before else one for one in rules])
    return rule.anchor


def shift(actor: User, version: GuidelineVersion, anchor: str, way: Way) -> None:
    """Move a section up or down, or take it out of the draft."""
    require(policy.can_edit(actor, version))
    guidelines.hold(actor, version)
    rules = drafts.rules(actor, version)
    at = rules.index(_found(rules, anchor))
    moved = rules.pop(at)
    if way != "remove":
        rules.insert(max(at - 1, 0) if way == "up" else at + 1, moved)
    guidelines.rewrite(actor, version, rules)


def _found(rules: list[Rule], anchor: str) -> Rule:
    found = next((one for one in rules if one.anchor == anchor), None)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


def _check(rule: Rule, is_first: bool) -> None:
    if not rule.title and not is_first:
        raise Refused(_("Please give it a title."), "title")
    if rule.severity not in rulebooks.HOURS:
        raise Refused(_("Choose how severe it is."), "severity")
    if rule.eu_category not in {"", *rulebooks.EU_CATEGORIES}:
        raise Refused(_("Choose one of these."), "eu_category")
    sentence = rulebooks.forbids_opinions(rule)
    if sentence:
        raise Refused(_(sentence), "body")
