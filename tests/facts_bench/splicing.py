"""A product and the same product of an altered edition come in; files of which only some were altered go out."""

from __future__ import annotations

import email
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email import policy
from email.message import EmailMessage
from typing import Any

from pipeline.edition.artifact import Artifact, File

Files = tuple[File, ...]
Splice = Callable[[Artifact, Artifact], Files]


@dataclass(frozen=True)
class Target:
    """What of a format is altered: everything, or one of the files and parts that should say the same."""

    name: str
    format: str
    variants: tuple[str, ...]
    splice: Splice


def with_file(made: Artifact, name: str, content: bytes) -> Files:
    """The files of a product, with other bytes in one of them."""
    return tuple(replace(file, content=content) if file.name == name else file for file in made.files)


def _every(made: Artifact, other: Artifact) -> Files:
    return other.files


def _only(*endings: str) -> Splice:
    """Only the files whose names end so; those that the altered product has not stay as they are."""

    def splice(made: Artifact, other: Artifact) -> Files:
        altered = {file.name: file for file in other.files if file.name.endswith(endings)}
        return tuple(altered.get(file.name, file) for file in made.files)

    return splice


def entries(book: bytes) -> dict[str, bytes]:
    """The files in a book, in their order."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Mapping[str, bytes], level: int = 6) -> bytes:
    """A book of these files: the media type first and as it is (OCF 3.3, 4.3)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" or not level else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, kind, level or None)
    return out.getvalue()


def _one_page(made: Artifact, other: Artifact) -> Files:
    """Only the first page of the book that differs; its contents, its package and its other pages stay."""
    ours, theirs = entries(made.main.content), entries(other.main.content)
    pages = [name for name in ours if name.endswith(".xhtml") and name in theirs and "nav" not in name]
    changed = next((name for name in pages if ours[name] != theirs[name]), "")
    book = packed({**ours, **({changed: theirs[changed]} if changed else {})})
    return with_file(made, made.main.name, book if changed else made.main.content)


def parts_of(mail: bytes) -> dict[str, str]:
    """The words of a message by media type."""
    message = email.message_from_bytes(mail, policy=policy.default)
    return {
        part.get_content_type(): part.get_content() for part in message.walk() if part.get_content_maintype() == "text"
    }


def with_parts(mail: bytes, words: Mapping[str, str], encoding: str = "base64") -> bytes:
    """A message with other words in its parts, encoded anew."""
    message = email.message_from_bytes(mail, policy=policy.default.clone(linesep="\r\n"))
    for part in message.walk():
        if part.get_content_type() in words:
            assert isinstance(part, EmailMessage)
            subtype = part.get_content_subtype()
            part.set_content(words[part.get_content_type()], subtype=subtype, charset="utf-8", cte=encoding)
    return message.as_bytes()


def _one_part(media_type: str) -> Splice:
    def splice(made: Artifact, other: Artifact) -> Files:
        files = made.files
        for file in made.files:
            if file.media_type == "message/rfc822":
                theirs = parts_of(other.file(file.name).content)[media_type]
                if theirs != parts_of(file.content)[media_type]:
                    files = with_file(made, file.name, with_parts(file.content, {media_type: theirs}))
        return files

    return splice


def _posts(field: str) -> Splice:
    """Only one field of the posts in posts.json."""

    def splice(made: Artifact, other: Artifact) -> Files:
        ours, theirs = (json.loads(each.file("posts.json").content) for each in (made, other))
        by_id = {post["id"]: post for post in theirs["posts"]}
        changed = False
        for post in ours["posts"]:
            change: dict[str, Any] = by_id.get(post["id"], post)
            if field == "alt":
                for one, two in zip(post["media"], change["media"], strict=False):
                    changed |= one["alt"] != two["alt"]
                    one["alt"] = two["alt"]
            else:
                changed |= post[field] != change[field]
                post[field] = change[field]
        content = json.dumps(ours, ensure_ascii=False, indent=2).encode()
        return with_file(made, "posts.json", content) if changed else made.files

    return splice


TARGETS = (
    Target("handout", "handout", ("full",), _every),
    Target("sheet", "handout", ("sheet",), _every),
    Target("book", "booklet", ("epub",), _every),
    Target("page of a book", "booklet", ("epub",), _one_page),
    Target("mail, both parts", "newsletter", ("single", "whole"), _only(".eml")),
    Target("mail, HTML part", "newsletter", ("single", "whole"), _one_part("text/html")),
    Target("mail, text part", "newsletter", ("single", "whole"), _one_part("text/plain")),
    Target("page for the browser", "newsletter", ("single", "whole"), _only(".html")),
    Target("text beside the mail", "newsletter", ("single", "whole"), _only(".txt")),
    Target("posts", "social", ("posts",), _every),
    Target("posts.json", "social", ("posts",), _posts("texts")),
    Target("posts.csv", "social", ("posts",), _only(".csv")),
    Target("card", "social", ("posts",), _only(".png", ".jpg")),
    Target("description of a card", "social", ("posts",), _posts("alt")),
    Target("web page", "page", ("web",), _every),
    Target("fragment for a site", "page", ("embed",), _every),
    Target("fragment without style", "page", ("embed",), _only("plain.html")),
    Target("blocks for a site", "page", ("blocks",), _only(".json")),
)
