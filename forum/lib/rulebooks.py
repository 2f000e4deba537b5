"""What guidelines are made of: rules with anchors that stay; their text, page, hash and limits."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from markupsafe import Markup

from forum.lib import markdown, names, sections
from forum.lib.phrases import N_

MOST_RULES = 40
MOST_CHARACTERS = 100_000
LONGEST_ANCHOR = 80
CRITICISM = "criticism-is-welcome"  # the rule that no guidelines go without (community.md §4.6)
# In how many hours a report should be decided, by its severity (community.md §4.3).
HOURS = {1: 1, 2: 8, 3: 24, 4: 72}

# What the EU's transparency database calls a kind of violation, without STATEMENT_CATEGORY_
# before it, and what people call it (community.md §4.9).
EU_CATEGORIES = {
    "OTHER_VIOLATION_TC": N_("Another breach of the rules here"),
    "ILLEGAL_OR_HARMFUL_SPEECH": N_("Illegal or harmful speech"),
    "CYBER_VIOLENCE": N_("Violence online"),
    "CYBER_VIOLENCE_AGAINST_WOMEN": N_("Violence online against women"),
    "VIOLENCE": N_("Violence"),
    "SCAMS_AND_FRAUD": N_("Scams and fraud"),
    "CONSUMER_INFORMATION": N_("Information owed to consumers"),
    "UNSAFE_AND_PROHIBITED_PRODUCTS": N_("Unsafe or prohibited products"),
    "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS": N_("Data protection and privacy"),
    "INTELLECTUAL_PROPERTY_INFRINGEMENTS": N_("Intellectual property"),
    "PROTECTION_OF_MINORS": N_("Protection of minors"),
    "SELF_HARM": N_("Self-harm"),
    "RISK_FOR_PUBLIC_SECURITY": N_("Public security"),
    "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS": N_("Public debate or elections"),
    "ANIMAL_WELFARE": N_("Animal welfare"),
    "NOT_SPECIFIED_NOTICE": N_("Not said in the notice"),
}
OTHER = "OTHER_VIOLATION_TC"

NO_CRITICISM = N_("The guidelines have to say that criticism of the brand is welcome.")
FORBIDS_OPINIONS = N_(
    "This forbids people to think badly of the brand. Name what harms others instead."
)
EMPTY = N_("A section needs a title and a text.")
TOO_MANY = N_("There can be at most forty sections: nobody reads more.")
TOO_LONG = N_("All sections together may have at most 100,000 characters.")
NO_RULES = N_("There is no section yet.")
_OPINIONS = re.compile(
    r"\bnegativ\w*|\bdisparag\w*|\bdenigrat\w*|\bdisrepute\b"
    r"|\b(?:damag|harm|hurt|tarnish)\w*\W+(?:\w+\W+){0,3}(?:brand|reputation|image|good name)\b"
    r"|\bcritici[sz]\w*\W+(?:\w+\W+){0,3}(?:forbidden|not allowed|prohibited|removed)\b"
    r"|\b(?:no|never|not)\W+(?:\w+\W+){0,2}(?:critici[sz]\w*|bad reviews?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One section. `title` is empty only for what stands before the first heading; `reason` is
    how a report calls a breach of it, empty where it is no reason to report."""

    anchor: str
    title: str
    body: str
    example: str = ""  # what would be fine
    reason: str = ""
    severity: int = 4
    eu_category: str = ""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All that is published at once, without its number and its times."""

    rules: tuple[Rule, ...]
    summary: str = ""
    change_note: str = ""
    significance: str = "major"


class AnyRule(Protocol):
    """What is kept of a rule: a row with the same names."""

    anchor: Any
    title: Any
    body: Any
    example: Any
    reason: Any
    severity: Any
    eu_category: Any


def rule(kept: AnyRule) -> Rule:
    """A section as plain values."""
    return Rule(**{name: getattr(kept, name) for name in Rule.__dataclass_fields__})


def anchor(title: str, taken: Iterable[str] = ()) -> str:
    """Where a rule with this title is found: "no-spam". A number follows where one is `taken`."""
    known = set(taken)
    plain = names.slug(title)[: LONGEST_ANCHOR - 4].strip("-") or "section"
    found, number = plain, 1
    while found in known:
        number += 1
        found = f"{plain}-{number}"
    return found


def parse(source: str, like: Sequence[Rule] = ()) -> tuple[Rule, ...]:
    """The rules of a Markdown text, one for each heading of the second level.

    What Markdown does not say (reason, severity, example, EU category) is taken from the rule of
    `like` that has the same anchor.
    """
    known = {rule.anchor: rule for rule in like}
    found: list[Rule] = []
    for section in sections.split(source):
        place = section.anchor if section.title else "introduction"
        place = anchor(place.replace("-", " "), (rule.anchor for rule in found))
        model = known.get(place, Rule(place, "", ""))
        found.append(replace(model, title=section.title, body=section.body))
    return tuple(found)


@cache
def default() -> Rulebook:
    """The set that comes with the software (community.md §4.2): for a community that has none."""
    known = _shipped()
    rules = tuple(Rule(**{"anchor": anchor(one["title"]), **one}) for one in known["rules"])
    return Rulebook(rules, known["summary"])


def edition() -> int:
    """Which edition of that set this version of the software has; it only grows."""
    return int(_shipped()["edition"])


@cache
def _shipped() -> dict[str, Any]:
    path = Path(__file__).parent / "default_rulebook.toml"
    return tomllib.loads(path.read_text("utf-8"))


def assembled(rules: Iterable[Rule]) -> str:
    """The whole as one Markdown text."""
    return "\n\n".join(f"## {rule.title}\n\n{rule.body}" if rule.title else rule.body
                       for rule in rules)  # fmt: skip


def drawn(rules: Iterable[Rule], fine: str) -> Markup:
    """The whole as HTML, each rule at its anchor under a heading that leads to itself. `fine`
    stands before an example of what would be fine."""
    page = Markup()
    for rule in rules:
        body = markdown.render(rule.body).html
        if rule.example:
            said = markdown.render(rule.example).html
            body += Markup("<blockquote><p><strong>{}</strong></p>{}</blockquote>").format(
                fine, said
            )
        page += (
            Markup('<section id="{0}"><h2><a href="#{0}">{1}</a></h2>\n{2}</section>\n').format(
                rule.anchor, rule.title, body
            )
            if rule.title
            else body
        )
    return page


def digest(book: Rulebook, **stamps: str | int) -> str:
    """SHA-256 of everything that is published; `stamps` are document, number and times."""
    whole = {**asdict(book), **stamps}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def problems(rules: Sequence[Rule], is_whole: bool = True) -> Iterator[tuple[str, str]]:
    """What stands against publishing: the anchor of a rule ("": the whole), and a sentence.

    `is_whole`: these are the community's guidelines, not what a category adds to them. No rule may
    forbid negative opinions of the brand; that criticism is welcome has to be said (§4.6).
    """
    if not rules:
        yield "", NO_RULES
    if len(rules) > MOST_RULES:
        yield "", TOO_MANY
    if len(assembled(rules)) > MOST_CHARACTERS:
        yield "", TOO_LONG
    if rules and is_whole and CRITICISM not in {rule.anchor for rule in rules if rule.body.strip()}:
        yield "", NO_CRITICISM
    for place, rule in enumerate(rules):
        if not rule.body.strip() or (place and not rule.title.strip()):
            yield rule.anchor, EMPTY
        if forbids_opinions(rule):
            yield rule.anchor, FORBIDS_OPINIONS


def forbids_opinions(rule: Rule) -> str:
    """A sentence where `rule` forbids to think badly of the brand; else ""."""
    if rule.anchor == CRITICISM:
        return ""
    text = f"{rule.title}\n{rule.body}\n{rule.reason}"
    return FORBIDS_OPINIONS if _OPINIONS.search(text) else ""
