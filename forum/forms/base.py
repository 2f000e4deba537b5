"""What a request must look like: pydantic models, read from an HTML form and from JSON alike.

A form knows shapes and limits, not rules about people. `read` gives the values as they were typed,
so that nothing is lost when they are wrong, and what is wrong with them by field.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar

from flask_babel import gettext as _
from flask_babel import ngettext
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from werkzeug.datastructures import MultiDict

from forum.lib.markdown import plain

MOST_SHOWN = 600_000  # characters of a wrong value that are shown again; no request carries more


class Form(BaseModel):
    """The declared fields are the only ones: any other that a request carries is left unread."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


F = TypeVar("F", bound=Form)


class Typed(Generic[F]):
    """What was typed. True when nothing is wrong with it; then `data` is the form itself."""

    def __init__(self, data: F | None, values: dict[str, Any], errors: dict[str, str]) -> None:
        self._data = data
        self.values = values
        self.errors = errors

    def __bool__(self) -> bool:
        return not self.errors

    def __getitem__(self, name: str) -> str:
        """As typed, for the field to show again; "" when there was nothing."""
        value = self.values.get(name, "")
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    @property
    def data(self) -> F:
        if self._data is None:
            raise ValueError("there is no form: look whether anything is wrong first")
        return self._data


def blank(**values: Any) -> Typed[Form]:
    """What a form shows before anything was typed."""
    return Typed(None, values, {})


def read(form: type[F], source: Mapping[str, Any]) -> Typed[F]:
    """`source` as a `form`: a request's form or its JSON object."""
    values, twice = _once(form, source)
    try:
        data = form.model_validate(values)
    except ValidationError as error:
        wrong = {str(e["loc"][0]): _sentence(e) for e in reversed(error.errors())}
        return Typed(None, _shown(values), wrong | twice)
    return Typed(None if twice else data, _shown(values), twice)


def _once(form: type[Form], source: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """One value for each declared field. A field that comes twice is a mistake, not a choice."""
    names = form.model_fields.keys() & source.keys()
    twice: dict[str, str] = {}
    if not isinstance(source, MultiDict):
        return {name: source[name] for name in names}, twice
    values: dict[str, Any] = {}
    for name in names:
        given = source.getlist(name)
        values[name] = given[0]
        if len(given) > 1:
            twice[name] = _("This was sent twice. Please send it once.")
    return values, twice


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """What may be put into a page again: texts and numbers, of a bearable length."""
    return {
        name: plain.readable(str(value))[:MOST_SHOWN]
        for name, value in values.items()
        if isinstance(value, str | int) and not isinstance(value, bool)
    } | {
        name: [plain.readable(one)[:200] for one in value[:50] if isinstance(one, str)]
        for name, value in values.items()
        if isinstance(value, list)
    }


def _sentence(error: ErrorDetails) -> str:
    kind, sentence = error["type"], _("This does not belong here.")
    if kind in {"missing", "empty"}:
        sentence = _("Please fill this in.")
    elif kind == "long":
        sentence = ngettext(
            "This may have at most %(num)d character.", "This may have at most %(num)d characters.",
            error["ctx"]["most"],
        )  # fmt: skip
    elif kind == "many":
        sentence = ngettext("At most %(num)d.", "At most %(num)d.", error["ctx"]["most"])
    return str(sentence)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("shape", "not a text")
    return plain.readable(value)


class _Longest(AfterValidator):
    """A check that the document of the API can tell of."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {**handler(core), "maxLength": getattr(self.func, "most", 0)}


def longest(characters: int) -> AfterValidator:
    """Of a text; every field that is one says how long it may be."""

    def check(value: str) -> str:
        if len(value) > characters:
            raise PydanticCustomError("long", "too long", {"most": characters})
        return value

    check.most = characters  # type: ignore[attr-defined]
    return _Longest(check)


def _filled(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("empty", "nothing there")
    return value


def _whole(value: Any) -> int:
    """1, "1" and " 1 ", at most what a column holds. Not true, not 1.0, not "1e3"."""
    if isinstance(value, str) and len(value.strip()) <= 10 and value.strip().isascii():
        value = int(value) if value.strip().isdigit() else None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise PydanticCustomError("shape", "not a number")
    return value


def _yes(value: Any) -> bool:
    if value in (True, "1", "true", "on", "yes"):
        return True
    if value in (False, "0", "false", "off", "no", "", None):
        return False
    raise PydanticCustomError("shape", "neither yes nor no")


def _whole_or_nothing(value: Any) -> int | None:
    return None if value in ("", None) else _whole(value)


# What fields are made of: Annotated[str, TEXT, longest(80)].
TEXT = BeforeValidator(_text)  # without the characters that nobody can see
ON_ONE_LINE = AfterValidator(plain.fold)
FILLED = AfterValidator(_filled)
Whole = Annotated[
    int, BeforeValidator(_whole),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 2**31 - 1}),
]  # fmt: skip
WholeOrNothing = Annotated[int | None, BeforeValidator(_whole_or_nothing)]
Yes = Annotated[bool, BeforeValidator(_yes)]
