"""Web processes and the worker under one parent, which ends them all when it ends.

The forum is loaded once, in the parent, and forked: a start costs one import, and the processes
share its memory. A child that dies is started again; children whose parent was killed end by
themselves, so that nothing keeps the port.
"""

import gc
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection, HTTPException
from multiprocessing import util
from multiprocessing.process import BaseProcess
from typing import Any, cast

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from forum import metrics
from forum.app import create_app
from forum.config import Config
from forum.extensions import db
from forum.jobs import search
from forum.jobs.worker import BACKUP, SEARCH, WEBHOOK, Worker
from forum.server import restoring
from forum.server.gate import Gate

HEADERS = 32 * 1024  # bytes of a request line and all headers
HEADER_SECONDS = 15  # to send them; also how long an idle connection is kept open
CONNECTIONS = 4096  # at once in one web process; an idle one costs some kB and no thread
GRACE = 10  # seconds for what is being done when the forum is told to end
LOOK = 0.5  # seconds between two looks whether the parent is still there
_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}  # SIGHUP: the terminal was closed

_loaded: Flask | None = None


def serve(settings: Config, app: Flask, with_worker: bool = True, ready: Any = None) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP. Ends with SystemExit(1) when it cannot go on.

    `app` is shared by all processes, so nothing in it may be connected to anything. `ready` is
    called, in a thread, once the first page would be answered.
    """
    # Where others work on the same database, only who runs them all can end them.
    can_restore = with_worker and not settings["FORUM_REDIS_URL"] and _method() == "fork"
    app.extensions["forum.can_restore"] = can_restore
    restoring.forget(settings.instance)
    _forked(app)
    metrics.of(app).forget_dead()
    server = make_server(settings)
    companion = Companion(settings) if with_worker else None
    told, stop = threading.Event(), cast(Callable[[], None], server.signal_handler_interrupt)

    def end_for_good() -> None:
        told.set()
        stop()

    @server.on_startup
    def begin() -> None:
        _obey(_SIGNALS, end_for_good)
        if can_restore:
            threading.Thread(
                target=restoring.watch,
                args=(settings.instance, stop),
                daemon=True,
                name="restoring",
            ).start()
        if companion:
            companion.start()
        if ready:
            threading.Thread(target=_announce, args=(settings, ready), daemon=True).start()

    @server.on_shutdown
    def end() -> None:
        if companion:
            companion.stop()

    try:
        server.serve(target_loader=partial(web, settings), wrap_loader=False)
    except SystemExit:
        if not server.interrupt_signal:  # else a child was only quicker to obey than its parent
            raise
    if can_restore and not told.is_set():
        restoring.carry_out(settings.instance, _SIGNALS)


def make_server(settings: Config) -> MPServer:
    """granian with our limits, not yet serving anything."""
    limit = _raise_file_limit()
    return MPServer(
        "forum",
        address=settings["FORUM_HOST"],
        port=settings["FORUM_PORT"],
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=HEADERS
        ),
        workers=settings["FORUM_WEB_PROCESSES"],
        blocking_threads=settings["FORUM_WEB_THREADS"],
        backpressure=min(CONNECTIONS, limit // 2),
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
    )


def web(settings: Config) -> Gate:
    """The application of one web process."""
    app = _in_child(settings)
    for name in [name for name in os.environ if name.startswith("HTTP_")]:
        del os.environ[name]  # granian hands the environment on, where it would pass for headers
    _obey({signal.SIGTERM}, _stop_granian)
    util.Finalize(None, app.extensions["forum.tallies"].stop, exitpriority=1)
    bodies = settings["FORUM_WEB_THREADS"] // 2
    return Gate(app.wsgi_app, app.config["MAX_CONTENT_LENGTH"], bodies)


def work(settings: Config, is_child: bool = False) -> None:
    """Be the worker until told to end; the job at hand is ended first.

    Beside a web server its parent tells it. What a terminal sends goes to both; only the parent
    listens, so that nothing ends before it should.
    """
    app = _in_child(settings) if is_child else create_app(settings)
    worker, others = Worker(app, lane=""), beside(app)

    def stop() -> None:
        for each in (worker, *others.values()):
            each.stop()

    _obey({signal.SIGTERM} if is_child else _SIGNALS, stop)
    threads = [threading.Thread(target=each.run, name=name) for name, each in others.items()]
    for thread in threads:
        thread.start()
    worker.run()
    for thread in threads:
        thread.join()


def beside(app: Flask) -> dict[str, Worker]:
    """Who works in the lanes beside the worker itself, by lane: a thread each."""
    return {
        SEARCH: Worker(app, every={}, lane=SEARCH, idle=search.Keeper()),
        BACKUP: Worker(app, every={}, lane=BACKUP),
        WEBHOOK: Worker(app, every={}, lane=WEBHOOK),
    }


class Companion:
    """The worker as a process beside the web processes, started again when it dies."""

    def __init__(self, settings: Config) -> None:
        self._settings = settings
        self._ending = threading.Event()
        self._process: BaseProcess | None = None

    def start(self) -> None:
        self._spawn()
        threading.Thread(target=self._watch, daemon=True, name="companion").start()

    def stop(self) -> None:
        self._ending.set()
        process = self._process
        if process is None:
            return
        process.terminate()
        process.join(GRACE)
        if process.is_alive():
            process.kill()
            process.join()

    def _spawn(self) -> None:
        self._process = multiprocessing.Process(
            target=work, args=(self._settings, True), name="forum-worker"
        )
        self._process.start()

    def _watch(self) -> None:
        while not self._ending.wait(LOOK):
            if self._process is not None and not self._process.is_alive():
                print("The worker ended unexpectedly; it is started again.", file=sys.stderr)
                self._ending.wait(1)
                if not self._ending.is_set():
                    self._spawn()


def _forked(app: Flask) -> None:
    """Make `app` ready to be shared by processes that are forked off."""
    global _loaded
    _loaded = app
    with app.app_context():
        db.engine.dispose()
    if multiprocessing.get_start_method(allow_none=True) is None:
        multiprocessing.set_start_method(_method())
    gc.collect()
    gc.freeze()


def _method() -> str:
    """Forking shares the memory of what is loaded; elsewhere than on Linux it is not safe."""
    return "fork" if sys.platform == "linux" else "spawn"


def _obey(signals: set[signal.Signals], stop: Any) -> None:
    """Call `stop` once, from a thread, when one of `signals` comes. All others are kept waiting.

    Signal handlers will not do: granian's take a lock that the main thread may hold, and stay in it
    for good when a second signal comes (Ctrl-C reaches parent and children, and the parent tells
    the children again). Whatever is started from here on has these signals blocked, too.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)

    def wait() -> None:
        signal.sigwait(signals)
        stop()

    threading.Thread(target=wait, daemon=True, name="obey").start()


def _stop_granian() -> None:
    """Do what granian's own handler would do, as soon as it is there."""
    while getattr(signal.getsignal(signal.SIGTERM), "__module__", "") != "granian._signals":
        time.sleep(0.01)
    handler: Any = signal.getsignal(signal.SIGTERM)
    handler(signal.SIGTERM, None)


def _in_child(settings: Config) -> Flask:
    threading.Thread(target=_follow, args=(os.getppid(),), daemon=True, name="follow").start()
    app = _loaded or create_app(settings)
    metrics.of(app).begin_anew()
    util.Finalize(None, metrics.of(app).write, exitpriority=1)
    return app


def _follow(parent: int) -> None:
    """End this process, in good order if it can, when its parent is gone."""
    while os.getppid() == parent:
        time.sleep(LOOK)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def _raise_file_limit() -> int:
    """Every connection is a file: ask for as many as we may have. Returns how many that is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    if 0 < soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return soft if soft > 0 else wanted


def _announce(settings: Config, ready: Any) -> None:
    host = settings["FORUM_HOST"]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    for _try in range(300):
        connection = HTTPConnection(host, settings["FORUM_PORT"], timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                ready()
                return
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.1)
