"""Nobody reaches the desk but the pages that it gave out itself, opened with its token."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from pipeline.desk.app import make_app
from pipeline.desk.gate import DOOR, Gate
from pipeline.desk.room import Room
from pipeline.desk.serving import gate_for, open_socket
from pipeline.errors import PlainleafError, UsageError
from pipeline.workspace.folder import Workspace
from tests.desk.asking import HOST, ask

ELSEWHERE = "http://attacker.example.org"


def made(folder: Path, gate: Gate) -> Starlette:
    workspace = Workspace(folder, folder / "source", folder / "styles", folder / "output")
    return make_app(Room(workspace, lambda: date(2026, 11, 27)), gate)


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    return made(tmp_path, Gate(8317))


def test_its_own_page_is_answered_under_a_strict_policy(app: Starlette) -> None:
    answer = ask(app, "/begin")
    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';") and "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "attacker.example.org:8317"},
        {"host": "127.0.0.1"},
        {"host": "127.0.0.1:8318"},
        {"host": ""},
        {"origin": ELSEWHERE},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},
        {"cookie": ""},
        {"cookie": "plainleaf-8317=guess"},
        {"cookie": "plainleaf-8318=guess; \x01"},
    ],
)
def test_a_forged_request_is_refused(app: Starlette, headers: dict[str, str]) -> None:
    answer = ask(app, "/shelf", headers=headers)
    assert answer.status == 403 and answer.json()["message"]


def test_what_changes_something_must_say_where_it_comes_from(app: Starlette) -> None:
    assert ask(app, "/shelf", method="POST", headers={"origin": ""}).status == 403


def test_the_token_in_the_address_opens_the_door(app: Starlette) -> None:
    answer = ask(app, f"/door?token={app.state.gate.token}", headers={"cookie": ""})
    assert answer.status == 303
    assert answer.headers["set-cookie"].startswith(f"plainleaf-8317={app.state.gate.token}; HttpOnly")
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert ask(app, "/door?token=guess", headers={"cookie": ""}).status == 403


def test_a_person_without_the_token_is_led_to_the_door(app: Starlette) -> None:
    answer = ask(app, "/", headers={"cookie": "", "accept": "text/html"})
    assert (answer.status, answer.headers["location"]) == (303, "/door")
    assert b"printed" in ask(app, "/door", headers={"cookie": "", "accept": "text/html"}).body


@pytest.mark.parametrize("path", ["/static/../gate.py", "/static/%2e%2e/gate.py", "/fonts/../../pyproject.toml"])
def test_no_path_leads_out_of_a_folder(app: Starlette, path: str) -> None:
    assert ask(app, path).status == 404


@pytest.mark.parametrize("length", ["10000000", ""])
def test_a_body_is_counted_whatever_it_says_of_its_length(app: Starlette, length: str) -> None:
    """A file in a form has no limit of Starlette's own."""
    head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    headers = {"content-length": length, "content-type": "multipart/form-data; boundary=x"}
    answer = ask(made_with_password(app), "/door", method="POST", body=head + b"x" * 10_000_000, headers=headers)
    assert answer.status == 413 and "2,000,000" in answer.json()["message"]


@pytest.mark.parametrize("length", ["x", "-5", "9" * 5_000, "\u00b2", "1 2", "+1"])
def test_a_length_that_is_none_is_refused(app: Starlette, length: str) -> None:
    assert ask(app, "/text", method="POST", body=b"{}", headers={"content-length": length}).status == 413


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a": ' + b"9" * 100_000 + b"}",
        b'{"file": "source/a/article.md", "text": "\\ud800", "based_on": ""}',
        b'{"file": "\\ud800", "text": "a", "based_on": ""}',
        b'{"file": "source/../../a/article.md", "text": "a", "based_on": ""}',
        b'{"file": "source/a\\u0000/article.md", "text": "a", "based_on": ""}',
        b'{"file": ["a"], "text": {}, "based_on": NaN}',
        b"\xff\xfe",
        b"null",
    ],
)
@pytest.mark.parametrize("path", ["/text", "/front", "/new", "/new-brand"])
def test_a_strange_body_is_an_answer_and_no_fault(app: Starlette, path: str, body: bytes) -> None:
    answer = ask(app, path, method="POST", body=body, headers={"content-type": "application/json"})
    assert 400 <= answer.status < 500


@pytest.mark.parametrize(
    "path",
    [
        "/thumbnail/a/en/\0",
        "/thumbnail/../en/a",
        "/published/a/en/b/handout/../../../../../../etc/passwd",
        "/published/a/en/b/handout//etc/passwd",
        "/archive/a/en/\r\nset-cookie:x",
    ],
)
def test_a_strange_address_is_an_answer_and_no_fault(app: Starlette, path: str) -> None:
    answer = ask(app, path)
    assert answer.status in {204, 400, 404, 409, 422} and b"root:" not in answer.body


def made_with_password(app: Starlette) -> Starlette:
    return made(app.state.room.workspace.root, Gate(8317, password="twelve letters"))


def test_a_desk_that_is_read_only_changes_nothing(tmp_path: Path) -> None:
    app = made(tmp_path, Gate(8317, read_only=True))
    assert ask(app, "/begin").status == 200
    changing = [route for route in app.routes if isinstance(route, Route) and "POST" in (route.methods or ())]
    assert len(changing) > 12
    for route in changing:
        if route.path != DOOR:
            answer = ask(app, re.sub(r"\{[^}]*\}", "x", route.path), method="POST", body=b"{}")
            assert answer.status == 403 and "only be read" in answer.json()["message"], route.path
    assert list(tmp_path.iterdir()) == []


def test_a_desk_on_a_network_asks_for_a_password(tmp_path: Path) -> None:
    app = made(tmp_path, Gate(8317, "192.0.2.10", password="twelve letters"))
    host = {"host": "192.0.2.10:8317", "cookie": ""}
    assert ask(app, f"/door?token={app.state.gate.token}", headers=host).status == 200
    sent = host | {"origin": "http://192.0.2.10:8317", "content-type": "application/x-www-form-urlencoded"}
    assert ask(app, "/door", method="POST", body=b"password=twelve+letters", headers=sent).status == 303
    assert ask(app, "/door", method="POST", body=b"password=twelve", headers=sent).status == 403
    assert ask(app, "/", headers=host | {"host": HOST}).status == 403


def test_without_a_password_it_listens_on_this_computer_only() -> None:
    assert gate_for("127.0.0.1", 8317, "", False).password == ""
    for password in ("", "short"):
        with pytest.raises(UsageError, match="no password keeps them out"):
            gate_for("0.0.0.0", 8317, password, False)  # noqa: S104
    gate = gate_for("0.0.0.0", 8317, "twelve letters", False)  # noqa: S104
    assert gate.knows_host("192.0.2.10:8317") and gate.knows_host("[2001:db8::1]:8317")
    assert not gate.knows_host("rebound.example.org:8317")


def test_a_port_that_is_taken_is_named() -> None:
    taken = open_socket("127.0.0.1", 0)
    taken.listen()
    port = taken.getsockname()[1]
    with pytest.raises(PlainleafError, match=f"port {port} is taken") as told:
        open_socket("127.0.0.1", port)
    assert "--port" in str(told.value.hint)
    taken.close()
    with pytest.raises(UsageError, match="is no address"):
        open_socket("somewhere", 0)
