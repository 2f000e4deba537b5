"""Requests that no browser sends: broken, ambiguous, huge, slow (T90, T94, T107)."""

import json
import re
import shutil
import socket

import pytest

from tests.server.proxy import Nginx
from tests.server.running import Client

pytestmark = pytest.mark.server
HOST = "Host: 127.0.0.1\r\n"
SMUGGLED = "GET /healthz?smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
# Each is one request on which two servers might disagree where it ends, then one more.
AMBIGUOUS = {
    "length and chunked": f"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX{SMUGGLED}",
    "chunked and length": f"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n1\r\nZ\r\n0\r\n\r\n{SMUGGLED}",
    "an unknown coding": f"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "two codings": f"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "chunked is not last": f"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "chunked behind a tab": f"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n{SMUGGLED}",
    "a space before the colon": f"Content-Length : 3\r\n\r\nabc{SMUGGLED}",
    "two lengths": f"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc{SMUGGLED}",
    "a list of lengths": f"Content-Length: 3, 3\r\n\r\nabc{SMUGGLED}",
    "a plus": f"Content-Length: +3\r\n\r\nabc{SMUGGLED}",
    "a minus": f"Content-Length: -3\r\n\r\nabc{SMUGGLED}",
    "hexadecimal": f"Content-Length: 0x3\r\n\r\nabc{SMUGGLED}",
    "a folded header": f"X-Thing: a\r\n b\r\nContent-Length: 3\r\n\r\nabc{SMUGGLED}",
    "a bare CR": f"X-Thing: a\rContent-Length: 3\r\n\r\n{SMUGGLED}",
    "a null": f"X-Thing: a\x00b\r\n\r\n{SMUGGLED}",
    "two hosts": f"Host: evil.example\r\nContent-Length: 0\r\n\r\n{SMUGGLED}",
    "broken chunks": f"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n{SMUGGLED}",
    "chunks with bare LF": f"Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n{SMUGGLED}",
}


@pytest.fixture
def behind_nginx(server, tmp_path):
    if not shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"):
        pytest.skip("nginx is not installed")
    nginx = Nginx(tmp_path, server.port)
    try:
        yield nginx.start()
    finally:
        nginx.stop()


def statuses(answer):
    return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3})", answer)]


def accepted(server, names):
    """Which of these got anything but one refusal, so that what stood behind them was reached."""
    found = {
        name: statuses(server.raw(f"POST /sign-in HTTP/1.1\r\n{HOST}{AMBIGUOUS[name]}", wait=1))
        for name in names
    }
    return {name: got for name, got in found.items() if len(got) != 1 or got[0] < 400}


def test_a_request_whose_end_is_a_matter_of_opinion_is_refused(server):
    assert accepted(server, AMBIGUOUS) == {}
    assert server.get("/healthz")[0] == 200


def test_behind_nginx_as_well(behind_nginx):
    # nginx reads chunks that end in a bare LF, and hands them on with a length: one opinion only
    assert accepted(behind_nginx, AMBIGUOUS.keys() - {"chunks with bare LF"}) == {}
    assert behind_nginx.get("/healthz")[0] == 200


def test_what_stands_behind_a_whole_body_is_the_next_request_and_a_body_is_none(server):
    hidden = "GET /no-such-page HTTP/1.1\r\n\r\n"
    answer = server.raw(
        f"POST /no-such-place HTTP/1.1\r\n{HOST}Content-Length: {len(hidden)}\r\n\r\n{hidden}"
        f"GET /healthz HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n"
    )
    found = statuses(answer)
    assert len(found) == 2 and found[1] == 200


