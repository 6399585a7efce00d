"""A message, a domain and its private key come in; the message with a DKIM signature above it goes out."""

from __future__ import annotations

import base64
import hashlib
import re

from pipeline.errors import PlainleafError

DKIM_KEY = "PLAINLEAF_DKIM_KEY"

SIGNED = (
    "from reply-to to subject date message-id content-language list-id list-unsubscribe list-unsubscribe-post "
    "mime-version content-type"
)
"""Headers under the signature; RFC 8058, 4 asks for both List-Unsubscribe headers."""

LINE = 72
"""Characters of base64 on a line of the signature; RFC 5322, 2.1.1 allows 78 with the fold."""


def sign(message: bytes, domain: str, selector: str, key: bytes) -> bytes:
    """The message (lines end with CRLF) with a DKIM-Signature of `domain` above it: RFC 6376, relaxed/relaxed, RSA.

    Raises PlainleafError when the key is no RSA private key in PEM.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        # Mail servers keep DKIM keys without a password, since nobody is there to type it.
        private = load_pem_private_key(key, password=None)
        names = (domain.encode("ascii"), selector.encode("ascii"))
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise _refusal(str(fault).split("\n", maxsplit=1)[0].split(".")[0]) from None
    if not isinstance(private, RSAPrivateKey) or private.key_size < 1024:  # RFC 8301, 3.2
        raise _refusal("the key is not an RSA key of at least 1024 bits")
    head, _, body = message.partition(b"\r\n\r\n")
    fields = _fields(head)
    # Naming an absent header would sign its absence (RFC 6376, 5.4): a relay that adds it breaks the signature.
    signed = [name.encode("ascii") for name in SIGNED.split() if name.encode("ascii") in fields]
    signature = b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=%s;\r\n s=%s;\r\n h=%s;\r\n bh=%s;\r\n b=" % (
        *names,
        _folded(signed),
        base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest()),
    )
    # RFC 6376, 3.7: the signature's own header goes last, with an empty b= and without its line end.
    covered = b"".join(_relaxed(fields[name]) + b"\r\n" for name in signed) + _relaxed(signature)
    # RSA is what every receiver checks; Ed25519 (RFC 8463) is still unknown to large mailboxes.
    value = base64.b64encode(private.sign(covered, PKCS1v15(), SHA256()))
    lines = [value[start : start + LINE] for start in range(0, len(value), LINE)]
    return signature + b"\r\n ".join(lines) + b"\r\n" + message


def _refusal(reason: str) -> PlainleafError:
    return PlainleafError(
        f"the message cannot be signed: {reason}",
        hint=f"give {DKIM_KEY} or --dkim-key an RSA private key in PEM, and --dkim-selector its name in the DNS",
    )


def _fields(head: bytes) -> dict[bytes, bytes]:
    """Each header field, folds and all, by its name in small letters; of a repeated one the last (RFC 6376, 5.4.2)."""
    return {
        field.partition(b":")[0].strip().lower(): field for field in re.split(rb"\r\n(?![ \t])", head) if b":" in field
    }


def _relaxed(field: bytes) -> bytes:
    """RFC 6376, 3.4.2: small letters in the name, unfolded, single spaces, none around the value."""
    name, _, value = field.partition(b":")
    return name.strip().lower() + b":" + re.sub(rb"[ \t\r\n]+", b" ", value).strip()


def _relaxed_body(body: bytes) -> bytes:
    """RFC 6376, 3.4.4: single spaces, none at the end of a line, no empty lines at the end."""
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


def _folded(names: list[bytes]) -> bytes:
    """The list of signed headers over several lines."""
    return (
        b":".join(names).replace(b":message-id:", b":\r\n  message-id:").replace(b":list-unsub", b":\r\n  list-unsub")
    )
