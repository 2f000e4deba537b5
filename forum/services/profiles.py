"""What a member says about themselves, and how they like the pages to look."""

from zoneinfo import available_timezones

from flask_babel import gettext as _

from forum import database, wording
from forum.lib import commas, markdown, names, urls
from forum.lib.phrases import N_
from forum.lib.verdict import Refused, require
from forum.models import User, Viewer
from forum.policies import accounts as policy
from forum.policies.relations import CHOICES
from forum.queries.accounts import brand_words, is_somebody_elses
from forum.services import jobs

SCHEMES = ("", "light", "dark", "contrast")  # "" is the system's
_SOMEBODYS = N_("Somebody else here already has this name.")
MOST_INTERESTS, LONGEST_INTEREST = 3, 40
PAGE_SIZES = (0, 10, 20, 30, 50)  # 0 is the site's


def update(
    actor: Viewer, user: User, display_name: str, *, pronouns: str = "", location: str = "",
    website: str = "", interests: str = "", bio: str = "",
) -> None:  # fmt: skip
    """Say something else about oneself. The words kept for the team are the team's only."""
    require(policy.can_present(actor, user))
    display_name = names.clean(display_name)
    _check_display_name(actor, user, display_name)
    user.display_name, user.pronouns = display_name, names.clean(pronouns)[:32]
    user.location, user.website = names.clean(location)[:100], _website(website)
    user.interests = _interests(interests)
    user.bio, user.bio_html = bio, markdown.render(bio).html
    database.touch(f"member:{user.id}", "members")  # pages kept for guests know the second


def choose_look(actor: Viewer, user: User, scheme: str, posts_per_page: int | None = None) -> None:
    """Light, dark or high contrast, and how many posts a page shows (None: as it is)."""
    require(policy.can_change(actor, user))
    if scheme not in SCHEMES:
        raise Refused(_("Choose one of the options."), "scheme")
    user.scheme = scheme
    if posts_per_page is not None:
        if posts_per_page not in PAGE_SIZES:
            raise Refused(_("Choose one of the options."), "posts_per_page")
        user.posts_per_page = posts_per_page


def choose_language(actor: Viewer, user: User, locale: str, time_zone: str) -> None:
    """In which language one reads and is written to, and whose hours are meant; "": the site's."""
    require(policy.can_change(actor, user))
    if locale and locale not in wording.offered():
        raise Refused(_("Choose one of the options."), "locale")
    if time_zone and time_zone not in available_timezones():
        raise Refused(_("There is no time zone with this name."), "time_zone")
    user.locale, user.time_zone = locale, time_zone


def choose_privacy(
    actor: Viewer, user: User, *, mentions_from: str, messages_from: str,
    hides_activity: bool, hides_presence: bool, is_unlisted: bool,
) -> None:  # fmt: skip
    """Who may mention and write to one, and what others see of what one does here."""
    require(policy.can_change(actor, user))
    for field, choice in (("mentions_from", mentions_from), ("messages_from", messages_from)):
        if choice not in CHOICES:
            raise Refused(_("Choose one of the options."), field)
    user.mentions_from, user.messages_from = mentions_from, messages_from
    user.hides_presence, user.is_unlisted = hides_presence, is_unlisted
    if hides_activity != user.hides_activity:
        user.hides_activity, user.helped_count, user.thanked_count = hides_activity, 0, 0
        jobs.enqueue("member.count_helped", user_id=user.id, once=f"helped:{user.id}")
    database.touch(f"member:{user.id}", "members")  # pages kept for guests know the second


def _check_display_name(actor: Viewer, user: User, display_name: str) -> None:
    """The team may call itself by the brand's words, and everybody by their own name."""
    if display_name in (user.name, user.display_name):
        return
    problem = names.display_problem(display_name, brand_words(actor))
    if problem == names.KEPT and user.is_staff:
        problem = None
    if not problem and is_somebody_elses(actor, user.id, display_name):
        problem = _SOMEBODYS
    if problem:
        raise Refused(_(problem), "display_name")


def _interests(typed: str) -> list[str]:
    """Up to three, with commas between them."""
    found = list(
        dict.fromkeys(
            word for each in commas.plain(typed).split(",") if (word := names.clean(each))
        )
    )
    if len(found) > MOST_INTERESTS:
        raise Refused(_("At most three, separated by commas."), "interests")
    if any(len(word) > LONGEST_INTEREST for word in found):
        raise Refused(_("Each of them may have at most 40 characters."), "interests")
    return found


def _website(typed: str) -> str:
    if typed and "://" not in typed:
        typed = f"https://{typed}"
    if typed and not urls.is_web(typed):
        raise Refused(_("This is not the address of a website."), "website")
    return typed
