"""Sending: a real SMTP conversation on loopback; to everybody or to nobody, never twice, never in part unsaid."""

from __future__ import annotations

import base64
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import keyring
import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from click.testing import CliRunner, Result
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringError, KeyringLocked

from pipeline.cli.send import send as send_command
from pipeline.delivering import sending
from pipeline.delivering.outbox import Letter, Outbox
from pipeline.delivering.sending import Server, check_recipients, read_password, read_server, send
from pipeline.delivering.signing import sign
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError, UsageError
from pipeline.workspace.archive import Archive
from tests import judges
from tests.mailbox import Mailbox, running
from tests.newsletter.sample import ROOT, edition, issue

SENDER = "news@harbour.example.org"
NAME = EditionName("harbour-clinic", "en", "wound-aftercare")
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="NOT RUN: there is no openssl")


@pytest.fixture(scope="module")
def message() -> bytes:
    return issue(edition()).file("single.eml").content


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    made = subprocess.run(["openssl", "genrsa", "2048"], capture_output=True, check=True)
    return made.stdout


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    certificate, private = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", private, "-out", certificate],
        capture_output=True, check=True,
    )  # fmt: skip
    return certificate, private


def test_the_message_arrives_as_it_was(message: bytes) -> None:
    mailbox = Mailbox()
    with running(mailbox) as server:
        receipt = send(message, SENDER, ["a@example.org", "b@example.org"], server)
    (taken,) = mailbox.taken
    assert taken.content == message
    assert (taken.mail_from, taken.rcpt_tos) == (SENDER, ["a@example.org", "b@example.org"])
    assert receipt.recipients == ("a@example.org", "b@example.org") and receipt.answer == "250 OK"


def test_one_refused_recipient_means_that_nobody_gets_it(message: bytes) -> None:
    mailbox = Mailbox(refuse="b@example.org")
    with running(mailbox) as server, pytest.raises(PlainleafError, match=r"b@example\.org.*nothing was sent to anyone"):
        send(message, SENDER, ["a@example.org", "b@example.org"], server)
    assert mailbox.taken == []


def test_a_refused_message_was_not_sent(message: bytes) -> None:
    mailbox = Mailbox(answer="552 too large")
    with running(mailbox) as server, pytest.raises(PlainleafError, match="552 too large; nothing was sent"):
        send(message, SENDER, ["a@example.org"], server)


def test_a_server_that_is_not_there(message: bytes) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        server = Server("127.0.0.1", unused.getsockname()[1], "none")
        with pytest.raises(PlainleafError, match="nothing was sent"):
            send(message, SENDER, ["a@example.org"], server)


