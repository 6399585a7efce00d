"""What a trace shows is judged as SECURITY.md promises; `python -m tests.hostile traces` makes one."""

from __future__ import annotations

import sys

import pytest

from tests.hostile.traces import _calls, fault_of

PLACES = ("/w/", "/usr/lib")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('7 openat(AT_FDCWD</w>, "a", O_RDONLY) = 3</w/a>', ""),
        ('7 openat(AT_FDCWD</w>, "../etc/shadow", O_RDONLY) = 3</etc/shadow>', "it read /etc/shadow"),
        ('7 openat(AT_FDCWD</w>, "../etc/shadow", O_RDONLY) = -1 EACCES (Permission denied)', ""),
        ('7 execve("/usr/bin/gcc", ["gcc"], 0x7 /* 3 vars */) = 0', "it started"),
        (f'7 execve("{sys.executable}", ["python"], 0x7 /* 3 vars */) = 0', ""),
        ('7 execve("/usr/bin/gcc", ["gcc"] <unfinished ...>\n7 <... execve resumed>) = 0', "it started"),
        ("7 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3<socket:[1]>", "it made a socket"),
        ("8 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3<socket:[1]>", ""),
        ("8 connect(3<socket:[1]>, {sa_family=AF_INET}, 16) = -1 EINPROGRESS (now)", "it opened a connection"),
        ('8 connect(3<socket:[1]>, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT', ""),
    ],
)
def test_a_call_is_judged(line: str, said: str) -> None:
    (call,) = _calls(line)
    found = fault_of(call, PLACES, {"8"})
    assert found.startswith(said) and bool(found) == bool(said)
