"""What comes in on the page of looks: settings, as on their pages, and files for some."""

from typing import Any

from forum.forms.uploads import UploadForm
from forum.settings.looks import FILES

WAYS = ("draft", "preview", "publish")


def sent_files(files: Any) -> dict[str, UploadForm]:
    """The pictures and the font that were chosen, by the setting they are for."""
    chosen = [name for name in FILES if files.get(f"file.{name}")]
    return {
        name: UploadForm.read(
            {"purpose": "font" if name == "looks.font_file" else "post"},
            {"file": files[f"file.{name}"]},
        )
        for name in chosen
    }


def way(text: Any) -> str:
    """What is to happen with what was sent."""
    return text if text in WAYS else "draft"