@contextmanager
def dropping(stage: str) -> Iterator[tuple[Server, list[bytes]]]:
    """A server that hangs up "at once", "in the message" or "after the message", and keeps what it heard."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            if stage == "at once":
                return
            connection.sendall(b"220 ready\r\n")
            for line in lines:
                heard.append(line)
                if line.startswith(b"DATA"):
                    break
                connection.sendall(b"250 OK\r\n")
            if stage == "in the message":
                connection.sendall(b"354 go on\r\n")
                lines.readline()
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
                return
            connection.sendall(b"354 go on\r\n")
            while lines.readline() != b".\r\n":
                pass

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield Server("127.0.0.1", listener.getsockname()[1], "none"), heard
    finally:
        listener.close()
        thread.join(5)


@pytest.mark.parametrize("stage", ["at once", "in the message"])
def test_a_connection_that_drops_early_says_that_nothing_was_sent(stage: str) -> None:
    big = b"Subject: x\r\n\r\n" + b"words\r\n" * 2_000_000
    with dropping(stage) as (server, heard), pytest.raises(PlainleafError, match="nothing was sent"):
        send(big, SENDER, ["a@example.org"], server)
    assert sum(line.startswith(b"MAIL") for line in heard) <= 1


def test_a_connection_that_drops_after_the_message_says_that_it_may_have_been_sent(message: bytes) -> None:
    with dropping("after the message") as (server, heard), pytest.raises(PlainleafError, match="may have been sent"):
        send(message, SENDER, ["a@example.org"], server)
    assert sum(line.startswith(b"DATA") for line in heard) == 1


@needs_openssl
def test_the_conversation_is_encrypted_and_the_password_stays_inside(
    message: bytes, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    seen: list[LoginPassword] = []

    def let_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        seen.append(data)
        return AuthResult(success=data.password == b"secret", handled=False)

    options: dict[str, Any] = {"tls_context": context, "require_starttls": True, "authenticator": let_in,
                               "auth_required": True}  # fmt: skip
    mailbox = Mailbox()
    with running(mailbox, **options) as plain:
        server = Server("localhost", plain.port, "starttls", "news")
        with pytest.raises(PlainleafError, match=r'does not let "news" in.*nothing was sent') as caught:
            send(message, SENDER, ["a@example.org"], server, "wrong-password")
        assert "wrong-password" not in f"{caught.value} {caught.value.hint}"
        send(message, SENDER, ["a@example.org"], server, "secret")
    assert len(mailbox.taken) == 1 and seen[-1].login == b"news"


@needs_openssl
def test_a_port_that_speaks_tls_from_the_first_byte(
    message: bytes, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    mailbox = Mailbox()
    with running(mailbox, ssl_context=context) as server:
        send(message, SENDER, ["a@example.org"], read_server(f"smtps://localhost:{server.port}"))
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(PlainleafError, match=r"is not trusted.*nothing was sent"):
            send(message, SENDER, ["a@example.org"], read_server(f"smtps://localhost:{server.port}"))
    assert [taken.content for taken in mailbox.taken] == [message]


@needs_openssl
def test_a_certificate_that_nobody_trusts_ends_the_conversation(
    message: bytes, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    mailbox = Mailbox()
    with running(mailbox, tls_context=context) as plain, pytest.raises(PlainleafError, match="not trusted"):
        send(message, SENDER, ["a@example.org"], Server("localhost", plain.port, "starttls"))
    assert mailbox.taken == []


def test_a_server_without_encryption_is_not_spoken_to(message: bytes) -> None:
    mailbox = Mailbox()
    with running(mailbox) as plain, pytest.raises(PlainleafError, match="offers no encryption; nothing was sent"):
        send(message, SENDER, ["a@example.org"], Server("127.0.0.1", plain.port, "starttls"))


@needs_openssl
@pytest.mark.needs_node
def test_a_signature_covers_the_list_headers_and_verifies(message: bytes, key: bytes) -> None:
    signed = sign(message, "harbour.example.org", "letters", key)
    assert signed.endswith(message)
    head = signed[: -len(message)].lower()
    assert b"list-unsubscribe" in head and b"list-unsubscribe-post" in head
    public = subprocess.run(
        ["openssl", "rsa", "-pubout", "-outform", "DER"], input=key, capture_output=True, check=True
    )
    record = f"v=DKIM1; k=rsa; p={base64.b64encode(public.stdout).decode('ascii')}"
    assert judges.dkim(signed, record) == "pass"
    assert judges.dkim(signed.replace(b"Subject: How", b"Subject: Why"), record) == "fail"
    assert judges.dkim(signed[:-20] + b"other words\r\n", record) != "pass"


def test_a_key_that_is_none_is_said(message: bytes) -> None:
    with pytest.raises(PlainleafError, match="cannot be signed"):
        sign(message, "harbour.example.org", "letters", b"not a key")


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("smtp://mail.example.org", Server("mail.example.org", 587, "starttls")),
        ("smtps://news@mail.example.org", Server("mail.example.org", 465, "tls", "news")),
        ("smtp://127.0.0.1:1025", Server("127.0.0.1", 1025, "none")),
        ("smtp://[::1]:25", Server("::1", 25, "none")),
        ("smtp://a%40b@mail.example.org:2525", Server("mail.example.org", 2525, "starttls", "a@b")),
    ],
)
def test_an_address_names_server_port_and_encryption(address: str, server: Server) -> None:
    assert read_server(address) == server


@pytest.mark.parametrize(
    "bad", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://x:99999", "smtp://a/b"]
)
def test_what_is_no_server_is_refused(bad: str) -> None:
    with pytest.raises(UsageError, match="not the address of a mail server"):
        read_server(bad)


def test_a_password_on_the_command_line_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="must not stand on the command line") as caught:
        read_server("smtp://news:hunter2@mail.example.org")
    assert "hunter2" not in f"{caught.value}{caught.value.hint}"


def test_the_password_comes_from_the_environment() -> None:
    server = Server("mail.example.org", 587, "starttls", "news")
    assert read_password(server, {sending.PASSWORD: "secret"}) == "secret"
    assert read_password(Server("mail.example.org", 587, "starttls"), {}) == ""


class Ring(KeyringBackend):
    """A keyring in memory; it stays shut when it is told to."""

    priority = 1.0

    def __init__(self, **passwords: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.passwords = {("plainleaf", f"{user}@localhost"): password for user, password in passwords.items()}
        self.fault: KeyringError | None = None

    def get_password(self, service: str, username: str) -> str | None:
        if self.fault:
            raise self.fault
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.passwords[service, username]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ring]:
    """This computer's keyring, in which "news" has a password; the environment has none."""
    monkeypatch.delenv(sending.PASSWORD, raising=False)
    before, ring = keyring.get_keyring(), Ring(news="kept in the ring")
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


