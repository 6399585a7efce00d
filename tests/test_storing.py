"""A store shows every edition whole or as it was, whatever befalls it, and the next build mends the rest."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import obstore
import pytest
from moto.server import ThreadedMotoServer

from pipeline.delivering.storing import object_name, pointer_name, store_editions
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError, UsageError
from pipeline.workspace import store as stores
from pipeline.workspace.disk import digest
from pipeline.workspace.output import Output
from pipeline.workspace.store import BucketStore, FolderStore, MemoryStore, Store, open_store

TIDES, WAVES = EditionName("tide", "en", "tides"), EditionName("tide", "en", "waves")
WORDS = {"leaf/full.json": b"words", "leaf/small.json": b"fewer"}


def publish(output: Output, name: EditionName, files: dict[str, bytes]) -> None:
    listed = {
        path: {"sha256": digest(content), "bytes": len(content), "media_type": "application/json"}
        for path, content in files.items()
    }
    output.publish(name, files, (), {"edition": str(name), "products": [{"files": listed}]}, WORDS)


@pytest.fixture
def output(tmp_path: Path) -> Output:
    made = Output(tmp_path / "output")
    publish(made, TIDES, WORDS)
    publish(made, WAVES, {"leaf/full.json": b"words"})
    return made


def read(store: Store, name: EditionName) -> dict[str, bytes] | None:
    """An edition as a reader of the store gets it: the pointer first, then each object, whose bytes must fit."""
    found = store.read(pointer_name(name))
    if found is None or json.loads(found[0])["withdrawn"]:
        return None
    files = {}
    for path, about in json.loads(found[0])["files"].items():
        content = store.read(object_name(about["sha256"]))
        assert content is not None and digest(content[0]) == about["sha256"]
        files[path] = content[0]
    return files


@pytest.fixture(scope="session")
def bucket() -> Iterator[str]:
    """An object store on loopback, as plainleaf is told of one: by the environment."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    settings = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        import urllib.request

        request = urllib.request.Request(f"http://127.0.0.1:{port}/leaflets", method="PUT")
        urllib.request.urlopen(request).close()  # noqa: S310
        yield "s3://leaflets"
    finally:
        os.environ.clear()
        os.environ.update(before)
        server.stop()


@pytest.fixture(params=["memory", "folder", "s3"])
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "s3":
        return f"{request.getfixturevalue('bucket')}/{tmp_path.name}"
    return f"file://{tmp_path}/store" if request.param == "folder" else "memory"


@pytest.fixture
def store(address: str) -> Store:
    return MemoryStore() if address == "memory" else open_store(address)


def test_editions_arrive_whole_and_only_what_changed_is_sent(output: Output, store: Store, address: str) -> None:
    done = store_editions(output, store, address)
    assert (done.changed, done.withdrawn, done.untouched) == ((TIDES, WAVES), (), 0)
    assert read(store, TIDES) == WORDS and read(store, WAVES) == {"leaf/full.json": b"words"}
    assert store_editions(output, Refusing(), address).untouched == 2
    publish(output, WAVES, {"leaf/full.json": b"other words"})
    assert store_editions(output, store, address).changed == (WAVES,)
    assert read(store, WAVES) == {"leaf/full.json": b"other words"} and read(store, TIDES) == WORDS


def test_what_left_the_output_is_withdrawn_in_the_store(output: Output, store: Store, address: str) -> None:
    store_editions(output, store, address)
    output.withdraw(WAVES, "its author withdrew it")
    assert store_editions(output, store, address).withdrawn == (WAVES,)
    assert read(store, WAVES) is None and read(store, TIDES) == WORDS


def test_another_folder_that_publishes_the_same_changes_nothing(output: Output, store: Store, tmp_path: Path) -> None:
    store_editions(output, store, "here")
    other = Output(tmp_path / "other")
    publish(other, TIDES, WORDS)
    assert store_editions(other, store, "here").untouched == 1


class Refusing:
    """A store that refuses everything from the request of a number on."""

    def __init__(self, inner: Store | None = None, after: int = 0) -> None:
        self.inner, self.left = inner or MemoryStore(), after

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise PlainleafError("the store cannot be written: it is full")

    def keep(self, name: str, content: bytes, media_type: str) -> None:
        self._count()
        self.inner.keep(name, content, media_type)

    def read(self, name: str) -> tuple[bytes, str] | None:
        self._count()
        return self.inner.read(name)

    def exchange(self, name: str, content: bytes, mark: str | None) -> bool:
        self._count()
        return self.inner.exchange(name, content, mark)


