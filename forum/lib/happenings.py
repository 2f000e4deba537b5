"""What other servers can be told of, and what each is about."""

from collections.abc import Mapping

# Of what one can be told, and what it is about; of a gone_post only which it was. The rest of
# events.py is between members and the team, or of the ambassador programme, and leaves the forum in
# no other way either.
EVENTS: Mapping[str, str] = {
    "thread_created": "thread", "thread_changed": "thread", "post_created": "post",
    "post_approved": "post", "post_edited": "post", "post_state_changed": "post",
    "post_hidden": "gone_post", "post_restored": "post",
    "reaction_added": "post", "reaction_removed": "post", "answer_accepted": "post",
    "answer_withdrawn": "thread", "member_joined": "user", "member_renamed": "user",
}  # fmt: skip
