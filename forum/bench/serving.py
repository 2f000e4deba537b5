"""The servers that are measured: the forum as it is, without kept pages, and a bare Flask view.

Started as `python -m forum.bench.serving KIND FOLDER`, configured by FORUM_… variables.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from flask import Flask, Response

from forum import config, keeping
from forum.app import create_app
from forum.server import processes


def bare(folder: Path) -> Flask:
    """A view and nothing else: the bytes of each file of `folder` under its name."""
    app = Flask("bare", static_folder=None)
    pages = {file.stem: file.read_bytes() for file in folder.glob("*.page")}

    @app.get("/<name>")
    def page(name: str) -> Response:
        return Response(pages[name], mimetype="text/html")

    @app.get("/healthz")
    def health() -> str:
        return "ok"

    return app


def bare_application(folder: Path) -> Any:
    return bare(folder).wsgi_app


def serve(kind: str, folder: Path) -> None:
    """Be one of the servers until told to end: "kept", "made" (anew each time) or "bare"."""
    settings = config.read()
    if kind == "bare":
        server = processes.make_server(settings)
        server.serve(target_loader=partial(bare_application, folder), wrap_loader=False)
        return
    if kind == "made":
        keeping.offer = lambda *_, **__: None
    processes.serve(settings, create_app(settings), with_worker=False)


@contextmanager
def started(kind: str, port: int, variables: dict[str, str], folder: Path) -> Iterator[None]:
    """One of the servers as a process of its own, ready to answer."""
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "forum.bench.serving", kind, str(folder)],
        env={**os.environ, **variables, "FORUM_PORT": str(port)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(port, process)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _try in range(600):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
        if process.poll() is not None:
            break
    raise RuntimeError("a server to be measured did not start")


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]))
