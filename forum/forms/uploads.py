"""A file that was sent, with what it is for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from forum.policies.uploads import PURPOSES

_MOST_PIXELS = 20_000  # of a side: more than any picture has that is let in


@dataclass(frozen=True, slots=True)
class UploadForm:
    """`crop` is left, top and side in pixels of the picture; only pictures of members have one."""

    name: str = ""
    data: bytes = b""
    purpose: str = "post"
    crop: tuple[int, int, int] | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, values: Mapping[str, str], files: Mapping[str, FileStorage]) -> Self:
        """From a form's fields and files. What is wrong is in `errors`, by field."""
        purpose, file = values.get("purpose") or "post", files.get("file")
        if purpose not in PURPOSES:
            return cls(errors={"purpose": _("This is not a purpose a file can have.")})
        if file is None or not file.filename:
            return cls(purpose=purpose, errors={"file": _("Choose a file first.")})
        return cls(file.filename, file.read(), purpose, _crop(values))

    def __bool__(self) -> bool:
        return not self.errors


def _crop(values: Mapping[str, str]) -> tuple[int, int, int] | None:
    """The wanted square, or None when it is not said or not in numbers."""
    try:
        left, top, side = (int(values.get(f"crop_{name}", "")) for name in ("left", "top", "side"))
    except ValueError:
        return None
    return (
        (left, top, side)
        if 0 < side <= _MOST_PIXELS and max(left, top) <= _MOST_PIXELS and min(left, top) >= 0
        else None
    )
