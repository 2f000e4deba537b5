"""What the interface says in the community's own words: changed on pages of their own."""

from forum.lib import languages, own_words
from forum.lib.phrases import N_
from forum.settings.declaring import Setting

GROUP = "wording"
ALL = tuple(
    Setting(f"{GROUP}.{language}", "phrases", "", N_("Custom words"),
            "Changed under Administration, Words.", longest=own_words.LONGEST)
    for language, _name in languages.ALL
)  # fmt: skip
