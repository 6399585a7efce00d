"""A product of an edition is asked for; pictures of its pages, frames, files and posts go out."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.desk.camera import PageJob, photograph
from pipeline.desk.frames import NONCE, POLICY, THEMES, BookJob, MailJob, TextJob, frame_book, frame_mail, frame_text
from pipeline.desk.routes.editions import galley_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from pipeline.desk.galley import Proof
    from pipeline.edition.artifact import Artifact

KEPT = {"Cache-Control": "private, max-age=86400, immutable"}
"""An address with a digest never says anything else."""


def proof_of(request: Request) -> tuple[Proof, Artifact]:
    """The product that an address names, with what it last became; 404 when there is nothing yet."""
    given = request.path_params
    proof = galley_of(request).proofs.get(given["product"])
    if proof is None or proof.artifact is None:
        raise HTTPException(404)
    return proof, proof.artifact


async def pages(request: Request) -> Response:
    """The pages of a PDF: sizes in points, and boxes in thousandths with their places."""
    proof, _ = proof_of(request)
    found = [
        {
            "width": page.width,
            "height": page.height,
            "boxes": [[box.x, box.y, box.width, box.height, box.place] for box in page.boxes],
        }
        for page in proof.pages
    ]
    return JSONResponse({"digest": proof.digest, "pages": found})


async def page_picture(request: Request) -> Response:
    """One page, so many px wide."""
    proof, artifact = proof_of(request)
    number, width = int(request.path_params["number"]), int(request.query_params.get("width", "900"))
    if not 0 <= number < len(proof.pages) or width < 1:
        raise HTTPException(404)
    job = PageJob(artifact.main.content, number, width)
    picture = await request.app.state.room.photograph(photograph, job)
    kept = KEPT if request.query_params.get("digest") == proof.digest else {}
    return Response(picture, media_type="image/webp", headers=kept)


async def mail(request: Request) -> Response:
    """A message or a web page in a frame: `dark`, `bare` (pictures off), or a message's text part (`text`)."""
    proof, artifact = proof_of(request)
    asked = request.query_params
    files = {file.name: file.content for file in artifact.files}
    if "text" in asked:
        text = next((content for name, content in files.items() if name.endswith(".txt")), b"")
        framed = await request.app.state.room.photograph(frame_text, TextJob(text, proof.lines))
    else:
        html = next((content for name, content in files.items() if name.endswith(".html")), b"<p></p>")
        job = MailJob(html, files, proof.lines, "dark" in asked, "bare" in asked)
        framed = await request.app.state.room.photograph(frame_mail, job)
    return _framed(framed)


async def book(request: Request) -> Response:
    """A book in a frame, in the light of a theme; with `paged`, page by page."""
    proof, artifact = proof_of(request)
    theme = request.query_params.get("theme", "light")
    if theme not in THEMES or not artifact.main.name.endswith(".epub"):
        raise HTTPException(404)
    job = BookJob(artifact.main.content, proof.lines, theme, "paged" in request.query_params)
    return _framed(await request.app.state.room.photograph(frame_book, job))


def _framed(text: str) -> Response:
    """A copy under a policy of its own. The desk's script comes last: a place for the nonce before it is no one's."""
    nonce = secrets.token_urlsafe(16)
    before, mark, after = text.rpartition(NONCE)
    headers = {"Content-Security-Policy": POLICY.format(nonce=nonce)}
    return Response(before + nonce + after if mark else after, media_type="text/html", headers=headers)


async def posts(request: Request) -> Response:
    """The posts as plain values, each with the place of the block that it comes from."""
    proof, artifact = proof_of(request)
    try:
        values: dict[str, Any] = json.loads(artifact.main.content)
        found = values["posts"]
    except (ValueError, KeyError, TypeError):
        raise HTTPException(404) from None
    title = proof.lines[0].place if proof.lines else ""
    told = [post | {"place": proof.places.get(post["source"], title)} for post in found]
    return JSONResponse({"digest": proof.digest, "posts": told, "omitted": values.get("omitted", [])})


async def file(request: Request) -> Response:
    """A file of a product as it would be published: to look at (pictures, and PDFs with `view`), or to keep."""
    _, artifact = proof_of(request)
    try:
        found = artifact.file(request.path_params["name"])
    except KeyError:
        raise HTTPException(404) from None
    headers = {}
    looked_at = found.media_type.startswith("image/") or found.media_type == "application/pdf"
    if "download" in request.query_params or not looked_at:
        name = quote(found.name.rpartition("/")[2])
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    if found.media_type != "application/pdf":
        # A drawing could hold scripts; as a picture it runs none, and opened by itself it may do nothing. The viewer of
        # PDFs that browsers have does not work in a sandbox.
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return Response(found.content, media_type=found.media_type, headers=headers)


_PROOF = "/proof/{brand}/{lang}/{slug}/{product:path}"

ROUTES = [
    Route(f"{_PROOF}/-/pages", pages),
    Route(f"{_PROOF}/-/page/{{number:int}}", page_picture),
    Route(f"{_PROOF}/-/mail", mail),
    Route(f"{_PROOF}/-/book", book),
    Route(f"{_PROOF}/-/posts", posts),
    Route(f"{_PROOF}/-/file/{{name:path}}", file),
]
