"""Puts the forum together. The only module that knows all the others."""

from collections.abc import Iterable
from typing import Any

from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from forum import (
    bodies,
    config,
    database,
    keeping,
    links,
    memory,
    metrics,
    modes,
    observing,
    plugins,
    security,
    structure,
    subscribers,
    tallies,
    templating,
    theming,
    versions,
    web,
    wording,
)
from forum.blueprints import ALL, brand, languages
from forum.extensions import babel, csrf, db, limiter, migrate
from forum.jobs import HANDLERS
from forum.lib import networks
from forum.plugins import boundaries, loading
from forum.plugins.registry import outlet
from forum.security import identities
from forum.services import chaining
from forum.settings import ALL as SETTINGS


def create_app(
    settings: config.Config | None = None,
    extra: dict[str, Any] | None = None,
    with_plugins: Iterable[Any] | None = None,
) -> observing.Forum:
    """The whole forum, ready to serve. Does no I/O.

    `settings` is what the operator decided (default: environment and defaults); `extra` goes into
    Flask's own configuration; `with_plugins` are modules to use instead of the installed ones.
    """
    settings = settings or config.read()
    app = observing.Forum("forum", static_folder=None)
    app.jinja_environment = templating.Environment  # type: ignore[assignment]
    app.request_class = bodies.LimitedRequest
    app.config.from_mapping(settings.for_flask())
    app.config.update(extra or {})
    app.url_map.converters["int"] = bodies.Number
    registry = app.extensions["forum"] = _with_plugins(settings, with_plugins)
    _extensions(app, settings)
    identities.init_app(app, settings, registry.sign_in_providers)
    subscribers.connect(app)
    for happening, listener in registry.listeners:
        happening.listen(app, listener)
    for blueprint in ALL:
        app.register_blueprint(blueprint)
    theming.init_app(app, brand.theme)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(
        links=links,
        outlet=outlet,
        setting=structure.setting,
        csrf_field=web.csrf_field,
        brand=brand.BRAND,
        look=brand.look,
        previewing=brand.previewing,
        source_url=settings["FORUM_SOURCE_URL"],
        is_safe_mode=settings["FORUM_SAFE_MODE"],
    )
    boundaries.register(app, registry)
    boundaries.check_forged(registry)
    web.init_app(app)
    modes.init_app(app)
    app.session_interface = web.Sessions()
    if settings.trusted_hosts:
        app.wsgi_app = networks.with_loopback_named(app.wsgi_app)  # type: ignore[method-assign]
    if settings["FORUM_PROXIES"]:
        n = settings["FORUM_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n)  # type: ignore[method-assign]
    observing.init_app(app)
    return app


def _extensions(app: observing.Forum, settings: config.Config) -> None:
    db.init_app(app)
    metrics.init_app(app, settings.instance / "metrics")
    migrate.init_app(app, db, directory=str(config.MIGRATIONS), render_as_batch=True)
    babel.init_app(
        app, locale_selector=languages.of_request, timezone_selector=languages.zone_of_request
    )
    wording.init_app(app)
    # Ours last: where both know a sentence, the last one counts.
    catalogues = app.extensions["babel"].translation_directories
    catalogues[:0] = [str(folder) for folder in app.extensions["forum"].translations]
    csrf.init_app(app)
    limiter.init_app(app)
    app.extensions["forum.versions"] = (
        versions.RedisVersions(settings["FORUM_REDIS_URL"])
        if settings["FORUM_REDIS_URL"]
        else versions.MappedVersions(settings.instance / "versions")
    )
    security.init_app(app, web.load_viewer, web.guest)
    structure.init_app(app)
    chaining.init_app(app)
    keeping.init_app(app)
    memory.init_app(app)
    tallies.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
        observing.watch(app, db.engine)


def _with_plugins(settings: config.Config, given: Iterable[Any] | None) -> plugins.Registry:
    """What the installed plugins add, or the modules that were given instead of them."""
    registry, taken = plugins.Registry(), _taken()
    used = plugins.installed(settings) if given is None else map(_given, given)
    for about, module in used:
        with boundaries.nothing_replaced(about.name):
            loading.set_up(registry, about, module, taken)
    return registry


def _given(module: Any) -> tuple[plugins.About, Any]:
    """A module in place of an installed package: called "releases", or "forum_releases"."""
    name = getattr(module, "NAME", module.__name__.removeprefix("forum_"))
    return plugins.About(name), module


def _taken() -> frozenset[str]:
    """Names of ours that no plugin can have: it would share addresses, settings, jobs with us."""
    return frozenset({
        *(one.name for one in ALL), *(one.group for one in SETTINGS),
        *(name.partition(".")[0] for name in HANDLERS),
        *(folder.name for folder in (config.MIGRATIONS.parent / "forum" / "templates").iterdir()),
        *(folder.name for folder in theming.STATIC.iterdir()),
    })  # fmt: skip
