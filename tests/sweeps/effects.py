"""What is otherwise in the database once a program has asked: for routes of the API that no other
test tells apart by what they do.

A condition that holds afterwards and did not before. `:nia` and all others of the cast are ids of
accounts, as are `:early`, `:empty`, `:newcomer` and the like of what was made for it.
"""

from sqlalchemy import inspect, text

from forum.extensions import db
from tests.sweeps.things import NAMES, Forum

MEMBER, CATEGORY = "/members/<string(maxlength=64):name>", "/structure/<int:category_id>"
CANDIDATE, TERM = "/ambassadors/candidates/<int:candidacy_id>", "/ambassadors/terms/<int:grant_id>"
DECIDE = f"POST {CANDIDATE}/<any(admit, approve, retract):verb>"
TEND = f"POST {TERM}/<any(confirm, drop_revocation, revoke):verb>"
MOVE = f"POST {CATEGORY}/<any(up, down, in, out):way>"
EARLY, MINE = "/threads/<int:thread_id>/embargo", "/ambassadors/mine"
OWN = f"POST {MINE}/<any(refuse, pause, resume):verb>"
MEASURE = "FROM misuse_measure WHERE user_id = :nia AND"
TEMPLATE = "decision_template WHERE anchor = 'shoes'"

HOLDS = {
    f"POST {MEMBER}/misuse/warn": f"1 {MEASURE} suspended_until IS NULL",
    f"POST {MEMBER}/misuse/stop": f"1 {MEASURE} suspended_until IS NOT NULL",
    f"POST {MEMBER}/off-boarding":
        "count(*) = 0 FROM group_member JOIN \"group\" g ON g.id = group_id AND g.slug = 'moderators'"
        " JOIN \"user\" u ON u.id = user_id AND u.name = 'ida'"
        " WHERE group_member.until IS NULL",
    f"POST {MEMBER}/level": "1 FROM \"user\" WHERE id = :nia AND trust_level = 3",
    f"POST {MEMBER}/partner":
        "1 FROM affiliation WHERE user_id = :nia AND organisation = 'Hill Sports'",
    "POST /eu-statements/<int:number>/approve":
        "1 FROM eu_statement WHERE state = 'approved' AND approved_by_id = :cleo",
    "POST /eu-statements/<int:number>/leave-out": "1 FROM eu_statement WHERE state = 'left-out'",
    "POST /eu-statements/files": 
        "count(*) = 0 FROM eu_statement WHERE state = 'approved' AND filed_at IS NULL",
    "PUT /wording":
        "1 FROM setting_change WHERE changed_by_id = :ada AND after LIKE '%Answer%'",
    "POST /plugins/<string(maxlength=32):name>/forget":
        "count(*) = 0 FROM seam_failure WHERE plugin = 'releases'",
    "POST /networks": "1 FROM staff_action WHERE verb = 'look-at-networks'",
    "POST /search-notes": "1 FROM term_note WHERE term = 'nothing at all'",
    "POST /stored-files/clear": "1 FROM staff_action WHERE verb = 'clear-files'",
    # --- categories ------------------------------------------------------------------------------
    f"{MOVE} in": "1 FROM category WHERE id = :empty AND parent_id IS NOT NULL",
    f"{MOVE} out": "1 FROM category WHERE id = :empty AND parent_id IS NULL",
    f"PUT {CATEGORY}/place":
        "1 FROM category c JOIN category o ON o.id = :open WHERE c.id = :empty"
        " AND c.position < o.position",
    f"POST {CATEGORY}/cover": "1 FROM category WHERE id = :empty AND cover_key IS NOT NULL",
    f"DELETE {CATEGORY}/cover": "1 FROM category WHERE id = :empty AND cover_key IS NULL",
    f"POST {CATEGORY}/archive": "1 FROM category WHERE id = :empty AND is_archived",
    f"POST {CATEGORY}/move": "1 FROM category WHERE id = :empty AND parent_id = :open",
    f"POST {CATEGORY}/merge":
        "1 FROM category_slug WHERE slug = 'empty' AND category_id = :open",
    # --- the programme ---------------------------------------------------------------------------
    f"PUT {EARLY}":
        "1 FROM embargo WHERE thread_id = :early AND set_by_id = :cleo AND ended_at IS NULL",
    f"DELETE {EARLY}": 
        "1 FROM staff_action WHERE verb = 'lift-embargo' AND thread_id = :early",
    f"POST {EARLY}/accept": "1 FROM embargo_reader WHERE thread_id = :early AND user_id = :amy",
    f"PUT {TERM}/tier": "1 FROM programme_grant WHERE id = :served AND tier_id = :tier",
    f"POST {TERM}/awards": "1 FROM perk_award WHERE grant_id = :served AND perk_id = :perk",
    "DELETE /ambassadors/awards/<int:award_id>":
        "1 FROM perk_award WHERE id = :award AND revoked_at IS NOT NULL",
    f"POST {TERM}/propose_revocation":
        "1 FROM programme_grant WHERE id = :served AND revoking_id = :cleo",
    f"{TEND} confirm":
        "1 FROM programme_grant WHERE id = :served AND renewal_staff_id IS NOT NULL",
    f"{TEND} drop_revocation": "1 FROM programme_grant WHERE id = :served AND revoking_id IS NULL",
    f"{TEND} revoke": "1 FROM programme_grant WHERE id = :served AND ended_at IS NOT NULL",
    f"{DECIDE} admit": "1 FROM candidacy WHERE id = :newcomer AND state = 'review'",
    f"{DECIDE} approve": "1 FROM programme_grant WHERE user_id = :nia AND state = 'offered'",
    f"{DECIDE} retract":
        "count(*) = 1 FROM candidacy_review WHERE candidacy_id = :newcomer AND vote = 'yes'",
    f"POST {CANDIDATE}/decline": "1 FROM candidacy WHERE id = :newcomer AND state = 'declined'",
    f"POST {CANDIDATE}/advice":
        "1 FROM candidacy_review WHERE candidacy_id = :newcomer AND reviewer_id = :amy",
    f"DELETE {CANDIDATE}/advice/<int:member_id>":
        "count(*) = 0 FROM candidacy_review WHERE candidacy_id = :candidacy AND reviewer_id = :mo",
    "PUT /ambassadors/advice/<int:candidacy_id>":
        "1 FROM candidacy_review WHERE reviewer_id = :amy AND comment LIKE 'We met in the hut%'",
    "POST /ambassadors/flags/<int:flag_id>":
        "1 FROM integrity_flag WHERE id = :flag AND resolved_by_id = :cleo",
    "POST /ambassadors/check-ins/<int:check_in_id>":
        "1 FROM check_in WHERE id = :check_in AND done_by_id = :cleo",
    "POST /ambassadors/nominations": "1 FROM candidacy WHERE user_id = :nia AND nominator_id = :max",
    f"{OWN} refuse": "1 FROM programme_grant WHERE id = :offer AND ended_at IS NOT NULL",
    f"{OWN} pause": "1 FROM programme_grant WHERE id = :own_term AND state = 'paused'",
    f"{OWN} resume": "1 FROM programme_grant WHERE id = :own_term AND state = 'active'",
    f"PUT {MINE}/choices": "1 FROM programme_grant WHERE id = :own_term AND NOT is_in_register",
    # --- the team --------------------------------------------------------------------------------
    "POST /templates": "1 FROM decision_template WHERE anchor = 'respect' AND language = 'de'",
    "PUT /templates/<int:template_id>": f"1 FROM {TEMPLATE} AND title = 'Kinder'",
    "DELETE /templates/<int:template_id>": f"count(*) = 0 FROM {TEMPLATE}",
    "POST /threads/<int:thread_id>/fast": "1 FROM thread WHERE id = :theirs AND slow_seconds = 0",
    "POST /posts/<int:post_id>/unlock": "1 FROM post WHERE id = :locked AND NOT is_locked",
    "POST /threads/<int:thread_id>/dismiss-pin": "1 FROM pin_dismissal WHERE thread_id = :thread",
    "POST /guideline-news/take": "1 FROM staff_action WHERE verb = 'take-guideline-news'",
    "POST /guideline-news/leave": "1 FROM staff_action WHERE verb = 'leave-guideline-news'",
}  # fmt: skip


def holds(name: str, forum: Forum) -> bool | None:
    """Whether what the route is for is so. None where other tests say what that is."""
    if (condition := HOLDS.get(name)) is None:
        return None
    known = {who: getattr(forum.people, who).id for who in NAMES if who != "guest"}
    for key, made in vars(forum.made).items():
        if isinstance(made, db.Model) and (identity := inspect(made).identity):
            known.setdefault(key, identity[0])  # the row itself may be gone by now
    clause = text(f"SELECT {condition}")
    wanted = {key: value for key, value in known.items() if key in clause._bindparams}
    return bool(db.session.scalar(clause, wanted))
