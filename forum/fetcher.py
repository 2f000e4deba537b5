"""The one way in which the forum asks somebody else's server. For jobs, and for signing in.

A name is looked up once, all its addresses are judged, and the connection goes to one that was
judged: a name that changes in between changes nothing. Each redirect is judged anew. 1 MB and ten
seconds in all, however slowly it comes. Nothing is unpacked, no cookie and no password is sent.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urljoin

from flask import current_app, has_request_context

from forum.lib.reachable import Place, Unreachable, judge, place

MOST_BYTES = 1_000_000
MOST_SECONDS = 10.0
PIECE = 16_384
_REDIRECTS = {301, 302, 303, 307, 308}
Resolver = Callable[[str, int], Iterable[str]]


class Failed(Exception):  # noqa: N818
    """It did not answer, or not in a way that can be used. The message is for admins."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str


def resolve(host: str, port: int) -> list[str]:
    """What the system says a name leads to."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


def fetch(
    method: str, address: str, body: bytes = b"", headers: Mapping[str, str] | None = None, *,
    redirects: int = 0, seconds: float = MOST_SECONDS, is_awaited: bool = False,
) -> Answer:  # fmt: skip
    """Ask, and follow so many redirects (to a GET). Raises Unreachable, Failed.

    `is_awaited`: somebody waits for the answer, as who signs in does; no unit of work may be open.
    """
    if has_request_context() and not is_awaited:
        raise RuntimeError("nobody waits for somebody else's server: ask for it in a job")
    deadline = monotonic() + seconds
    allowed = frozenset(str(current_app.config["FORUM"]["FORUM_OUTGOING_ALLOWED"]).split())
    look_up: Resolver = current_app.extensions.get("forum.resolver", resolve)
    for _hop in range(redirects + 1):
        where = place(address, allowed)
        found = _looked_up(look_up, where, allowed, deadline)
        answer = _ask(method, where, found, body, headers or {}, deadline, address)
        onward = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not onward or not redirects:
            return answer
        address = urljoin(address, onward)
        if where.scheme == "https" and not address.startswith("https:"):
            raise Unreachable("not from https to something else")
        method, body = "GET", b""
    raise Failed("too many redirects")


def _looked_up(
    look_up: Resolver, where: Place, allowed: Collection[str], deadline: float
) -> list[str]:
    """Once, and no longer than there is time: the system's own patience is not ours."""
    found: list[list[str]] = []

    def ask() -> None:
        with suppress(OSError, UnicodeError):
            found.append(list(look_up(where.host, where.port)))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(max(0.0, deadline - monotonic()))
    if not found:
        raise Failed("the name leads nowhere")
    return judge(found[0], where.port, allowed)


def _ask(
    method: str, where: Place, found: list[str], body: bytes, headers: Mapping[str, str],
    deadline: float, address: str,
) -> Answer:  # fmt: skip
    connection = http.client.HTTPConnection(where.host, where.port)
    sock = _connected(where, found, deadline)
    # Whatever drips slowly, at the deadline the line is cut.
    cut = threading.Timer(max(0.1, deadline - monotonic()), _cut, [sock])
    cut.daemon = True
    cut.start()
    try:
        connection.sock = sock
        sent = {"Host": where.authority, "Accept-Encoding": "identity", "Connection": "close",
                "User-Agent": "forum", **headers}  # fmt: skip
        connection.request(method, where.path, body or None, sent)
        answer = connection.getresponse()
        said = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, said, _body(answer, deadline), address)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Failed(_why(error, deadline)) from error
    finally:
        cut.cancel()
        connection.close()
        sock.close()


def _connected(where: Place, found: list[str], deadline: float) -> socket.socket:
    """A connection to one of the judged addresses, for the name that was asked for."""
    error: Exception = OSError("no address")
    for one in found[:4]:
        left = deadline - monotonic()
        if left <= 0:
            break
        try:
            sock = socket.create_connection((one, where.port), timeout=left)
            if where.scheme == "https":
                return ssl.create_default_context().wrap_socket(sock, server_hostname=where.host)
            return sock
        except (OSError, ValueError) as problem:
            error = problem
    raise Failed(_why(error, deadline)) from error


def _body(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    found = bytearray()
    while piece := answer.read1(PIECE):
        found += piece
        if len(found) > MOST_BYTES:
            raise ValueError("it answers with more than 1 MB")
        if monotonic() > deadline:
            raise TimeoutError
    return bytes(found)


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _why(error: Exception, deadline: float) -> str:
    if isinstance(error, TimeoutError) or monotonic() >= deadline - 0.2:
        return "it took too long"
    return f"{type(error).__name__}: {error}"[:200]
