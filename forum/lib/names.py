"""What people and addresses may be called: handles, display names and slugs."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from forum.lib import confusables
from forum.lib.phrases import N_

SHORTEST, LONGEST, LONGEST_DISPLAYED, LONGEST_SLUG = 3, 32, 60, 80
NUMBERED = 32  # what a number at its end leaves of a slug that is already taken
# Nothing longer is normalised: putting thousands of combining marks in order takes quadratic time.
_LONGEST_READ = 400


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that make their bearer look like staff. No part of a name may say them.
ROLES = _listed(
    """admin admins administrator administrators administration mod mods moderator moderators
    moderation staff support helpdesk official officials officially system sysadmin sysop superuser
    webmaster ambassador ambassadors community-manager verified"""
)
# Words that mean something in an address, a mention, a mailbox or a program. No whole name may be
# one of them: "new" and "all" are not names, "new-in-town" and "all-star" are.
WORDS = _listed(
    """about abuse account accounts all anonymous anyone api app apps assets atom auth avatar
    avatars billing blog bot bots case cases categories category channel contact cookies css
    dashboard default delete deleted drafts edit email error everybody everyone export faq favicon
    feed feeds files following forgot forum forums ftp group groups guest guests guidelines healthz
    help here home host hostmaster hub imap images import index info invite invites javascript jobs
    js latest legal login logout mail mailer-daemon me member members mention mentions messages
    metrics moderate myself new news no-reply nobody none notifications null oauth oidc online
    opensearch owner password payments ping policy pop post postmaster posts privacy profile public
    register reply report reports robots root rss saml search security self session sessions
    settings shop sign-in sign-out sign-up site sitemap smtp somebody someone static status store
    subscribe tag tags team terms test thread threads top true false undefined unknown unread
    unsubscribe upload uploads user users void webhooks well-known wiki www you yourself"""
)
RESERVED = ROLES | WORDS

LENGTH = N_("A name has 3 to 32 characters.")
CHARACTERS = N_("Use letters and digits, with a hyphen, underscore or dot between them.")
ENDS = N_("A name begins and ends with a letter or a digit.")
MARKS = N_("Put only one hyphen, underscore or dot at a time.")
INVISIBLE = N_("This name contains characters that cannot be seen. Please type it again.")
SCRIPTS = N_("Please write the name in one script: these letters come from several alphabets.")
FILE_NAME = N_("A name cannot end like a file name.")
KEPT = N_("This name, or a part of it, is reserved for the people who run this community.")
DISPLAY_LENGTH = N_("A display name has 1 to 60 characters, with a letter or a digit among them.")

# Words that add nothing to a claim: "acmeteam" and "therealacme" still say "acme".
_FILLERS = frozenset({"the", "real", "team", "hq", "inc", "help", "desk", "care", "service"})
_CHECK_MARKS = frozenset("✓✔☑✅🗸")
_FILE_ENDING = re.compile(
    r"\.(?:html?|xml|json|atom|rss|php|js|css|txt|svg|png|jpe?g|gif|webp|ico|pdf|zip|exe)$",
    re.IGNORECASE,
)
# What joins emoji, and what Persian puts between letters: seen by nobody, and rightly there.
_JOINERS = re.compile(
    "(?<=[\U0001f000-\U0001faff\u2600-\u27bf])(?:\ufe0f\u200d?|\u200d)"
    "|(?<=[\u0620-\u06ff])\u200c(?=[\u0620-\u06ff])"
)
# Letters that show nothing although Unicode calls them letters or marks.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
# Scripts in everyday use (UAX #31, table 5). The others are mostly known for their look-alikes.
_SCRIPTS = _listed(
    """LATIN GREEK CYRILLIC ARMENIAN HEBREW ARABIC THAANA DEVANAGARI BENGALI GURMUKHI GUJARATI
    ORIYA TAMIL TELUGU KANNADA MALAYALAM SINHALA THAI LAO TIBETAN MYANMAR GEORGIAN HANGUL ETHIOPIC
    KHMER HIRAGANA KATAKANA BOPOMOFO CJK"""
)
_ALSO_NAMED = {"KATAKANA-HIRAGANA": "KATAKANA", "IDEOGRAPHIC": "CJK"}
# Scripts that are written together: UTS #39, "highly restrictive".
_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
_SYLLABIC = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})


def clean(name: str) -> str:
    """`name` as it is stored: one way to write each character (NFKC), no space around it."""
    return unicodedata.normalize("NFKC", name.strip()[:_LONGEST_READ]).strip()


def skeleton(name: str) -> str:
    """The unique key of a name: names that look alike have the same one.

    "Acme-Fan", "acme_fan", "ACMEFÁN" and "асmе-fаn" with Cyrillic letters are all "acmefan".
    Empty when the name holds no letter and no digit. A skeleton is its own skeleton.
    """
    return confusables.skeleton(name[:_LONGEST_READ])


def sought(name: str) -> str:
    """`name` as it is looked for while it is typed: small letters without accents, one space
    between words. What begins a name begins what it is sought by."""
    text = unicodedata.normalize("NFKC", name[:_LONGEST_READ]).casefold()
    plain = (confusables.without_accent(c) for c in unicodedata.normalize("NFC", text))
    return " ".join("".join(plain).split())[:128]


def problem(name: str, reserved: Iterable[str] = ()) -> str | None:
    """What is wrong with `name` as a handle: one English sentence to be translated, or None.

    `reserved` are the brand's own words (its name, its products). They and the words of office
    (`ROLES`) may be no part of a handle; the others (`WORDS`) may not be the whole of it. Whoever
    is staff need not be asked for the reserved words: `form_problem` is the rest of the rule.
    """
    return form_problem(name) or (KEPT if is_reserved(name, reserved, WORDS) else None)


def form_problem(name: str) -> str | None:
    """What is wrong with how `name` is written, whoever it belongs to, or None."""
    if len(name) > _LONGEST_READ:
        return LENGTH
    name = clean(name)
    if any(_is_invisible(c) for c in name):
        return INVISIBLE
    if not _is_long_enough(name) or len(name) > LONGEST:
        return LENGTH
    if not all(c in "-_." or _is_of_a_word(c) for c in name):
        return CHARACTERS
    if not (name[0].isalnum() and _is_of_a_word(name[-1])):
        return ENDS
    if re.search(r"[-_.]{2}", name):
        return MARKS
    if _FILE_ENDING.search(name):
        return FILE_NAME
    return SCRIPTS if _mixes_scripts(name) else None


def display_problem(name: str, reserved: Iterable[str] = ()) -> str | None:
    """What is wrong with `name` as a display name: one English sentence to be translated, or None.

    A display name may hold spaces, punctuation and emoji, and each word has a script of its own.
    """
    if len(name) > _LONGEST_READ:
        return DISPLAY_LENGTH
    name = _JOINERS.sub("", clean(name))
    if any(_is_invisible(c) for c in name):
        return INVISIBLE
    if len(name) > LONGEST_DISPLAYED or not skeleton(name):
        return DISPLAY_LENGTH
    if any(_mixes_scripts(word) for word in _words(name)):
        return SCRIPTS
    return KEPT if _CHECK_MARKS & set(name) or is_reserved(name, reserved) else None


def is_reserved(name: str, brand: Iterable[str], whole: Iterable[str] = ()) -> bool:
    """Whether `name` looks like a word of office or of the `brand`, in whole or in a part.

    Parts are delimited by what is neither letter nor digit; neighbours count as one ("sup-port");
    digits around a part do not count ("admin1"); a part made of nothing but such words and
    fillers counts ("acmesupport"). A name that as a whole looks like one of `whole` is reserved.
    """
    parts = _words(clean(name))
    joined = "".join(parts)
    words = _skeletons(frozenset(ROLES)) | _skeletons(frozenset(brand))
    runs = {"".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)}
    seen = _looks(run for part in runs for run in (part, part.strip("0123456789")))
    if not words.isdisjoint(seen) or not _skeletons(frozenset(whole)).isdisjoint(_looks([joined])):
        return True
    return any(_is_made_of(look, words) for look in _looks([*parts, joined]))


def slug(title: str) -> str:
    """`title` for an address: small letters, hyphens, at most 80 characters, never empty ("-").

    Latin letters lose their accents; other scripts stay as they are. What this returns may be
    anything but a path: it holds letters, digits, vowel signs and single hyphens only.
    """
    text = unicodedata.normalize("NFKC", title[:_LONGEST_READ]).casefold()
    text = text.replace("i\N{COMBINING DOT ABOVE}", "i")  # what casefold makes of Turkish İ
    plain = "".join(confusables.without_accent(c) for c in unicodedata.normalize("NFC", text))
    words: list[str] = []
    length = -1
    for word in _words(re.sub(r"(?<=\w)['’](?=\w)", "", plain)):
        length += 1 + len(word)
        if words and length > LONGEST_SLUG:
            break
        words.append(word)
    return "-".join(words)[:LONGEST_SLUG] or "-"


def not_taken(slug: str, taken: Iterable[str], longest: int = 64) -> str:
    """`slug` cut to `longest` characters, with a number when it is among `taken`.

    All that could be in its way begin with `slug[:NUMBERED]`.
    """
    once = frozenset(taken)
    free, n = slug[:longest].strip("-") or "-", 2
    while free in once:
        number = f"-{n}"
        free, n = slug[: longest - len(number)].strip("-") + number, n + 1
    return free


def _words(text: str) -> list[str]:
    """The runs of letters, digits and the marks that belong to them."""
    return "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in text).split()


def _is_of_a_word(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd"


def _is_invisible(character: str) -> bool:
    """Control, format, bidirectional, unassigned, private and blank characters."""
    if character in _BLANKS or unicodedata.category(character) in {"Zl", "Zp"}:
        return True
    return unicodedata.category(character)[0] == "C" or unicodedata.name(
        character, "VARIATION SELECTOR"
    ).startswith("VARIATION SELECTOR")


def _is_long_enough(name: str) -> bool:
    """Three characters; where one character writes a syllable or a word ("山田"), two."""
    return len(name) + sum(_script(c) in _SYLLABIC for c in name) >= SHORTEST


def _script(character: str) -> str:
    """The script of a letter or mark by the first word of its name; "" when it has none."""
    if unicodedata.category(character)[0] not in "LM":
        return ""
    first = unicodedata.name(character, "").split(" ")[0]
    return _ALSO_NAMED.get(first, first)


def _mixes_scripts(name: str) -> bool:
    """Letters of scripts that are not written together, a rare script, or a loose accent."""
    scripts = {_script(c) for c in name} - {""}
    if not scripts <= _SCRIPTS:
        return True
    return len(scripts) > 1 and not any(scripts <= group for group in _TOGETHER)


@lru_cache(maxsize=64)
def _skeletons(words: frozenset[str]) -> frozenset[str]:
    return frozenset(skeleton(word) for word in words) - {""}


def _looks(parts: Iterable[str]) -> frozenset[str]:
    """What each part looks like, read both ways where a Greek letter has two shapes."""
    both = {(part, small) for part in parts for small in (False, True)}
    return frozenset(confusables.skeleton(part, small) for part, small in both) - {""}


def _is_made_of(look: str, words: frozenset[str]) -> bool:
    """Whether `look` is one of `words` or more, and fillers, put together without a rest."""
    fillers = _skeletons(_FILLERS)
    reached: set[tuple[int, bool]] = {(0, False)}  # how far, and whether past one of the words
    for start in range(len(look)):
        for said in {said for place, said in reached if place == start}:
            for end in range(start + 1, len(look) + 1):
                piece = look[start:end]
                if piece in words or piece in fillers:
                    reached.add((end, said or piece in words))
    return (len(look), True) in reached
