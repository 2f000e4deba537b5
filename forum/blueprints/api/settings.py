"""What admins decide: settings with their history, jobs, plugins, what members are asked."""

from typing import Any

from forum.blueprints.api import shapes_of_arranging as shapes
from forum.blueprints.api.answering import expected_version, say_version
from forum.blueprints.api.frame import Invalid, route
from forum.forms import settings as forms
from forum.forms.api import ChangedSettings, HistoryQuery, OwnWords, SettingsQuery
from forum.forms.base import Form
from forum.forms.jobs import JobForm
from forum.forms.people import FieldForm
from forum.forms.search import NoteForm, SynonymForm
from forum.lib.verdict import require
from forum.policies import profile_fields as field_policy
from forum.policies import searching as search_policy
from forum.policies import structure as policy
from forum.queries import jobs as job_queries
from forum.queries import mail_log as mail_queries
from forum.queries import plugins as plugin_queries
from forum.queries import profile_fields as field_queries
from forum.queries import settings as queries
from forum.queries import synonyms as synonym_queries
from forum.services import (
    jobs,
    mail_log,
    own_words,
    plugins,
    profile_fields,
    settings,
    stored,
    synonyms,
)
from forum.settings import BY_NAME
from forum.web import viewer


@route("GET", "/settings", answer=shapes.Settings, scope="arrange", query=SettingsQuery)
def list_settings(asked: SettingsQuery) -> Any:
    """Every setting as it is, secrets without their value, and what some do together that one may
    not expect. The ETag begins with the version that changing asks for."""
    parts = queries.overview(viewer(), asked.q, asked.changed)
    say_version(queries.newest(viewer()))
    items = [_shown(part, line) for part in parts for _heading, lines in part.groups
             for line in lines]  # fmt: skip
    return {"items": items, "warnings": queries.warnings(viewer())}


def _shown(part: queries.Part, line: queries.Line) -> dict[str, Any]:
    one, is_secret = line.setting, line.setting.kind == "secret"
    return {
        "name": one.name, "section": part.key, "label": line.label, "help": line.help,
        "kind": one.kind if isinstance(one.kind, str) else one.kind.__name__,
        "value": None if is_secret else line.value, "shown": line.shown, "usual": line.usual,
        "choices": [value for value, _label in line.choices], "is_changed": line.is_changed,
    }  # fmt: skip


@route("PATCH", "/settings", answer=shapes.Names, scope="arrange", body=ChangedSettings,
       has_version=True)  # fmt: skip
def change_settings(sent: ChangedSettings) -> Any:
    """Give settings other values, all or none. The answer names those that changed. If-Match is the
    ETag of the list: what others changed since is not overwritten."""
    require(policy.can_shape(viewer()))
    unknown = {name: "" for name in sent.values if name not in BY_NAME}
    found = settings.read(viewer(), {**forms.typed(sent.values, BY_NAME), **unknown})
    if found.errors:
        raise Invalid(found.errors)
    return {"items": settings.apply(viewer(), found.values, expected_version())}


@route("DELETE", "/settings/<string(maxlength=100):setting_name>", scope="arrange")
def reset_setting(setting_name: str) -> None:
    """Give a setting its default again."""
    settings.reset(viewer(), setting_name)


@route("GET", "/settings/history", answer=shapes.Changes, scope="arrange", query=HistoryQuery)
def list_setting_changes(asked: HistoryQuery) -> Any:
    """Who changed what and when, the newest first; `name` of one setting alone."""
    lines, before = queries.history(viewer(), asked.name, forms.whole(asked.after))
    return {"items": lines, "next": str(before) if before else None}


@route("POST", "/settings/history/<int:change_id>/undo", scope="arrange", body=Form)
def undo_setting_change(change_id: int, sent: Form) -> None:
    """Take one change back."""
    settings.undo(viewer(), [queries.change(viewer(), change_id)])


@route("GET", "/jobs", answer=shapes.Jobs, scope="arrange")
def list_jobs() -> Any:
    """Jobs that failed, how many wait, run and failed, and since when the oldest is due."""
    require(policy.can_shape(viewer()))
    waiting, running, failed = job_queries.counts(viewer())
    return {"items": job_queries.failed(viewer()), "waiting": waiting, "running": running,
            "failed": failed, "oldest_due": job_queries.oldest_due(viewer())}  # fmt: skip


