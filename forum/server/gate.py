"""What a request must look like before the forum sees it, whatever server or proxy it came through.

Measured with granian 2.8: a body that breaks off arrives as a shorter or empty one without an
error; a chunked body with broken framing likewise; two Host headers arrive joined by a comma; a
client that sends its body slowly, or reads a streamed answer slowly, keeps a thread busy as long
as it likes. So bodies are read here, whole, before the forum begins its transaction (on SQLite that
would hold the one write lock while the network dawdles), and answers are handed over in one piece.
"""

import io
import re
import tempfile
import threading
from collections.abc import Callable, Iterable
from typing import IO, Any

from forum.lib import problems

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

IN_MEMORY = 256 * 1024  # bytes of a body; more goes to a temporary file
PIECE = 64 * 1024
JOINED = 1024 * 1024  # bytes of an answer; what is larger is a file and is streamed
PATIENCE = 0.5  # seconds a request waits to be allowed to send its body
_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_REASONS = {
    400: "Bad Request",
    411: "Length Required",
    413: "Content Too Large",
    503: "Service Unavailable",
}


class Gate:
    """A WSGI application in front of another.

    `largest` is the largest body in bytes; `bodies` is how many may be on their way at once, which
    must be fewer than there are threads: the others go on serving pages whatever senders do.
    """

    def __init__(self, app: Application, largest: int, bodies: int) -> None:
        self._app = app
        self._largest = largest
        self._bodies = threading.BoundedSemaphore(max(1, bodies))

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        refused = self._refuses(environ)
        if refused:
            return _refuse(environ, start_response, *refused)
        return _joined(self._app, environ, start_response)

    def _refuses(self, environ: Environ) -> tuple[int, str] | None:
        host = environ.get("HTTP_HOST", "")
        if not _HOST.fullmatch(host) and (host or environ["SERVER_PROTOCOL"] != "HTTP/1.0"):
            return 400, "The request does not name one host."
        if "HTTP_TRANSFER_ENCODING" in environ:
            return 411, "Send the length of the body."
        declared = environ.get("CONTENT_LENGTH") or "0"
        if declared == "0":
            return None
        if not declared.isascii() or not declared.isdecimal():
            return 400, "The length of the body is not a number."
        if len(declared) > 18 or int(declared) > self._largest:
            return 413, f"At most {self._largest // (1024 * 1024)} MB can be sent at once."
        return self._receive(environ, int(declared))

    def _receive(self, environ: Environ, length: int) -> tuple[int, str] | None:
        if not self._bodies.acquire(timeout=PATIENCE):
            return 503, "The forum is busy. Please try again in a moment."
        try:
            body = _read(environ["wsgi.input"], length)
        finally:
            self._bodies.release()
        if body is None:
            return 400, "The body broke off."
        environ["wsgi.input"] = body
        return None


def _read(source: Any, length: int) -> IO[bytes] | None:
    """Exactly `length` bytes of `source`, ready to be read; None when it ends before."""
    body: IO[bytes] = (
        io.BytesIO() if length <= IN_MEMORY else tempfile.TemporaryFile()  # noqa: SIM115
    )
    left = length
    while left:
        piece = source.read(min(left, PIECE))
        if not piece:
            body.close()
            return None
        body.write(piece)
        left -= len(piece)
    body.seek(0)
    return body


def _joined(
    app: Application, environ: Environ, start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """The answer of `app`, in one piece unless it is large or of unknown length."""
    length = -1

    def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        nonlocal length
        for name, value in headers:
            if name == "Content-Length":
                length = int(value)
        return start_response(status, headers, *rest)

    answer = app(environ, started)
    if isinstance(answer, list) or not 0 <= length <= JOINED:
        return answer
    try:
        return [b"".join(answer)]
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()


def _refuse(
    environ: Environ, start_response: Callable[..., Any], status: int, sentence: str
) -> Iterable[bytes]:
    body, kind = f"{sentence}\n".encode(), "text/plain; charset=utf-8"
    if environ.get("PATH_INFO", "").startswith("/api/"):
        body, kind = problems.described(status, sentence).encode(), problems.MIME
    start_response(
        f"{status} {_REASONS[status]}",
        [
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
            *([("Retry-After", "2")] if status == 503 else []),
        ],
    )
    return [body]
