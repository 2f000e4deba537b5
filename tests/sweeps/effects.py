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
PERSON, THREAD, POST = '"user"', "/threads/<int:thread_id>", "/posts/<int:post_id>"
TALK, GROUP = "/conversations/<int:conversation_id>", "/groups/<string(maxlength=64):group>"
RELATE = f"POST {MEMBER}/<any(follow, unfollow, mute, block, part):verb>"
TALKING = f"POST {TALK}/<any(mute, unmute, leave, solve, assign, unassign):verb>"
GROUPED = f"POST {GROUP}/<any(join, leave, title):verb>"
SHUT = f"POST {THREAD}/<any(open, archive, unarchive, unpin):verb>"
CASE, APPEAL = (
    "/cases/<string(maxlength=20):reference>",
    "/appeals/<string(maxlength=20):reference>",
)
SECTIONS = "/guideline-drafts/<int:version_id>"
CLAIMED = "1 FROM moderation_case WHERE id = :fresh AND claimed_by_id"
HIKER = "FROM group_member WHERE group_id = :hikers AND user_id ="
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
    # --- one's own -------------------------------------------------------------------------------
    "PUT /me/privacy": f"1 FROM {PERSON} WHERE id = :nia AND hides_presence AND mentions_from = 'nobody'",
    "PUT /me/notification-choices":
        "1 FROM notification_choice WHERE user_id = :nia AND event = 'reply' AND NOT is_on LIMIT 1",
    "PUT /me/look": f"1 FROM {PERSON} WHERE id = :nia AND scheme = 'dark' AND time_zone = 'Europe/Vienna'",
    "PATCH /me": f"1 FROM {PERSON} WHERE id = :nia AND location = 'A hut'",
    "POST /me/avatar": f"1 FROM {PERSON} WHERE id = :nia AND avatar_key IS NOT NULL",
    "DELETE /me/avatar": f"1 FROM {PERSON} WHERE id = :max AND avatar_key IS NULL",
    "POST /me/cover": f"1 FROM {PERSON} WHERE id = :nia AND cover_key IS NOT NULL",
    "PATCH /me/cover": f"1 FROM {PERSON} WHERE id = :max AND cover_focus = 'top'",
    "DELETE /me/cover": f"1 FROM {PERSON} WHERE id = :max AND cover_key IS NULL",
    "POST /uploads": "1 FROM upload WHERE uploader_id = :nia",
    f"PUT {POST}/bookmark": "1 FROM bookmark WHERE user_id = :nia AND note = 'For later.'",
    f"DELETE {POST}/bookmark": "count(*) = 0 FROM bookmark WHERE user_id = :amy",
    "PUT /drafts/<string(maxlength=64):key>": "1 FROM draft WHERE user_id = :nia AND key = 'new'",
    "POST /notifications/read":
        "count(*) = 0 FROM notification WHERE user_id = :max AND read_at IS NULL",
    f"PUT {THREAD}/level": "1 FROM thread_level WHERE user_id = :nia AND thread_id = :thread AND level = 3",
    "PUT /categories/<slug>/level":
        "1 FROM category_level WHERE user_id = :nia AND category_id = :open AND level = 3",
    "PUT /tags/<string(maxlength=100):slug>/level":
        "1 FROM tag_level WHERE user_id = :nia AND level = 3",
    # --- writing ---------------------------------------------------------------------------------
    "POST /threads": "1 FROM thread WHERE author_id = :nia AND title = 'Which stove in the wind'",
    f"PATCH {THREAD}": "1 FROM thread WHERE id = :alone AND title = 'Which stove in a storm'",
    f"DELETE {THREAD}": "1 FROM thread WHERE id = :alone AND state = 'deleted'",
    f"PUT {THREAD}/answer/<int:number>": "1 FROM thread WHERE id = :alone AND answered_by_id = :max",
    f"DELETE {THREAD}/answer": "1 FROM thread WHERE id = :alone AND answer_id IS NULL",
    f"POST {THREAD}/posts": "1 FROM post WHERE author_id = :nia AND thread_id = :thread",
    f"PATCH {POST}": "1 FROM revision WHERE post_id = :own AND editor_id = :max",
    f"DELETE {POST}": "1 FROM post WHERE id = :own AND state = 'deleted' AND deleted_by_id = :max",
    f"POST {POST}/restore": "1 FROM post WHERE id = :own AND state = 'visible'",
    f"PUT {POST}/reactions/<string(maxlength=32):kind>":
        "1 FROM reaction WHERE user_id = :nia AND post_id = :edited AND kind = 'heart'",
    f"DELETE {POST}/reactions/<string(maxlength=32):kind>":
        "count(*) = 0 FROM reaction WHERE user_id = :amy AND post_id = :edited",
    f"POST {POST}/reports": "1 FROM report WHERE reporter_id = :nia AND explanation LIKE 'Sells shoes%'",
    f"POST {MEMBER}/reports":
        "1 FROM report WHERE reporter_id = :nia AND explanation LIKE 'Sells shoes%'",
    # --- each other ------------------------------------------------------------------------------
    f"{RELATE} follow": "1 FROM follow WHERE user_id = :max AND followed_id = :amy",
    f"{RELATE} unfollow": "count(*) = 0 FROM follow WHERE user_id = :max AND followed_id = :amy",
    f"{RELATE} mute": "1 FROM distance WHERE user_id = :max AND other_id = :amy AND kind = 'mute'",
    f"{RELATE} block": "1 FROM distance WHERE user_id = :max AND other_id = :amy AND kind = 'block'",
    f"{RELATE} part": "count(*) = 0 FROM distance WHERE user_id = :max AND other_id = :amy",
    f"POST {TALK}/people":
        "1 FROM participant WHERE conversation_id = :three AND user_id = :mo AND left_at IS NULL",
    f"{TALKING} mute": "1 FROM participant WHERE conversation_id = :talk AND user_id = :max AND is_muted",
    f"{TALKING} unmute":
        "1 FROM participant WHERE conversation_id = :talk AND user_id = :max AND NOT is_muted",
    f"{TALKING} leave":
        "1 FROM participant WHERE conversation_id = :talk AND user_id = :max AND left_at IS NOT NULL",
    f"{TALKING} assign": "1 FROM conversation WHERE id = :question AND assignee_id = :cleo",
    f"{TALKING} unassign": "1 FROM conversation WHERE id = :question AND assignee_id IS NULL",
    "POST /invites": "1 FROM invite WHERE creator_id = :cleo AND label = 'Fair'",
    "DELETE /invites/<int:invite_id>": "1 FROM invite WHERE id = :invite AND revoked_at IS NOT NULL",
    f"{GROUPED} join": f"1 {HIKER} :nia",
    f"{GROUPED} leave": f"count(*) = 0 {HIKER} :max",
    f"POST {GROUP}/requests": "1 FROM group_request WHERE group_id = :hikers AND user_id = :nia",
    f"POST {GROUP}/requests/answer": f"1 {HIKER} :max",
    f"POST {GROUP}/members/<any(add, remove):verb> add": f"1 {HIKER} :max",
    f"POST {GROUP}/members/<any(add, remove):verb> remove": f"count(*) = 0 {HIKER} :max",
    "POST /decisions/<int:statement_id>/appeal":
        "1 FROM appeal WHERE statement_id = :told AND user_id = :max",
    f"POST {MINE}": "1 FROM candidacy WHERE user_id = :nia",
    f"DELETE {MINE}": "1 FROM candidacy WHERE id = :candidacy AND state = 'withdrawn'",
    f"POST {MINE}/<any(accept, agree):verb> accept":
        "1 FROM programme_grant WHERE id = :offer AND state = 'active'",
    f"POST {MINE}/<any(accept, agree):verb> agree":
        "1 FROM programme_grant WHERE id = :own_term AND renewal_agreed_at IS NOT NULL",
    f"POST {MINE}/leave": "1 FROM programme_grant WHERE id = :own_term AND ended_at IS NOT NULL",
    # --- threads and cases of others --------------------------------------------------------------
    f"{SHUT} open": "1 FROM thread WHERE id = :theirs AND NOT is_closed",
    f"{SHUT} archive": "1 FROM thread WHERE id = :theirs AND is_archived",
    f"{SHUT} unarchive": "1 FROM thread WHERE id = :theirs AND NOT is_archived",
    f"{SHUT} unpin": "1 FROM thread WHERE id = :theirs AND pinned_at IS NULL",
    f"POST {THREAD}/close": "1 FROM thread WHERE id = :theirs AND is_closed",
    f"POST {THREAD}/pin": "1 FROM thread WHERE id = :theirs AND pin_scope = 'category'",
    f"POST {THREAD}/move":
        "1 FROM thread t JOIN category c ON c.id = t.category_id WHERE t.id = :theirs AND c.slug = 'below'",
    f"POST {THREAD}/slow": "1 FROM thread WHERE id = :theirs AND slow_seconds = 60",
    f"POST {THREAD}/tidy": "1 FROM thread WHERE id = :theirs AND title = 'Which stove in a storm'",
    f"POST {THREAD}/merge": "1 FROM thread WHERE id = :theirs AND merged_into_id = :other",
    f"POST {THREAD}/split": "1 FROM thread WHERE title = 'Apart from that'",
    "POST /threads/bulk": "1 FROM thread WHERE id = :theirs AND is_closed",
    f"POST {POST}/<any(official, unofficial):verb> official":
        "1 FROM post WHERE id = :brands AND is_official",
    f"POST {POST}/<any(official, unofficial):verb> unofficial":
        "1 FROM post WHERE id = :brands AND NOT is_official",
    f"POST {CASE}/<any(claim, release):verb> claim": f"{CLAIMED} = :mo",
    f"POST {CASE}/<any(claim, release):verb> release": f"{CLAIMED} IS NULL",
    f"POST {CASE}/notes": "1 FROM staff_note WHERE case_id = :fresh AND author_id = :mo",
    f"POST {THREAD}/notes": "1 FROM staff_note WHERE thread_id = :thread AND body = 'Asked twice.'",
    f"POST {MEMBER}/notes": "1 FROM staff_note WHERE user_id = :nia AND author_id = :cleo",
    "POST /cases/views": "1 FROM saved_filter WHERE user_id = :mo AND name = 'Reports'",
    f"PUT {CASE}/brand": "1 FROM moderation_case WHERE id = :fresh AND is_about_brand",
    f"POST {CASE}/escalate": "1 FROM moderation_case WHERE id = :fresh AND escalated_to_id = :ada",
    f"POST {CASE}/decisions": "1 FROM decision WHERE case_id = :fresh AND decided_by_id = :mo",
    "POST /proposals/<int:decision_id>/agree":
        "1 FROM decision WHERE id = :proposed AND state = 'in_force' AND second_by_id = :cleo",
    "POST /proposals/<int:decision_id>/decline":
        "1 FROM decision WHERE id = :proposed AND state = 'declined'",
    f"POST {APPEAL}/<any(claim, release):verb> claim":
        "1 FROM appeal WHERE id = :appeal AND reviewer_id = :cleo AND claimed_until IS NOT NULL",
    f"POST {APPEAL}/answer": "1 FROM appeal WHERE id = :appeal AND decided_at IS NOT NULL",
    # --- what guards and arranges the place -------------------------------------------------------
    "POST /words": "1 FROM watched_word WHERE text = 'casino' AND creator_id = :cleo",
    "PUT /words/<int:word_id>": "1 FROM watched_word WHERE id = :word AND text = 'casino'",
    "DELETE /words/<int:word_id>": "count(*) = 0 FROM watched_word WHERE id = :word",
    "POST /doors": "1 FROM door_rule WHERE text = 'throwaway.org'",
    "DELETE /doors/<int:rule_id>": "count(*) = 0 FROM door_rule WHERE id = :rule",
    "POST /incidents": "1 FROM incident WHERE started_by_id = :cleo AND message = 'Back soon.'",
    "POST /incidents/end": "1 FROM incident WHERE ended_by_id = :cleo",
    "POST /transparency": "1 FROM transparency_report WHERE published_by_id = :cleo",
    "PATCH /settings": "1 FROM setting_value WHERE name = 'posts.per_page'",
    "DELETE /settings/<string(maxlength=100):setting_name>":
        "count(*) = 0 FROM setting_value WHERE name = 'brand.complaint_tags'",
    "POST /jobs": "count(*) = 0 FROM job WHERE id = :job",
    "POST /mail-log/<int:letter_id>/again":
        "1 FROM mailing WHERE id = :given_up AND state <> 'failed'",
    "POST /profile-fields": "1 FROM profile_field WHERE label = 'Favourite tent'",
    "PUT /profile-fields/<int:field_id>":
        "1 FROM profile_field WHERE id = :field AND label = 'Favourite tent'",
    "DELETE /profile-fields/<int:field_id>": "count(*) = 0 FROM profile_field WHERE id = :field",
    "POST /synonyms": "1 FROM synonym WHERE words LIKE '%shelter%' AND creator_id = :cleo",
    "DELETE /synonyms/<int:synonym_id>": "count(*) = 0 FROM synonym WHERE id = :synonym",
    "POST /badges": "1 FROM badge WHERE name = 'Spring finder'",
    "PUT /badges/<string(maxlength=64):badge>":
        "1 FROM badge WHERE id = :star AND name = 'Spring finder'",
    "POST /badges/<string(maxlength=64):badge>/grant":
        "1 FROM badge_grant WHERE badge_id = :star AND user_id = :max AND granted_by_id = :cleo",
    "POST /badges/<string(maxlength=64):badge>/grant-many":
        "1 FROM badge_grant WHERE badge_id = :star AND user_id = :max",
    "POST /badges/<string(maxlength=64):badge>/revoke":
        "1 FROM badge_grant WHERE badge_id = :star AND user_id = :max AND revoked_at IS NOT NULL",
    "POST /groups": "1 FROM \"group\" WHERE name = 'Night owls'",
    f"PUT {GROUP}": "1 FROM \"group\" WHERE id = :hikers AND name = 'Night owls'",
    "POST /structure": "1 FROM category WHERE name = 'Repairs'",
    f"PUT {CATEGORY}": "1 FROM category WHERE id = :empty AND name = 'Repairs'",
    f"DELETE {CATEGORY}": "count(*) = 0 FROM category WHERE id = :empty",
    "POST /pages": "1 FROM page WHERE slug = 'imprint' AND is_published",
    "PUT /pages/<string(maxlength=80):page_slug>":
        "1 FROM page WHERE id = :page AND title = 'Imprint' AND number = 2",
    f"POST {SECTIONS}/propose": "1 FROM guideline_version WHERE id = :draft AND state = 'in_review'",
    f"POST {SECTIONS}/approve": "1 FROM guideline_version WHERE id = :draft AND approver_id = :ada",
    f"POST {SECTIONS}/return": "1 FROM guideline_version WHERE id = :draft AND state = 'draft'",
    "PUT /letters/<string(maxlength=40):letter_kind>":
        "1 FROM letter_text WHERE kind = 'reset' AND author_id = :ada",
    "POST /letters/<string(maxlength=40):letter_kind>/versions/<int:number>":
        "1 FROM letter_text WHERE kind = 'reset' AND number = 3",
    "PUT /ambassadors": "1 FROM programme WHERE purpose = 'Help each other.'",
    "POST /ambassadors/perks": "1 FROM perk WHERE title = 'A mug'",
    "DELETE /ambassadors/perks/<int:perk_id>": "1 FROM perk WHERE id = :perk AND NOT is_active",
    "PUT /ambassadors/candidates/<int:candidacy_id>/vote":
        "1 FROM candidacy_review WHERE candidacy_id = :newcomer AND reviewer_id = :cleo AND vote = 'yes'",
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
