"""Sends requests as fast as they are answered, over a few connections, and times them.

By wrk where it is installed, else by a small client in a process of its own, which takes more of
the machine from the server that is measured; the table says which it was.
"""

import asyncio
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass

CONNECTIONS = 16
_LUA = """
done = function(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read
  io.write(string.format("\\nRESULT %d %d %f %f %f %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), bad))
end
"""


@dataclass(frozen=True)
class Load:
    """Requests a second, and how long the middle, the 95th and the 99th of 100 took, in ms."""

    rate: float
    p50: float
    p95: float
    p99: float
    errors: int


def client() -> str:
    """Which client sends the requests."""
    return "wrk" if shutil.which("wrk") else "the forum's own client"


def measure(url: str, seconds: float, headers: dict[str, str] | None = None) -> Load:
    """`seconds` of requests to `url`, after a short while of warming up."""
    run = _by_wrk if shutil.which("wrk") else _by_ourselves
    run(url, 1.0, headers or {})
    return run(url, seconds, headers or {})


def _by_wrk(url: str, seconds: float, headers: dict[str, str]) -> Load:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_LUA)
        script.flush()
        given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        said = subprocess.run(  # noqa: S603
            ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{max(1, round(seconds))}s",  # noqa: S607
             "-s", script.name, *given, url],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    found = re.search(r"RESULT (\d+) (\d+) (\S+) (\S+) (\S+) (\d+)", said)
    if found is None:
        raise RuntimeError(f"wrk said: {said}")
    count, micros, p50, p95, p99, errors = (float(part) for part in found.groups())
    return Load(count / micros * 1e6, p50 / 1e3, p95 / 1e3, p99 / 1e3, int(errors))


def _by_ourselves(url: str, seconds: float, headers: dict[str, str]) -> Load:
    said = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "forum.bench.load", url, str(seconds), json.dumps(headers)],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return Load(**json.loads(said))


class _Connection(asyncio.Protocol):
    """Sends the request again as soon as the answer is whole."""

    def __init__(self, request: bytes, until: float, times: list[float], bad: list[int]) -> None:
        self._request, self._until, self._times, self._bad = request, until, times, bad
        self._got, self._wanted, self._sent = b"", 0, 0.0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._got, self._wanted = b"", 0
        self._sent = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._wanted and (end := self._got.find(b"\r\n\r\n")) >= 0:
            found = re.search(rb"content-length: (\d+)", self._got[:end].lower())
            self._wanted = end + 4 + (int(found.group(1)) if found else 0)
        if not self._wanted or len(self._got) < self._wanted:
            return
        now = time.perf_counter()
        self._times.append(now - self._sent)
        if not self._got.startswith(b"HTTP/1.1 200"):
            self._bad.append(1)
        if now < self._until:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def _run(url: str, seconds: float, headers: dict[str, str]) -> Load:
    host, _, path = url.removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
    request = f"GET /{path} HTTP/1.1\r\nHost: {host}\r\n{head}\r\n".encode()
    times: list[float] = []
    bad: list[int] = []
    begun = time.perf_counter()
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(
            lambda: _Connection(request, begun + seconds, times, bad), name, int(port)
        )
        for _n in range(CONNECTIONS)
    ]
    await asyncio.gather(*(protocol.done for _transport, protocol in made))
    took = time.perf_counter() - begun
    times.sort()
    p50, p95, p99 = (times[min(len(times) - 1, int(len(times) * part))] * 1e3
                     for part in (0.5, 0.95, 0.99))  # fmt: skip
    return Load(len(times) / took, p50, p95, p99, len(bad))


if __name__ == "__main__":
    result = asyncio.run(_run(sys.argv[1], float(sys.argv[2]), json.loads(sys.argv[3])))
    print(json.dumps(asdict(result)))
