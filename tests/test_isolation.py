"""Neither a test nor a program that a test starts can reach beyond this machine."""

import os
import socket
import subprocess
import sys
import urllib.request

import pytest

from tests.isolation import NetworkRefusedError


def test_python_cannot_connect_away_but_can_connect_here() -> None:
    with pytest.raises(NetworkRefusedError):
        socket.create_connection(("192.0.2.1", 80), timeout=2)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=2):
        pass


def test_python_cannot_resolve_a_name() -> None:
    with pytest.raises(NetworkRefusedError):
        socket.getaddrinfo("example.org", 443)


def test_a_library_cannot_fetch() -> None:
    with pytest.raises(OSError, match=r"refused|no network"):
        urllib.request.urlopen("http://example.org/", timeout=2)


def test_a_child_process_cannot_fetch() -> None:
    fetch = "import urllib.request; urllib.request.urlopen('http://192.0.2.1/', timeout=2)"
    done = subprocess.run([sys.executable, "-c", fetch], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Error" in done.stderr


@pytest.mark.skipif("children have" not in os.environ.get("PLAINLEAF_TEST_NETWORK", ""), reason="no own namespace")
def test_a_child_process_that_minds_no_proxy_has_no_route() -> None:
    connect = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=2)"
    done = subprocess.run([sys.executable, "-c", connect], capture_output=True, text=True, check=False)
    assert "Network is unreachable" in done.stderr
