"""A finished message and a mail server come in; the message, handed over once or not at all, goes out."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from pipeline.errors import PlainleafError, UsageError
from pipeline.formats.newsletter.message import address

MOST_RECIPIENTS = 20
"""A test goes to colleagues; a list needs tokens, bounces and complaints handled by a service (house)."""

PASSWORD = "PLAINLEAF_SMTP_PASSWORD"  # noqa: S105 (the name of a variable)
# RFC 5321, 4.5.3.2 allows minutes for queues; a person who waits at a terminal does not.
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Server:
    """Where to send: `security` is "tls" (from the first byte), "starttls" or "none" (this machine only)."""

    host: str
    port: int
    security: str
    user: str = ""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server said when it took the message, and for whom."""

    recipients: tuple[str, ...]
    answer: str


def read_server(address: str, user: str = "") -> Server:
    """The server behind `smtp://[user@]host[:port]` (STARTTLS, port 587) or `smtps://…` (TLS, port 465).

    Only a server on this machine may be spoken to without TLS. Raises UsageError for anything else, and for a
    password in the address: it would stay in the shell's history.
    """
    try:
        # An IPv6 host in broken brackets and a port of letters raise ValueError, the port only when it is asked for.
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise UsageError(
            f'"{_without_password(address)}" is not the address of a mail server',
            hint="write smtp://mail.example.org:587 or smtps://mail.example.org:465",
        )
    if parts.password is not None:
        raise UsageError(
            "a password must not stand on the command line",
            hint=f"put it into the environment variable {PASSWORD} or into your keyring",
        )
    here = _is_this_machine(parts.hostname)
    security = "tls" if parts.scheme == "smtps" else "none" if here else "starttls"
    # RFC 8314, 3.3: submission is 587 with STARTTLS, 465 with TLS from the first byte; 25 is for relays, as on this
    # machine.
    default = 465 if parts.scheme == "smtps" else 25 if here else 587
    return Server(parts.hostname, port or default, security, user or unquote(parts.username or ""))


def _without_password(address: str) -> str:
    head, at, tail = address.rpartition("@")
    return f"{head.rpartition(':')[0] or head}@{tail}" if at and head.count(":") > 1 else address


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def read_password(server: Server, environment: Mapping[str, str] = os.environ) -> str:
    """The password for the server's user from the environment, else from the keyring (service "plainleaf", account
    "user@host"); "" without a user. Raises PlainleafError when there is none.
    """
    if not server.user:
        return ""
    # The environment goes first: a machine without a desktop has no keyring that opens.
    if environment.get(PASSWORD):
        return environment[PASSWORD]
    account = f"{server.user}@{server.host}"
    try:
        found, keep = _from_keyring(account), "keep it in the keyring"
    except ImportError:
        found, keep = None, "install the package keyring and keep it there"
    if not found:
        raise PlainleafError(
            f'there is no password for "{server.user}" at {server.host}; nothing was sent',
            hint=f'set {PASSWORD}, or {keep}: keyring set plainleaf "{account}"',
        )
    return found


def _from_keyring(account: str) -> str | None:
    """The password that this computer's keyring has for plainleaf. Raises ImportError where the package is not
    installed, PlainleafError for a keyring that stays shut."""
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        return keyring.get_password("plainleaf", account)
    except NoKeyringError:
        return None
    except KeyringError as fault:
        reason = str(fault).strip().lower() or type(fault).__name__
        raise PlainleafError(
            f"the keyring gives no password: {reason}; nothing was sent", hint=f"unlock it, or set {PASSWORD}"
        ) from None


def check_recipients(recipients: Sequence[str]) -> tuple[str, ...]:
    """The recipients, each once, an international domain as ASCII. Raises UsageError for none, for more than 20, and
    for what is no address."""
    each = tuple(dict.fromkeys(map(_recipient, recipients)))
    if len(each) > MOST_RECIPIENTS:
        raise UsageError(
            f"{len(each)} recipients are more than a test needs; {MOST_RECIPIENTS} is the most",
            hint="a list needs a link to leave for each reader, bounces and complaints handled: "
            "build --variant exports and hand the file to your sending service",
        )
    if not each:
        raise UsageError("there is nobody to send to", hint="add --to you@example.org")
    return each


def _recipient(text: str) -> str:
    try:
        return address(text)
    except PlainleafError as fault:
        raise UsageError(fault.message, hint=fault.hint) from None


