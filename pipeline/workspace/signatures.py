"""A message and an SSH key come in; a signature goes out, and whose key made one. ssh-keygen does the work, offline."""

from __future__ import annotations

import os
import subprocess
import tempfile
from datetime import date
from pathlib import Path

from pipeline.errors import PlainleafError

SIGNERS = "allowed_signers"
"""The file under source/ that says whose keys count, as ssh-keygen(1) has it under ALLOWED SIGNERS. Its option
`namespaces="clinician@plainleaf"` says in which role.
"""

SECONDS = 60
"""A key on a token waits for a touch; a program that hangs does not get longer (house)."""


def namespace_of(role: str) -> str:
    """What a signature of a role is made for: one for another role, or for a letter, does not count."""
    return f"{role}@plainleaf"


def sign(message: bytes, key: Path, role: str) -> str:
    """The signature (armoured, as ssh-keygen writes it) of a message by a private key, or by a public one whose other
    half an agent holds. Raises PlainleafError when there is none.
    """
    if not key.is_file():
        raise PlainleafError(f'there is no key "{key}"', place=str(key), hint="name a file such as ~/.ssh/id_ed25519")
    # Without "-" some versions take the end of the options for the end of the message.
    ran = _run(["-Y", "sign", "-f", str(key.absolute()), "-n", namespace_of(role), "-"], message)
    signature = ran.stdout.decode("ascii", "replace")
    if ran.returncode or "BEGIN SSH SIGNATURE" not in signature:
        said = ran.stderr.decode("utf-8", "replace").strip().splitlines()
        message_ = f"the key does not sign: {said[-1] if said else 'ssh-keygen says nothing'}"
        raise PlainleafError(message_, place=str(key), hint="name a private key in OpenSSH's form, or start ssh-agent")
    return signature


def signer_of(message: bytes, signature: str, signers: bytes, role: str, on: date) -> str:
    """Who signed a message in a role with a key that counted on that day, as `signers` names them; "" for nobody.

    Raises PlainleafError when ssh-keygen is not there.
    """
    with tempfile.TemporaryDirectory(prefix="plainleaf-sign-") as folder:
        allowed, signed = Path(folder, SIGNERS), Path(folder, "signature")
        allowed.write_bytes(signers)
        signed.write_text(signature.strip() + "\n", encoding="utf-8")
        found = _run(["-Y", "find-principals", "-s", str(signed), "-f", str(allowed)], b"")
        day = f"verify-time={on:%Y%m%d}120000Z"
        for name in found.stdout.decode("utf-8", "replace").splitlines() if found.returncode == 0 else ():
            arguments = ["-Y", "verify", "-f", str(allowed), "-I", name, "-n", namespace_of(role), "-s", str(signed)]
            if _run([*arguments, "-O", day], message).returncode == 0:
                return name
    return ""


def _run(arguments: list[str], message: bytes) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        return subprocess.run(
            ["ssh-keygen", *arguments],
            input=message,
            capture_output=True,
            check=False,
            env=environment,
            timeout=SECONDS,
        )
    except FileNotFoundError:
        hint = "install OpenSSH 8.2 or newer (openssh-client)"
        raise PlainleafError("ssh-keygen is not there", hint=hint) from None
    except subprocess.TimeoutExpired:
        raise PlainleafError("ssh-keygen does not answer", hint="look whether the key waits for a touch") from None
