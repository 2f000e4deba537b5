"""nginx in front of the server, set up as docs/examples/nginx.conf says."""

import re
import shutil
import subprocess
import time

from tests.server.running import ROOT, Client, Server, free_port

EXAMPLE = ROOT / "docs" / "examples" / "nginx.conf"


class Nginx:
    """The documented configuration with other ports, no certificate and no log on this machine.

    It looks like a `Server` to whoever sends it something.
    """

    raw, get = Server.raw, Server.get

    def __init__(self, folder, upstream):
        self.port = free_port()
        self._folder = folder / "nginx"
        self._folder.mkdir()
        (self._folder / "nginx.conf").write_text(self._configuration(upstream))
        self._process = None

    def _configuration(self, upstream):
        text = EXAMPLE.read_text()
        secure = text[text.index("server {", text.index("return 301")) :]
        before = text[: text.index("server {", text.index("map "))]
        secure = re.sub(r"listen \[::\].*\n", "", secure)
        secure = re.sub(r"listen 443 ssl http2", f"listen 127.0.0.1:{self.port}", secure)
        secure = re.sub(r"ssl_\w+ +.*\n", "", secure)
        secure = secure.replace("server_name forum.example.com", "server_name 127.0.0.1")
        before = before.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
        folder = self._folder
        return f"""
            daemon off; error_log stderr; pid {folder}/pid; worker_processes 1;
            events {{ worker_connections 512; }}
            http {{
                access_log off; client_body_temp_path {folder}/body;
                proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
                uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
                {before} {secure}
            }}
        """

    def start(self):
        binary = shutil.which("nginx") or "/usr/sbin/nginx"
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [binary, "-e", "stderr", "-p", str(self._folder), "-c", "nginx.conf"], stderr=log
            )
        for _try in range(100):
            try:
                with Client(self.port) as client:
                    client.ask("GET", "/healthz")
                return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError((self._folder / "log").read_text())

    def stop(self):
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