def test_store_that_fails_at_any_request_shows_nothing_half_and_is_mended(output: Output) -> None:
    new = {"leaf/full.json": b"new words", "leaf/small.json": b"few"}
    for after in range(20):
        shutil.rmtree(output.root / ".cache/stores", ignore_errors=True)
        inner = MemoryStore()
        publish(output, TIDES, WORDS)
        store_editions(output, inner, "x")
        publish(output, TIDES, new)
        try:
            store_editions(output, Refusing(inner, after), "x")
        except PlainleafError:
            assert read(inner, TIDES) in (WORDS, new)
            assert store_editions(output, inner, "x").untouched >= 1
        else:
            assert after >= 4
            break
        assert read(inner, TIDES) == new
    else:
        pytest.fail("it never came through")


def test_two_builds_on_one_store_leave_one_whole_edition(tmp_path: Path, address: str, store: Store) -> None:
    texts = [{"leaf/full.json": f"words {number}".encode(), "leaf/small.json": b"x"} for number in range(6)]

    def work(number: int) -> None:
        output = Output(tmp_path / f"out{number}")
        publish(output, TIDES, texts[number])
        store_editions(output, store, address)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read(store, TIDES) in texts


class Exchanging(MemoryStore):
    """A store in which somebody else is always a moment earlier."""

    def exchange(self, name: str, content: bytes, mark: str | None) -> bool:
        self.objects[name] = os.urandom(8)
        return False


def test_endless_race_is_named(output: Output) -> None:
    with pytest.raises(PlainleafError, match='another build publishes "tide/en/tides" into the same store'):
        store_editions(output, Exchanging(), "x")


def test_file_that_was_changed_is_not_published(output: Output) -> None:
    (output.root / "tide/en/tides/leaf/full.json").write_bytes(b"5 mg")
    store = MemoryStore()
    with pytest.raises(PlainleafError, match=r'"tide/en/tides/leaf/full\.json" is not what its manifest says'):
        store_editions(output, store, "x")
    assert read(store, TIDES) is None


def test_garbage_where_a_pointer_should_be_is_replaced(output: Output) -> None:
    store = MemoryStore({pointer_name(TIDES): b"{", pointer_name(WAVES): b"[]"})
    store_editions(output, store, "x")
    assert read(store, TIDES) == WORDS


@pytest.mark.parametrize("address", ["ftp://x", "s3://", "file://x", "leaflets"])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(UsageError, match="is no store"):
        open_store(address)


@pytest.mark.parametrize("address", ["s3://nobody/x", "s3://leaflets/x"])
def test_bucket_that_refuses_is_one_message(
    bucket: str, output: Output, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """There is no such bucket, or no such server."""
    monkeypatch.setattr(stores, "TRIES", 1)
    assert bucket == "s3://leaflets"
    if "nobody" not in address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(PlainleafError, match=r"the store cannot be (read|written): ") as caught:
        store_editions(output, BucketStore(address), address)
    assert "\n" not in caught.value.message and "build again" in (caught.value.hint or "")


class Weak(BaseHTTPRequestHandler):
    """Passes requests on to a store, and fails at every tenth of them."""

    protocol_version = "HTTP/1.1"
    behind = ""
    count = 0

    def do_GET(self) -> None:
        Weak.count += 1
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if Weak.count % 10 == 0:
            self._answer(503, {}, b"<Error><Code>SlowDown</Code></Error>")
            return
        connection = http.client.HTTPConnection(self.behind)
        connection.request(self.command, self.path, body, dict(self.headers))
        found = connection.getresponse()
        kept = {name: value for name, value in found.getheaders() if name in {"ETag", "Last-Modified", "Content-Type"}}
        self._answer(found.status, kept, found.read())
        connection.close()

    do_PUT = do_GET  # noqa: N815 (the name that the server calls)

    def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


def test_store_that_fails_at_every_tenth_request_is_filled(
    bucket: str, output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    Weak.behind = os.environ["AWS_ENDPOINT_URL"].removeprefix("http://")
    many = {f"leaf/{number}.json": f"words {number}".encode() for number in range(40)}
    publish(output, TIDES, many)
    with ThreadingHTTPServer(("127.0.0.1", 0), Weak) as weak:
        threading.Thread(target=weak.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{weak.server_port}")
        store = open_store(f"{bucket}/weak")
        assert store_editions(output, store, "weak").changed == (TIDES, WAVES)
        assert read(store, TIDES) == many and Weak.count > 80
        weak.shutdown()


def test_folder_store_can_be_read_by_a_client_of_folders(output: Output, tmp_path: Path) -> None:
    store_editions(output, FolderStore(tmp_path / "store"), "x")
    there = obstore.store.LocalStore(str(tmp_path / "store"))
    found: Any = obstore.get(there, pointer_name(TIDES))
    assert json.loads(bytes(found.bytes()))["edition"] == "tide/en/tides"


def test_a_bucket_that_nobody_answers_for_is_said_plainly() -> None:
    said = "Generic S3 error: Error performing GET http://127.0.0.1:9/x in 1.2s, after 5 retries - HTTP error: "
    assert stores._reason(f"{said}error sending request") == "nobody answers at its address"
    assert stores._reason("Generic S3 error: the key is not yours") == "Generic S3 error: the key is not yours"