def test_a_host_that_is_no_host_is_refused(server):
    for host in ("", "a,b", "evil.example/path", "evil.example?", "user@evil.example", "a b", "[x]",
                 "evil.example:port", '"><script>'):  # fmt: skip
        answer = server.raw(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n", wait=1)
        assert statuses(answer) == [400], (host, answer[:300])


BODIES = {
    "chunked": (b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", {411}),
    "a gigabyte announced": (b"Content-Length: 1073741824\r\n\r\nx", {413}),
    "more than a number holds": (b"Content-Length: 99999999999999999999999\r\n\r\nx", {400, 413}),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_without_end_is_refused_before_it_is_read(server, name):
    rest, expected = BODIES[name]
    answer = server.raw(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n" + rest)
    assert set(statuses(answer)) <= expected and len(statuses(answer)) == 1
    if b"content-length: 0\r\n" not in answer:
        assert b"default-src 'none'" in answer


def test_bodies_made_to_be_expensive_are_refused(server):
    parts = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % n for n in range(10_000)
    )
    form, multipart = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
    deep = json.dumps(None).join(["[" * 100_000, "]" * 100_000])
    bodies = {
        "100,000 fields": (form, b"&".join(b"a%d=1" % n for n in range(100_000))),
        "one field of 11 MB": (form, b"body=" + b"x" * 11_000_000),
        "10,000 parts": (multipart, parts + b"--b--\r\n"),
        "JSON nested 100,000 deep": ("application/json", deep.encode()),
        "20 MB": (form, b"body=" + b"x" * 20_000_000),
    }
    with Client(server.port) as client:
        for name, (kind, body) in bodies.items():
            try:
                status, headers, _text = client.ask(
                    "POST", "/sign-in", headers={"Content-Type": kind}, body=body
                )
            except OSError:
                continue  # refused and closed before all was sent
            assert 400 <= status < 500, name
            assert "Content-Security-Policy" in headers
    assert server.get("/healthz")[0] == 200


def test_headers_and_addresses_without_end_are_refused(server):
    for head in (f"X-Long: {'a' * 100_000}\r\n", "".join(f"X-{n}: a\r\n" for n in range(1_000))):
        assert statuses(server.raw(f"GET / HTTP/1.1\r\n{HOST}{head}\r\n")) == [431]
    assert statuses(server.raw(f"GET /{'a' * 70_000} HTTP/1.1\r\n{HOST}\r\n"))[0] in {414, 431}


def test_a_body_that_breaks_off_is_not_taken_for_a_whole_one(server):
    form = "Content-Type: application/x-www-form-urlencoded\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        head = f"POST /sign-in HTTP/1.1\r\n{HOST}{form}Content-Length: 500\r\n\r\n"
        connection.sendall(head.encode() + b"identity=max&password=half")
        connection.shutdown(socket.SHUT_WR)
        assert b" 400 " in connection.recv(65536).split(b"\r\n")[0]


def opened(server, data=b""):
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    connection.sendall(data)
    return connection


def test_pages_are_served_while_others_send_their_bodies_as_slowly_as_they_can(server):
    head = f"POST /sign-in HTTP/1.1\r\n{HOST}Content-Length: 1000\r\n\r\nx".encode()
    slow = [opened(server, head) for _n in range(2)]  # half of the threads: the rest must wait
    late = [opened(server, head) for _n in range(20)]
    try:
        for _try in range(3):
            assert server.get("/")[0] == 200
    finally:
        for connection in slow + late:
            connection.close()
    assert server.get("/")[0] == 200


def test_pages_are_served_to_others_while_somebody_reads_theirs_slowly(server):
    request = f"GET / HTTP/1.1\r\n{HOST}\r\n".encode() * 50
    slow = []
    try:
        for _n in range(8):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.settimeout(10)
            connection.connect(("127.0.0.1", server.port))
            connection.sendall(request)
            slow.append(connection)
        for _try in range(3):
            assert server.get("/")[0] == 200, server.log()[-4000:]
    finally:
        for connection in slow:
            connection.close()


def test_a_thousand_idle_connections_keep_nobody_out(server):
    idle = [opened(server, f"GET /healthz HTTP/1.1\r\n{HOST}\r\n".encode()) for _n in range(1_000)]
    try:
        assert all(b" 200 " in connection.recv(4096) for connection in idle)
        assert server.get("/")[0] == 200
    finally:
        for connection in idle:
            connection.close()


def test_an_unfinished_request_is_not_waited_for_forever(server):
    with opened(server, b"GET / HTTP/1.1\r\nHost: 127") as connection:
        connection.settimeout(40)
        assert connection.recv(100) == b""