def send(message: bytes, sender: str, recipients: Sequence[str], server: Server, password: str = "") -> Receipt:
    """Hand the message over in one transaction: to all recipients or to none.

    Nothing is tried twice. Raises PlainleafError, which says whether anything was sent.
    """
    checked = check_recipients(recipients)
    with _conversation(server) as smtp:
        if server.user:
            _sign_in(smtp, server, password)
        _say(smtp, server, "MAIL", *smtp.mail(sender))
        refused = []
        for recipient in checked:
            code, answer = smtp.rcpt(recipient)
            # RFC 5321, 4.2.3: 251 is "not local, will forward", which is a yes.
            if code not in {250, 251}:
                refused.append(f"{recipient} ({_words(code, answer)})")
        if refused:
            with suppress(OSError, smtplib.SMTPException):
                smtp.rset()
            raise PlainleafError(
                f"{server} refuses {', '.join(refused)}; nothing was sent to anyone",
                hint="take the address out, or ask whether the server may send there",
            )
        return Receipt(checked, _hand_over(smtp, server, message))


@contextmanager
def _conversation(server: Server) -> Iterator[smtplib.SMTP]:
    """An open, encrypted conversation. Whatever ends it before the message went is "nothing was sent"."""
    # Python's SMTP checks neither certificate nor host name when it is given no context.
    context = ssl.create_default_context()
    smtp: smtplib.SMTP | None = None
    try:
        if server.security == "tls":
            # The own name would be asked of the resolver, which can take seconds; RFC 5321, 4.1.3 allows an address
            # literal.
            smtp = smtplib.SMTP_SSL(server.host, server.port, "[127.0.0.1]", timeout=SECONDS, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, "[127.0.0.1]", timeout=SECONDS)
        smtp.ehlo()
        if server.security == "starttls":
            if not smtp.has_extn("starttls"):
                raise PlainleafError(
                    f"{server} offers no encryption; nothing was sent",
                    hint="use its TLS port: smtps://…:465",
                )
            smtp.starttls(context=context)
            smtp.ehlo()
        yield smtp
    except ssl.SSLCertVerificationError as fault:
        raise PlainleafError(
            f"the certificate of {server} is not trusted: {fault.verify_message}; nothing was sent",
            hint="use the host name that the certificate names",
        ) from None
    except smtplib.SMTPResponseException as fault:
        raise PlainleafError(
            f"{server} says {_words(fault.smtp_code, fault.smtp_error)}; nothing was sent", hint="ask whoever runs it"
        ) from None
    except (OSError, smtplib.SMTPException) as fault:
        reason = str(getattr(fault, "strerror", None) or fault).lower() or "no reason given"
        raise PlainleafError(
            f"the conversation with {server} failed: {reason}; nothing was sent",
            hint="look at host, port and network, and try again",
        ) from None
    finally:
        if smtp is not None:
            smtp.close()


def _sign_in(smtp: smtplib.SMTP, server: Server, password: str) -> None:
    try:
        smtp.login(server.user, password)
    except smtplib.SMTPAuthenticationError as fault:
        raise PlainleafError(
            f'{server} does not let "{server.user}" in: {_words(fault.smtp_code, fault.smtp_error)}; nothing was sent',
            hint=f"look at the user name and at {PASSWORD}",
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise PlainleafError(
            f"{server} takes no password; nothing was sent", hint="leave the user name out, or use another port"
        ) from None


def _hand_over(smtp: smtplib.SMTP, server: Server, message: bytes) -> str:
    """DATA, the message and the server's answer. After the last dot only the answer tells whether it was taken."""
    _say(smtp, server, "DATA", *smtp.docmd("DATA"), wanted=354)
    # RFC 5321, 4.5.2: a dot at the beginning of a line would end the message.
    body = message.replace(b"\r\n.", b"\r\n..")
    smtp.send(body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n")
    try:
        # RFC 5321, 4.2.5: with a positive answer the server has taken over, and until then the sender is responsible.
        code, answer = smtp.getreply()
    except (OSError, smtplib.SMTPServerDisconnected):
        raise PlainleafError(
            f"{server} hung up after it had the whole message and before it said whether it takes it; "
            "it may have been sent, and was not sent again",
            hint="look into the mailboxes before you try again",
        ) from None
    _say(smtp, server, "message", code, answer)
    with suppress(OSError, smtplib.SMTPException):  # the message is taken; how the server says goodbye does not matter
        smtp.quit()
    return _words(code, answer)


def _say(smtp: smtplib.SMTP, server: Server, what: str, code: int, answer: bytes, wanted: int = 250) -> None:
    if code != wanted:
        with suppress(OSError, smtplib.SMTPException):
            smtp.rset()
        raise PlainleafError(
            f"{server} refuses the {what}: {_words(code, answer)}; nothing was sent", hint="ask whoever runs it"
        )


def _words(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"
