"""The OpenAPI document: drawn from what the routes declare and the shapes they name."""

import json
import re
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from forum.blueprints.api import shapes
from forum.blueprints.api.answering import VERSION
from forum.blueprints.api.frame import KEY, ROUTES, Route
from forum.lib import problems, scopes
from forum.queries.meta import absolute
from forum.structure import setting

_PART = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<told>[^)]*)\))?:)?(?P<name>\w+)>")
_LONG = re.compile(r"forum__[a-z_]*?([a-z]+)__([A-Z]\w*)")
_REF = "#/components/schemas/{model}"
ALWAYS = (400, 401, 403, 404, 429, 500, 503)
SAID = {
    304: "Nothing has changed since the ETag that was sent.",
    400: "The request cannot be read, or carries a token in its address.",
    401: "A token is missing, or it is not, or no longer, good.",
    403: "The account, or its token, may not do this.",
    404: "There is nothing here, for this account.",
    409: "Somebody else was faster.",
    410: "This was here once and has been removed.",
    412: "It was changed since the version in If-Match.",
    413: "Too much was sent.",
    415: "Something else than JSON was sent.",
    422: "Something is wrong with what was sent; `errors` says what, by field.",
    428: "If-Match is missing.",
    429: "Too many requests; Retry-After says when to come back.",
    500: "Something went wrong on our side.",
    503: "The forum is busy or being worked on.",
}


def openapi() -> dict[str, Any]:
    """The whole document."""
    names, schemas = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(address(route.rule), {})[route.method.lower()] = _operation(route, names)
    said = "; ".join(f"{name}: {about}" for name, about in scopes.ALL.items())
    token = {"type": "http", "scheme": "bearer", "description": said}
    return _short({
        "openapi": "3.1.0",
        "info": {"title": str(setting("brand.name")), "version": "1",
                 "description": "What programs can do here. See docs/api.md."},
        "servers": [{"url": absolute("/api/v1")}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"token": token}},
    })  # fmt: skip


def address(rule: str) -> str:
    """A rule as the document writes it: /threads/{thread_id}."""
    return _PART.sub(lambda part: f"{{{part['name']}}}", rule)


def _schemas() -> tuple[Any, dict[str, Any]]:
    """Where each shape is, and all of them."""
    models = [(route.body, "validation") for route in ROUTES if route.body]
    given = [(route.answer, "serialization") for route in ROUTES if route.answer]
    every = [*models, *given, (shapes.Problem, "serialization")]
    names, schemas = models_json_schema(every, ref_template=_REF)  # type: ignore[arg-type]
    found = schemas.get("$defs", {})
    for route in ROUTES:
        if route.has_version and route.body is not None:
            _leave_out_version(found[names[(route.body, "validation")]["$ref"].rpartition("/")[2]])
    return names, found


def _leave_out_version(schema: dict[str, Any]) -> None:
    """If-Match says it."""
    for name in VERSION:
        schema.get("properties", {}).pop(name, None)
    if "required" in schema:
        schema["required"] = [each for each in schema["required"] if each not in VERSION]


def _short(document: dict[str, Any]) -> dict[str, Any]:
    """Two shapes of one name are told apart by the noun each is about, not by where it is kept."""
    return cast("dict[str, Any]", json.loads(_LONG.sub(
        lambda found: f"{found[1].title()}{found[2]}", json.dumps(document)
    )))  # fmt: skip


def _operation(route: Route, names: Any) -> dict[str, Any]:
    answers = sorted(_answers(route, names).items())
    found: dict[str, Any] = {
        "operationId": route.name, "summary": route.about.split(". ")[0].rstrip("."),
        "description": route.about, "tags": [route.noun],
        "parameters": [*_parts(route.rule), *_query(route), *_headers(route)],
        "security": [{"token": []}] if route.scope else [{}, {"token": []}],
        "responses": {str(status): answer for status, answer in answers},
    }  # fmt: skip
    if route.scope:
        found["x-scope"] = route.scope
    if route.body is not None:
        kind = "multipart/form-data" if route.is_file else "application/json"
        shape = _file(route.body) if route.is_file else names[(route.body, "validation")]
        found["requestBody"] = {"required": route.is_file or _is_needed(route.body),
                                "content": {kind: {"schema": shape}}}  # fmt: skip
    return found


def _is_needed(body: type[BaseModel]) -> bool:
    return any(field.is_required() for field in body.model_fields.values())


def _file(body: type[BaseModel]) -> dict[str, Any]:
    properties = body.model_json_schema().get("properties", {})
    properties["file"] = {"type": "string", "format": "binary"}
    return {"type": "object", "required": ["file"], "properties": properties}


def _parts(rule: str) -> list[dict[str, Any]]:
    return [
        {"name": part["name"], "in": "path", "required": True, "schema": _schema(part)}
        for part in _PART.finditer(rule)
    ]


def _schema(part: re.Match[str]) -> dict[str, Any]:
    if part["kind"] == "int":
        return {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
    told = part["told"] or ""
    if part["kind"] == "any":
        return {"type": "string", "enum": [word.strip() for word in told.split(",")]}
    sizes = {name: int(n) for name, n in re.findall(r"(m(?:ax|in)length)=(\d+)", told)}
    return {"type": "string", "minLength": sizes.get("minlength", 1),
            "maxLength": sizes.get("maxlength", 200)}  # fmt: skip


def _query(route: Route) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    properties = route.query.model_json_schema().get("properties", {})
    return [
        {"name": name, "in": "query", "required": field.is_required(),
         "description": (route.query.__doc__ or "").strip(), "schema": properties[name]}
        for name, field in route.query.model_fields.items()
    ]  # fmt: skip


def _headers(route: Route) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if route.is_kept:
        found.append({
            "name": KEY, "in": "header", "schema": {"type": "string", "maxLength": 200},
            "description": "A word of your own: the same request again within a day gets the same"
                           " answer and does nothing.",
        })  # fmt: skip
    if route.has_version:
        found.append({
            "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"},
            "description": "The ETag of what you change.",
        })  # fmt: skip
    return found


def _wrong(route: Route) -> set[int]:
    """What else than what was asked for this may be answered with."""
    wrong = set(ALWAYS)
    if "<" in route.rule or route.query is not None:
        wrong |= {404, 410}
    if route.query is not None:
        wrong |= {422}
    if route.method != "GET":
        wrong |= {404, 409, 410, 413, 415, 422}
    return wrong | ({412, 428} if route.has_version else set())


def _answers(route: Route, names: Any) -> dict[int, dict[str, Any]]:
    problem = {problems.MIME: {"schema": {"$ref": _REF.format(model="Problem")}}}
    found: dict[int, dict[str, Any]] = {
        status: {"description": SAID[status], "content": problem} for status in _wrong(route)
    }
    good: dict[str, Any] = {"description": "Done."}
    if route.answer is not None:
        shape = names[(route.answer, "serialization")]
        good = {"description": "As asked.", "content": {"application/json": {"schema": shape}}}
    found[route.status] = good
    if route.method == "GET":
        found[304] = {"description": SAID[304]}
    return found
