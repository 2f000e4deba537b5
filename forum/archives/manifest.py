"""The first page of an archive: what is in it, how much, and how that can be checked."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT_VERSION = 1
MANIFEST = "manifest.json"
MEDIA = "media.jsonl"
ADDRESSES = "addresses.jsonl"
SECRET_KEY = "secret_key"  # noqa: S105 - the name of a member
_CLOSED = ConfigDict(extra="forbid", strict=True)


class Lines(BaseModel):
    """A file of JSON, one row a line."""

    model_config = _CLOSED

    file: str = Field(max_length=100)
    rows: int = Field(ge=0)
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    next_id: int | None = Field(default=None, ge=1)  # the number that the next row would get


class Manifest(BaseModel):
    model_config = _CLOSED

    format: Literal["forum-archive"] = "forum-archive"
    format_version: Literal[1] = 1
    made_at: str = Field(max_length=40)
    program: str = Field(max_length=40)
    schema_revision: str = Field(pattern="^[0-9a-z_]{1,32}$")
    database: str = Field(max_length=40)
    name: str = Field(max_length=4000)
    base_url: str = Field(max_length=4000)
    with_secrets: bool
    configuration: dict[str, Any]
    tables: dict[str, Lines]
    plugins: dict[str, str] = {}  # whose tables are among them, each with its own revision
    left_out: dict[str, str]
    hidden: dict[str, list[str]]
    media: Lines
    addresses: Lines


class Medium(BaseModel):
    """A line of media.jsonl. One that was erased while the archive was made is only named."""

    model_config = _CLOSED

    key: str = Field(max_length=200)
    type: str = Field(max_length=100)
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$|^$")
    is_missing: bool = False
