"""What a plugin may not do, looked at once it has been taken in.

It is Python in the same process: this is no wall against a hostile one, which could do anything the
server can. It tells whoever writes a plugin, and whoever installs one, what would not hold.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Flask

from forum import events
from forum.extensions import csrf
from forum.plugins.refusing import refuse
from forum.plugins.registry import Registry

# What a blueprint could put around every page of ours.
_AROUND = (
    "before_request_funcs", "after_request_funcs", "teardown_request_funcs",
    "template_context_processors", "url_value_preprocessors", "url_default_functions",
)  # fmt: skip


def register(app: Flask, registry: Registry) -> None:
    """Take the blueprints of the plugins in. Raises PluginError for what is not theirs to do."""
    ours = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    theirs: dict[str, Any] = registry.plugins
    for name in theirs:
        if _path(name) in ours:
            raise refuse(name, f"the address /{_path(name)} is one of the forum's own.")
    for blueprint in registry.blueprints:
        name = _whose(blueprint, theirs)
        with _nothing_else(app, name):
            app.register_blueprint(blueprint)
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith(f"{blueprint.name}."):
                _check_address(name, rule.rule)
                methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
                theirs[name].adds.setdefault("addresses", []).append(
                    f"{'/'.join(methods)} {rule.rule}"
                )


@contextmanager
def nothing_replaced(name: str) -> Iterator[None]:
    """While a plugin is set up: the events are those they were."""
    before = {key: id(one) for key, one in vars(events).items() if isinstance(one, events.Event)}
    yield
    for key, was in before.items():
        if id(getattr(events, key, None)) != was:
            raise refuse(name, f"it replaces the event {key}.")


@contextmanager
def _nothing_else(app: Flask, name: str) -> Iterator[None]:
    """A blueprint brings pages of its own and changes nothing around those of others."""
    before = _state(app)
    yield
    after = _state(app)
    for what, was in before.items():
        if was != after[what]:
            raise refuse(name, f"its blueprint changes {what} of the whole forum.")


def _state(app: Flask) -> dict[str, Any]:
    env = app.jinja_env
    # By value, as a hook may be taken away or put before another.
    return {
        **{what: list(getattr(app, what).get(None, ())) for what in _AROUND},
        "error_handlers": {
            code: dict(handlers) for code, handlers in app.error_handler_spec.get(None, {}).items()
        },
        "the words of templates": (dict(env.globals), dict(env.filters), dict(env.tests)),
        "the protection against forged requests": (
            set(csrf._exempt_views), set(csrf._exempt_blueprints),
        ),
    }  # fmt: skip


def check_forged(registry: Registry) -> None:
    """No view of a plugin is exempt from the token that forms carry."""
    for view in csrf._exempt_views:
        package = view.partition(".")[0]
        for name, plugin in registry.plugins.items():
            if plugin.package == package and package != "forum":
                raise refuse(name, f"{view} wants to be asked without the token of a form.")
    for blueprint in registry.blueprints:
        if blueprint.name in csrf._exempt_blueprints:
            raise refuse(blueprint.name, "it wants to be asked without the token of a form.")


def _check_address(name: str, rule: str) -> None:
    own = _path(name)
    if not (rule + "/").startswith((f"/{own}/", f"/admin/{own}/")):
        raise refuse(name, f"its address {rule} is not below /{own} or /admin/{own}.")


def _path(name: str) -> str:
    return name.replace("_", "-")


def _whose(blueprint: Blueprint, theirs: dict[str, Any]) -> str:
    """The longest name that it begins with: "serials_admin" may be of "serials"."""
    names = [n for n in theirs if blueprint.name == n or blueprint.name.startswith(f"{n}_")]
    return max(names, key=len)