@route("POST", "/jobs", answer=shapes.Count, scope="arrange", body=JobForm)
def act_on_jobs(sent: JobForm) -> Any:
    """Run what failed once more, all of them or one, or give one up."""
    require(policy.can_shape(viewer()))
    ids = [sent.job] if sent.job else None
    if sent.what == "retry":
        return {"count": jobs.retry(viewer(), ids)}
    return {"count": jobs.discard(viewer(), ids or [])}


@route("GET", "/plugins", answer=shapes.Plugins, scope="arrange")
def list_plugins() -> Any:
    """What is installed, why it is not used if it is not, and how often what of it failed."""
    rows = plugin_queries.every(viewer())
    return {"items": [{"name": one.about.name, "version": one.about.version,
                       "summary": one.about.summary, "why_not": str(one.why_not),
                       "failures": one.failures} for one in rows]}  # fmt: skip


@route("POST", "/plugins/<string(maxlength=32):name>/forget", scope="arrange", body=Form)
def forget_failures(name: str, sent: Form) -> None:
    """Somebody has looked: count what fails in a plugin anew."""
    plugins.forget(viewer(), name)


@route("PUT", "/wording", scope="arrange", body=OwnWords)
def say_otherwise(sent: OwnWords) -> None:
    """From now on `said` stands for the English `text` in a language; several where something is
    counted, as many as the language has forms; none: as the catalogue says it."""
    if sent.said:
        own_words.say(viewer(), sent.language, sent.text, sent.said, sent.context)
    else:
        own_words.take_back(viewer(), sent.language, sent.text, sent.context)


@route("POST", "/stored-files/clear", answer=shapes.Count, scope="arrange", body=Form)
def clear_stored_files(sent: Form) -> Any:
    """Look once more at stored files that belong to nothing, and delete them then: how many."""
    return {"count": stored.clear(viewer())}


@route("POST", "/mail-log/<int:letter_id>/again", scope="arrange", body=Form)
def send_letter_again(letter_id: int, sent: Form) -> None:
    """Send a letter of the log once more."""
    mail_log.again(viewer(), mail_queries.get(viewer(), letter_id))


@route("GET", "/profile-fields", answer=shapes.Fields, scope="read")
def list_profile_fields() -> Any:
    """What members are asked about themselves; `key` is what `fields` of PATCH /me takes."""
    return {"items": field_queries.asked(viewer())}


@route("POST", "/profile-fields", answer=shapes.Id, status=201, scope="arrange", body=FieldForm)
def add_profile_field(sent: FieldForm) -> Any:
    """Ask members about something more."""
    require(field_policy.can_define(viewer()))
    return profile_fields.add(viewer(), sent.kind, **sent.described())


@route("PUT", "/profile-fields/<int:field_id>", scope="arrange", body=FieldForm)
def change_profile_field(field_id: int, sent: FieldForm) -> None:
    """Ask otherwise. What was answered stays."""
    field = field_queries.get(viewer(), field_id)
    profile_fields.change(viewer(), field, **sent.described())


@route("POST", "/profile-fields/<int:field_id>/<any(up, down):way>", scope="arrange", body=Form)
def move_profile_field(field_id: int, way: str, sent: Form) -> None:
    """Ask earlier or later."""
    profile_fields.move(viewer(), field_queries.get(viewer(), field_id), -1 if way == "up" else 1)


@route("DELETE", "/profile-fields/<int:field_id>", scope="arrange")
def remove_profile_field(field_id: int) -> None:
    """Ask no longer. What was answered is deleted."""
    profile_fields.remove(viewer(), field_queries.get(viewer(), field_id))


@route("GET", "/synonyms", answer=shapes.Synonyms, scope="arrange")
def list_synonyms() -> Any:
    """Words that mean the same to the search."""
    return {"items": synonym_queries.every(viewer())}


@route("POST", "/synonyms", answer=shapes.Id, status=201, scope="arrange", body=SynonymForm)
def add_synonym(sent: SynonymForm) -> Any:
    """These words mean the same from now on; commas stand between them."""
    require(search_policy.can_tend(viewer()))
    return synonyms.add(viewer(), sent.words)


@route("DELETE", "/synonyms/<int:synonym_id>", scope="arrange")
def remove_synonym(synonym_id: int) -> None:
    """They do not any more."""
    synonyms.remove(viewer(), synonym_queries.get(viewer(), synonym_id))


@route("POST", "/search-notes", scope="arrange", body=NoteForm)
def note_search_term(sent: NoteForm) -> None:
    """A term that people search for is dealt with: why, in a few words or none."""
    require(search_policy.can_tend(viewer()))
    synonyms.note(viewer(), sent.term, sent.note)
