"""A mail server and a receiver of webhooks on this machine: real sockets, and as unkind as a test asks."""

from __future__ import annotations

import datetime
import ipaddress
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Mailbox:
    """What a mail server took in, who signed in, and the answer it gives to each recipient."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    refuse: str = ""
    encrypted: int = 0
    but: str = ""  # whose mail is taken even so


@contextmanager
def mail_server(identity: Path | None = None) -> Iterator[Mailbox]:
    """Speaks enough SMTP for smtplib: EHLO, AUTH PLAIN, MAIL, RCPT, DATA, QUIT; with an identity also STARTTLS."""
    box = Mailbox()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 test")
            while line := self.rfile.readline().decode().strip():
                command = line.split(" ")[0].upper()
                if command == "EHLO":
                    self.say("250-test\r\n" + ("250-STARTTLS\r\n" if identity else "") + "250 AUTH PLAIN")
                elif command == "STARTTLS":
                    self.say("220 go on")
                    if not self.encrypt():
                        return
                elif command == "AUTH":
                    box.signed_in.append(line.split(" ")[-1])
                    self.say("235 ok")
                elif command == "RCPT" and box.refuse and not (box.but and box.but in line):
                    self.say(box.refuse)
                elif command == "DATA":
                    self.say("354 go on")
                    box.mails.append(self.read_mail())
                    self.say("250 taken")
                elif command == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def encrypt(self) -> bool:
            """Whether the other side trusted who we are."""
            assert identity is not None
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(identity)
            try:
                self.connection = context.wrap_socket(self.connection, server_side=True)
            except (ssl.SSLError, ConnectionError):
                return False
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)  # type: ignore[assignment]
            box.encrypted += 1
            return True

        def finish(self) -> None:
            super().finish()
            self.connection.close()  # after encrypting it is another one than the server's own

        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def read_mail(self) -> EmailMessage:
            lines: list[bytes] = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line)
            return cast(EmailMessage, message_from_bytes(b"".join(lines), policy=policy.default))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        with running(server):
            box.port = server.server_address[1]
            yield box


@dataclass
class Receiver:
    """What was posted to a webhook, and the status it answers with."""

    url: str = ""
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: int = 204


@contextmanager
def webhook_server() -> Iterator[Receiver]:
    """Takes every POST and answers with the status it is told."""
    receiver = Receiver()

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing into the output of the tests."""

    with HTTPServer(("127.0.0.1", 0), Take) as server, running(server):
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/bao"
        yield receiver


@contextmanager
def running(server: socketserver.BaseServer) -> Iterator[None]:
    """Serve in a thread until the block ends."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


def closed_port() -> int:
    """A port where nobody listens."""
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        return int(server.server_address[1])


def identity_in(folder: Path) -> Path:
    """A file with a key and a certificate for 127.0.0.1 that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + day)
    certificate = made.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    written = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + certificate.public_bytes(pem)
    file = folder / "identity.pem"
    file.write_bytes(written)
    return file