loopback = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the sample library, whose archive is its own."""
    for folder in ("source", "styles"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@contextmanager
def asking(right: str) -> Iterator[tuple[Mailbox, Server, list[str]]]:
    """A server that takes mail from "news" with the right password only, and the passwords it heard."""
    heard: list[str] = []

    def let_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        heard.append(data.password.decode())
        return AuthResult(success=(data.login, heard[-1]) == (b"news", right), handled=False)

    mailbox = Mailbox()
    with running(mailbox, authenticator=let_in, auth_required=True, auth_require_tls=False) as server:
        yield mailbox, Server("localhost", server.port, "none", "news"), heard


def sent_as(user: str, port: int) -> Result:
    """What the command does for a user of the server at a port of this computer."""
    smtp = f"smtp://{user}@localhost:{port}"
    words = ["wound-aftercare", "--brand", "harbour-clinic", "--to", "a@example.org", "--smtp", smtp]
    return CliRunner().invoke(send_command, words)


@loopback
def test_the_keyring_has_the_password(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    with asking("kept in the ring") as (mailbox, server, heard):
        done = sent_as("news", server.port)
    assert done.exit_code == 0, done.output
    assert len(mailbox.taken) == 1 and set(heard) == {"kept in the ring"}
    assert "kept in the ring" not in done.output


@loopback
def test_the_environment_goes_before_the_keyring(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sending.PASSWORD, "from the environment")
    with asking("from the environment") as (mailbox, server, heard):
        done = sent_as("news", server.port)
    assert done.exit_code == 0, done.output
    assert len(mailbox.taken) == 1 and set(heard) == {"from the environment"}


def test_an_empty_variable_is_no_password(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sending.PASSWORD, "")
    assert read_password(Server("localhost", 25, "none", "news")) == "kept in the ring"


@loopback
def test_a_password_in_neither_is_said_before_anyone_is_asked(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    with asking("kept in the ring") as (mailbox, server, heard):
        done = sent_as("nobody", server.port)
    assert isinstance(done.exception, PlainleafError)
    assert 'no password for "nobody" at localhost; nothing was sent' in str(done.exception)
    assert 'keyring set plainleaf "nobody@localhost"' in (done.exception.hint or "")
    assert (mailbox.taken, heard) == ([], [])


@loopback
def test_a_wrong_password_in_the_keyring_is_tried_and_not_repeated(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    with asking("another one") as (mailbox, server, heard):
        done = sent_as("news", server.port)
    assert isinstance(done.exception, PlainleafError) and 'does not let "news" in' in str(done.exception)
    assert mailbox.taken == [] and set(heard) == {"kept in the ring"}
    assert "kept in the ring" not in f"{done.output}{done.exception}{done.exception.hint}"


def test_a_keyring_that_stays_shut_is_said(ring: Ring) -> None:
    ring.fault = KeyringLocked("Failed to unlock the collection!")
    with pytest.raises(PlainleafError, match="failed to unlock the collection!; nothing was sent") as caught:
        read_password(Server("localhost", 25, "none", "news"))
    assert caught.value.hint == f"unlock it, or set {sending.PASSWORD}"


def test_a_computer_without_a_keyring_has_no_password(ring: Ring) -> None:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    with pytest.raises(PlainleafError, match='no password for "news"'):
        read_password(Server("localhost", 25, "none", "news"))


def test_without_the_package_the_hint_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(PlainleafError, match='no password for "news"') as caught:
        read_password(Server("localhost", 25, "none", "news"), {})
    assert "install the package keyring" in (caught.value.hint or "")


def test_a_list_is_not_a_test() -> None:
    with pytest.raises(UsageError, match="21 recipients are more than a test needs"):
        check_recipients([f"a{number}@example.org" for number in range(21)])
    assert len(check_recipients([f"a{number}@example.org" for number in range(20)])) == 20
    assert check_recipients(["a@example.org", "a@example.org"]) == ("a@example.org",)
    assert check_recipients(["a@bücher.example", "a@xn--bcher-kva.example"]) == ("a@xn--bcher-kva.example",)


@pytest.mark.parametrize("bad", ["nobody", "a@b\r\nRCPT TO:<c@example.org>", "<a@example.org>", ""])
def test_a_recipient_that_is_no_address_is_refused(bad: str) -> None:
    with pytest.raises(UsageError, match="not an e-mail address"):
        check_recipients([bad])


def test_the_command_sends_a_proof_to_colleagues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox = Mailbox()
    with running(mailbox) as server:
        words = ["wound-aftercare", "--brand", "harbour-clinic", "--to", "a@example.org", "--smtp", f"smtp://{server}"]
        done = CliRunner().invoke(send_command, words)
    assert done.exit_code == 0, done.output
    assert "sent single of wound-aftercare to a@example.org: 250 OK" in done.output
    (taken,) = mailbox.taken
    assert isinstance(taken.content, bytes)
    read = message_from_bytes(taken.content, policy=policy.default)
    assert read["Subject"] == "[Proof] How to look after a small wound at home"
    assert read["To"] == "a@example.org" and read["Message-ID"].count("@") == 1


def test_nobody_gets_a_letter_twice_unless_somebody_insists() -> None:
    """The letter itself is what counts: the number and the hour of each message are others."""
    mailbox = Mailbox()
    with running(mailbox) as server:
        words = ["wound-aftercare", "--brand", "harbour-clinic", "--smtp", f"smtp://{server}", "--to", "A@example.org"]
        first = CliRunner().invoke(send_command, words)
        second = CliRunner().invoke(send_command, [*words, "--to", "b@example.org"])
        other = CliRunner().invoke(send_command, [*words, "--variant", "whole"])
        third = CliRunner().invoke(send_command, [*words, "--again"])
    assert [done.exit_code for done in (first, other, third)] == [0, 0, 0]
    assert isinstance(second.exception, PlainleafError) and "A@example.org got it on 20" in second.exception.message
    assert "nothing was sent" in second.exception.message and "--again" in (second.exception.hint or "")
    assert [envelope.rcpt_tos for envelope in mailbox.taken] == [["A@example.org"]] * 3


def test_a_letter_that_may_have_gone_is_not_sent_again_and_one_that_did_not_is(here: Path) -> None:
    letter, people, moment = Letter(NAME, "single", "5e"), ("a@example.org",), datetime(2026, 11, 2, tzinfo=UTC)
    outbox = Outbox(Archive(here / "archive"))
    with pytest.raises(PlainleafError), outbox.sending(letter, people, moment):
        raise PlainleafError("it is busy; nothing was sent")
    outbox.check(letter, people)
    with pytest.raises(KeyboardInterrupt), outbox.sending(letter, people, moment):
        raise KeyboardInterrupt
    with pytest.raises(PlainleafError, match="may have got it on 2026-11-02"):
        outbox.check(letter, people)
    outbox.check(replace(letter, digest="5f"), people)
    assert b"example.org" not in b"".join(path.read_bytes() for path in here.rglob("archive/**/*.jsonl"))


def test_the_command_sends_a_digest_in_the_language_asked_for() -> None:
    mailbox = Mailbox()
    with running(mailbox) as server:
        words = ["hair-and-skin", "--brand", "fieldnote-press", "--lang", "ar", "--to", "a@example.org"]
        done = CliRunner().invoke(send_command, [*words, "--smtp", f"smtp://{server}"])
    assert done.exit_code == 0, done.output
    assert "sent digest of hair-and-skin to a@example.org: 250 OK" in done.output
    (taken,) = mailbox.taken
    assert isinstance(taken.content, bytes)
    read = message_from_bytes(taken.content, policy=policy.default)
    assert read["Content-Language"] == "ar" and "دليلان" in read["Subject"]


def test_the_command_refuses_more_people_than_a_test_needs_and_says_why() -> None:
    mailbox = Mailbox()
    with running(mailbox) as server:
        words = ["wound-aftercare", "--brand", "harbour-clinic", "--smtp", f"smtp://{server}"]
        for number in range(21):
            words += ["--to", f"a{number}@example.org"]
        done = CliRunner().invoke(send_command, words)
    assert isinstance(done.exception, UsageError) and "21 recipients are more than" in str(done.exception)
    assert "a link to leave for each reader" in (done.exception.hint or "") and mailbox.taken == []


def test_the_command_refuses_a_key_that_could_be_committed(here: Path) -> None:
    (here / "key.pem").touch()
    words = ["wound-aftercare", "--brand", "harbour-clinic", "--to", "a@example.org", "--smtp", "smtp://127.0.0.1",
             "--dkim-key", str(here / "key.pem")]  # fmt: skip
    done = CliRunner().invoke(send_command, words)
    assert isinstance(done.exception, UsageError) and "must not lie in the workspace" in str(done.exception)


def test_a_proof_without_a_server_is_told_how_to_be_sent() -> None:
    told = CliRunner().invoke(send_command, ["tides", "--to", "one@example.org"], standalone_mode=False).exception
    assert isinstance(told, UsageError)
    assert "plainleaf send tides --to one@example.org --smtp smtp://" in (told.hint or "")
