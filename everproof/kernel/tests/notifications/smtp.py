"""A mail server in small, on the loopback, that keeps what it is given."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as smtplib asks for. `refused` are addresses it does not take; `hangs_up` on their mails."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.messages: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.hangs_up: set[str] = set()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if message["To"] == address]


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    """A running server; the port is free for another one afterwards."""
    with MailServer(port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 test")
        recipient = ""
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                self.say("550 no such mailbox" if recipient in self.server.refused else "250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                message = self.read_message()
                if recipient in self.server.hangs_up:
                    return
                self.server.messages.append(message)
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def read_message(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return message_from_bytes(b"".join(lines), policy=policy.default)  # type: ignore[return-value]
