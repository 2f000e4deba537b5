"""A real mail server on loopback, for tests of what is mailed."""

from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller

from tests.server.running import free_port


class Post:
    """What a mail server got, and what it says to each recipient and each letter."""

    def __init__(self):
        self.got, self.raw = [], []
        self.answer, self.refuses = "250 OK", {}
        self.port = free_port()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.raw.append(envelope.content)
            self.got.append(
                (envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default))
            )
        return self.answer

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        self.controller.stop()
