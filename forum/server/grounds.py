"""What must be so on this machine before anything is started, each with a sentence if it is not."""

import errno
import os
import socket
import tempfile
import time
from pathlib import Path

from forum.config import Config, ConfigError

PATIENCE = 3.0  # seconds; a forum that was just ended may need them to let go of the port


def require_instance(settings: Config) -> None:
    """ConfigError unless the instance folder is there, or can be made, and can be written."""
    folder = settings.instance
    os.umask(0o027)  # the group may read, so that nginx can send files; nobody else may
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        with tempfile.TemporaryFile(dir=folder):
            pass
        for name in ("forum.db", "forum.db-wal", "versions"):
            _require_writable(folder / name)
    except OSError as error:
        raise ConfigError(
            f"The instance folder {folder} cannot be written: {error.strerror}. Choose another "
            "with FORUM_INSTANCE, or give this user the right to write there."
        ) from error


def _require_writable(file: Path) -> None:
    if file.exists() and not os.access(file, os.W_OK):
        raise PermissionError(errno.EACCES, f"{file.name} may not be changed by this user")


def require_free_port(settings: Config, patience: float = PATIENCE) -> None:
    """ConfigError unless the server could listen where it should.

    Asked without SO_REUSEPORT, which the server uses: with it, two forums would share one port.
    """
    host, port = settings["FORUM_HOST"], settings["FORUM_PORT"]
    if not 0 < port < 65536:
        raise ConfigError(f"FORUM_PORT must be between 1 and 65535, not {port}.")
    until = time.monotonic() + patience
    while True:
        try:
            _listen_once(host, port)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < until:
                time.sleep(0.2)
                continue
            raise ConfigError(_sentence(error, host, port)) from error
        return


def _listen_once(host: str, port: int) -> None:
    family, kind, protocol, _name, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(address)
        trial.listen(1)


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken by another program. "
            f"Choose another: make run PORT={port + 1 if port < 65535 else 8000}"
        )
    if error.errno == errno.EACCES:
        return (
            f"This user may not listen on port {port}. Choose one above 1023 and put nginx "
            "in front of it."
        )
    return f"The server cannot listen on {host}: {error.strerror}. Check FORUM_HOST."
