"""Asking somebody else's server: never one in a private network, never for long (T71 to T74)."""

import socket
import threading

import pytest

from forum import fetcher
from forum.lib.reachable import Unreachable, is_public, judge, place
from tests.receiving import server

PRIVATE = [
    "127.0.0.1", "localhost", "127.1", "0", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[64:ff9b:1::1]", "[fe80::1]",
    "[fd00::1]", "[::]", "[::127.0.0.1]", "169.254.169.254", "168.63.129.16", "10.0.0.1", "172.16.0.1",
    "192.168.1.1", "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1",
    "１２７.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1", "017700000001", "0177.0.0.1",
]  # fmt: skip
ODD = [
    "file:///etc/passwd", "gopher://example.com/", "ftp://example.com/", "//example.com/", "/x",
    "http://example.com:22/", "http://example.com:8080/", "http://user:pw@example.com/",
    "http://public.example@127.0.0.1/", "http://example.com\\@127.0.0.1/", "http://exa mple.com/",
    "http://example.com/\r\nX: y", "http:///x", "http://[::1", "http://example.com:x/",
    "javascript:alert(1)", "http://" + "a" * 2_000 + ".com/", "http://-x-.example/", "http://a..b/",
]  # fmt: skip


@pytest.fixture
def names(app):
    """`names["a.example"] = [["93.184.216.34"], ["127.0.0.1"]]`: one list for each look-up."""
    said, asked = {}, []

    def look_up(host, port):
        asked.append(host)
        known = said.get(host)
        if known is None:
            return fetcher.resolve(host, port)
        return known.pop(0) if len(known) > 1 else known[0]

    app.extensions["forum.resolver"] = look_up
    said["*asked"] = asked
    return said


@pytest.fixture
def nobody_connects(monkeypatch):
    met = []
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: met.append(a))
    yield
    assert not met


@pytest.mark.parametrize("host", PRIVATE)
def test_no_private_network_is_reached_however_it_is_written(names, nobody_connects, host):
    for scheme in ("http", "https"):
        with pytest.raises((Unreachable, fetcher.Failed)):
            fetcher.fetch("POST", f"{scheme}://{host}/hook", b"{}", redirects=3)


def test_nothing_odd_is_an_address(names, nobody_connects):
    for address in ODD:
        with pytest.raises(Unreachable):
            fetcher.fetch("GET", address)
    assert place("https://Example.COM./a?b=c").authority == "example.com"
    assert place("http://bücher.example/").host == "xn--bcher-kva.example"
    assert is_public("93.184.216.34") and is_public("2606:2800:220:1::1")


def test_a_name_with_one_private_address_is_refused(names, nobody_connects):
    names["mixed.example"] = [["93.184.216.34", "10.0.0.1"]]
    with pytest.raises(Unreachable, match="private"):
        fetcher.fetch("GET", "https://mixed.example/")
    with pytest.raises(Unreachable):
        judge([], 443)


def let(app, *ports):
    values = app.config["FORUM"].values
    values["FORUM_OUTGOING_ALLOWED"] = " ".join(
        entry for port in ports for entry in (f"127.0.0.1:{port}", f"hook.example:{port}")
    )


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def test_one_look_up_and_the_connection_goes_where_it_led(app, names):
    """T72: the name leads elsewhere the next time; nobody asks a second time."""
    with server(OK) as (port, met):
        let(app, port)
        names["hook.example"] = [["127.0.0.1"], ["127.0.0.2"]]
        answer = fetcher.fetch("POST", f"http://hook.example:{port}/x?y=1", b"{}", {"A": "b"})
    assert (answer.status, answer.body) == (200, b"ok")
    assert names["*asked"] == ["hook.example"]
    assert met[0].startswith(b"POST /x?y=1 HTTP/1.1\r\n") and b"\nHost: hook.example:" in met[0]
    assert b"A: b" in met[0] and b"Cookie" not in met[0] and met[0].endswith(b"{}")


def test_redirects_are_judged_anew_and_come_to_an_end(app, names):
    """T73."""
    for where in ("http://169.254.169.254/", "http://localhost/", "file:///etc/passwd",
                  "http://10.0.0.1/", "//127.0.0.1/x"):  # fmt: skip
        moved = f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode()
        with server(moved) as (port, met):
            let(app, port)
            with pytest.raises(Unreachable):
                fetcher.fetch("GET", f"http://127.0.0.1:{port}/", redirects=5)
            assert len(met) == 1
            assert fetcher.fetch("POST", f"http://127.0.0.1:{port}/").status == 302
    loop = b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"
    with server(loop) as (port, met):
        let(app, port)
        with pytest.raises(fetcher.Failed, match="redirects"):
            fetcher.fetch("GET", f"http://127.0.0.1:{port}/", redirects=3)
        assert len(met) == 4


def test_what_is_large_or_slow_is_given_up(app, names):
    """T74."""

    def drips(sock):
        for _n in range(200):
            sock.sendall(b"X")
            threading.Event().wait(0.05)

    def endless(sock):
        sock.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            sock.sendall(b"X-More: x\r\n" * 1000)

    huge = b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n" + b"x" * 1_100_000
    for answer in (drips, endless, huge, b"nothing like HTTP"):
        with server(answer) as (port, _met):
            let(app, port)
            with pytest.raises(fetcher.Failed):
                fetcher.fetch("GET", f"http://127.0.0.1:{port}/", seconds=0.6)


def test_no_request_waits_for_it(app, names):
    with app.test_request_context("/"), pytest.raises(RuntimeError):
        fetcher.fetch("GET", "https://example.com/")
