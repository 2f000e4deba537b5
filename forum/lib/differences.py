"""What two configurations differ by, in lines that a person reads."""

from collections.abc import Iterator, Mapping
from typing import Any

SHOWN = 60  # characters of a value
# What becomes of what a section does not name.
_GONE = {"watched_words": "is watched no longer", "letters": "as the forum says it again"}
State = Mapping[str, Any]


def between(now: State, wanted: State, keys: Mapping[str, tuple[str, ...]]) -> list[str]:
    """A line for each difference; `keys` are the names by which the parts of a section are known.
    A section that `wanted` does not have is not looked at."""
    found: list[str] = []
    for section, after in wanted.items():
        before = now[section]
        if isinstance(after, Mapping):
            found += _values(section, before, after)
        else:
            found += _parts(section, before, after, keys[section])
    return found


def _values(section: str, before: State, after: State) -> Iterator[str]:
    for name in sorted({*before, *after}):
        if name not in after:
            yield f"~ {section} {name}: {_short(before[name])} -> the default"
        elif name not in before:
            yield f"~ {section} {name}: the default -> {_short(after[name])}"
        elif before[name] != after[name]:
            yield f"~ {section} {name}: {_pair(before[name], after[name])}"


def _parts(
    section: str, before: list[State], after: list[State], key: tuple[str, ...]
) -> Iterator[str]:
    there = {_named(one, key): one for one in before}
    coming = {_named(one, key): one for one in after}
    for name, one in coming.items():
        called = f"{section} {_called(name)}"
        if name not in there:
            yield f"+ {called}"
            continue
        for value in {**there[name], **one}:
            old, new = there[name].get(value), one.get(value)
            if old != new:
                yield f"~ {called}: {value}: {_pair(old, new)}"
    for name in there:
        if name not in coming:
            yield f"- {section} {_called(name)}: {_GONE.get(section, 'not in the file, stays')}"
    if [name for name in there if name in coming] != [name for name in coming if name in there]:
        yield f"~ {section}: another order"


def _named(one: State, key: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(one[name] for name in key)


def _called(name: tuple[Any, ...]) -> str:
    return " ".join(str(part) for part in name if not isinstance(part, bool))


def _pair(old: Any, new: Any) -> str:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return ", ".join(
            f"{name} {_short(old.get(name))} -> {_short(new.get(name))}"
            for name in sorted({*old, *new}) if old.get(name) != new.get(name)
        )  # fmt: skip
    if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > SHOWN:
        return f"another text, {len(old)} -> {len(new)} characters"
    return f"{_short(old)} -> {_short(new)}"


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        value = " ".join(map(str, value))
    said = str(value).lower() if isinstance(value, bool) else repr(value)
    return said if len(said) <= SHOWN else f"{said[: SHOWN - 1]}…"
