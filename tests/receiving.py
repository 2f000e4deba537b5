"""What a small server on loopback is sent: the head and the whole body, however it arrives."""

import re
import socket
import threading
from contextlib import contextmanager, suppress


def whole(sock) -> bytes:
    """One request."""
    found = b""
    while b"\r\n\r\n" not in found:
        if not (piece := sock.recv(65_536)):
            return found
        found += piece
    head, _end, body = found.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    left = int(length[1]) - len(body) if length else 0
    while left > 0 and (piece := sock.recv(65_536)):
        found, left = found + piece, left - len(piece)
    return found


@contextmanager
def server(answer):
    """A real server on loopback that says `answer` (bytes, or a function of the socket) to each
    request: (port, [what it was sent])."""
    met = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        with suppress(OSError):
            while True:
                sock, _who = listening.accept()
                met.append(whole(sock))
                with suppress(OSError):
                    answer(sock) if callable(answer) else sock.sendall(answer)
                sock.close()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1], met
    finally:
        listening.close()
