"""A mail server for tests: it takes what is sent to it, or refuses, or is slow. As little of RFC 5321 as will do."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_string
from email.message import Message


@dataclass
class Letter:
    """A mail as it came over the wire."""

    hello: str
    sender: str
    to: list[str]
    text: str

    @property
    def message(self) -> Message:
        return message_from_string(self.text)


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: "MailServer"

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        letter = Letter("", "", [], "")
        self.say("220 mail.test")
        while line := self.rfile.readline().decode().strip():
            verb, _space, rest = line.partition(" ")
            match verb.upper():
                case "EHLO" | "HELO":
                    letter.hello = rest
                    self.say("250 mail.test")
                case "MAIL":
                    letter.sender = rest
                    self.say("250 ok")
                case "RCPT":
                    letter.to.append(rest)
                    self.say(f"550 no such mailbox: {rest}" if self.server.refuses else "250 ok")
                case "DATA":
                    self.say("354 go on")
                    letter.text = self.read_text()
                    self.server.taken.append(letter)
                    self.server.arrived.set()
                    # It has the mail; whoever sent it does not know yet.
                    self.server.answers.wait(timeout=30)
                    self.say("250 ok")
                    letter = Letter(letter.hello, "", [], "")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 ok")

    def read_text(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        return "\n".join(lines)


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a port of this machine."""

    daemon_threads = True
    allow_reuse_address = True
    # A talk that is cut off in the middle is what some tests are about.
    block_on_close = False

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Talk)
        self.port: int = self.server_address[1]
        self.taken: list[Letter] = []
        self.refuses = False
        self.arrived, self.answers = threading.Event(), threading.Event()
        self.answers.set()

    def handle_error(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    server = MailServer(port)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server
    finally:
        server.answers.set()
        server.shutdown()
        server.server_close()
