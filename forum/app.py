"""Puts the forum together. The only module that knows all the others."""

from collections.abc import Iterable
from importlib.metadata import entry_points
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from forum import (
    bodies,
    config,
    database,
    keeping,
    links,
    memory,
    plugins,
    security,
    structure,
    subscribers,
    tallies,
    templating,
    theming,
    versions,
    web,
)
from forum.blueprints import ALL
from forum.extensions import babel, csrf, db, limiter, migrate


def create_app(
    settings: config.Config | None = None,
    extra: dict[str, Any] | None = None,
    with_plugins: Iterable[Any] | None = None,
) -> Flask:
    """The whole forum, ready to serve. Does no I/O.

    `settings` is what the operator decided (default: environment and defaults); `extra` goes into
    Flask's own configuration; `with_plugins` are modules to use instead of the installed ones.
    """
    settings = settings or config.read()
    app = Flask("forum", static_folder=None)
    app.jinja_environment = templating.Environment  # type: ignore[assignment]
    app.request_class = bodies.LimitedRequest
    app.config.from_mapping(settings.for_flask())
    app.config.update(extra or {})
    app.url_map.converters["int"] = web.Number
    _extensions(app, settings)
    registry = app.extensions["forum"] = plugins.Registry()
    for plugin in _installed() if with_plugins is None else with_plugins:
        plugin.setup(registry)
    subscribers.connect(app)
    for happening, listener in registry.listeners:
        happening.listen(app, listener)
    for blueprint in [*ALL, *registry.blueprints]:
        app.register_blueprint(blueprint)
    theming.init_app(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(
        links=links,
        outlet=registry.render_outlet,
        setting=structure.setting,
        csrf_field=web.csrf_field,
        brand=web.BRAND,
        source_url=settings["FORUM_SOURCE_URL"],
    )
    web.init_app(app)
    app.session_interface = web.Sessions()
    if settings.trusted_hosts:
        app.wsgi_app = web.with_loopback_named(app.wsgi_app)  # type: ignore[method-assign]
    if settings["FORUM_PROXIES"]:
        n = settings["FORUM_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n)  # type: ignore[method-assign]
    return app


def _extensions(app: Flask, settings: config.Config) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(config.MIGRATIONS), render_as_batch=True)
    babel.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    app.extensions["forum.versions"] = (
        versions.RedisVersions(settings["FORUM_REDIS_URL"])
        if settings["FORUM_REDIS_URL"]
        else versions.MappedVersions(settings.instance / "versions")
    )
    security.init_app(app, web.load_viewer, web.guest)
    structure.init_app(app)
    keeping.init_app(app)
    memory.init_app(app)
    tallies.init_app(app)
    with app.app_context():
        database.prepare(db.engine)


def _installed() -> Iterable[Any]:
    return [found.load() for found in entry_points(group="forum.plugins")]
