"""What somebody wants to take away is asked for; archives, the table of facts, certificates and thumbnails go out."""

from __future__ import annotations

import asyncio
import io
import zipfile
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.building.report import EditionReport, Fate, FileReport, ProductReport
from pipeline.certifying.profile import is_certified
from pipeline.desk.routes.editions import galley_of, name_of
from pipeline.edition.artifact import File
from pipeline.facts.tracing import Trace, from_json
from pipeline.finding import Findings
from pipeline.showing.facts_table import facts_page, table_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from pipeline.desk.galley import Galley
    from pipeline.edition.name import EditionName
    from pipeline.workspace.output import Output

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP archive can hold: the same files give the same archive on every day."""

certifying = asyncio.Lock()
"""One Java machine takes a GB of memory: one edition is certified after the other."""


async def archive(request: Request) -> Response:
    """All files of a product in one ZIP archive, for instance the posts with their cards."""
    galley = galley_of(request)
    proof = galley.proofs.get(request.query_params.get("product", ""))
    if proof is None or proof.artifact is None:
        raise HTTPException(404)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in proof.artifact.files:
            packed.writestr(zipfile.ZipInfo(file.name, FIRST_DAY), file.content)
    name = f"{galley.name.slug}-{galley.name.lang}-{str(proof.product).replace('/', '-')}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(out.getvalue(), media_type="application/zip", headers=headers)


async def facts(request: Request) -> Response:
    """The table of facts of what is on the desk now, as a page."""
    galley = galley_of(request)
    page = await asyncio.to_thread(_facts, galley)
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": policy})


def _facts(galley: Galley) -> str:
    traces: dict[str, Trace] = {}
    products = []
    # In the order in which they are published: what somebody looks at is made first, and says nothing of the table.
    wanted = {str(proof.product) for proof in galley.wanted}
    for proof in (proof for name, proof in galley.proofs.items() if name in wanted):
        if proof.artifact is None:
            continue
        product = proof.product
        trace = from_json(proof.trace) if proof.trace else None
        if trace is not None:
            traces[str(product)] = trace
        files = tuple(
            FileReport(f"{product.format}/{file.name}", file.media_type, len(file.content), file.sha256)
            for file in proof.artifact.files
        )
        kept = "here" if trace is not None else ""
        products.append(ProductReport(product.format, product.variant, product.paper, files, Findings(), trace=kept))
    title = galley.copy.target.title if galley.copy else galley.name.slug
    edition = EditionReport(galley.name, title, "", "", False, Fate.CHECKED, Findings(), tuple(products))
    return facts_page(table_of(edition, lambda product: traces.get(product.name), "/published/"), "/")


async def published(request: Request) -> Response:
    """Where a table of facts leads: the file of a product, by its path below the folder of its edition."""
    galley, given = galley_of(request), request.path_params
    for proof in galley.wanted:
        names = {file.name for file in proof.artifact.files} if proof.artifact else set()
        if proof.product.format == given["format"] and given["name"] in names:
            return RedirectResponse(f"/proof/{galley.name}/{proof.product}/-/file/{given['name']}?view", 303)
    raise HTTPException(404)


async def certify(request: Request) -> Response:
    """What the validators say of the files on the desk now, one sentence each; it takes seconds to minutes."""
    galley = galley_of(request)
    if galley.checking:
        return JSONResponse({"certificates": [], "waiting": True})
    files = [
        File(f"{proof.product.format}/{file.name}", file.media_type, file.content)
        for proof in galley.wanted
        for file in (proof.artifact.files if proof.artifact else ())
        if is_certified(f"{proof.product.format}/{file.name}", file.media_type)
    ]
    async with certifying:
        told = await asyncio.to_thread(_certify, request.app.state.room.output, files)
    return JSONResponse({"certificates": told, "waiting": False})


def _certify(output: Output, files: list[File]) -> list[dict[str, Any]]:
    from pipeline.certifying import certify

    return [
        {"file": each.name, "passed": each.passed, "says": each.statement}
        for each in certify(files, output.certificates())
    ]


async def thumbnail(request: Request) -> Response:
    """A small picture of what is published of an edition; no content when nothing is, which is no fault."""
    room, name = request.app.state.room, name_of(request)
    content = await asyncio.to_thread(_thumbnail, room.output, name)
    if content is None:
        return Response(status_code=204)
    return Response(content, media_type="image/png", headers={"Cache-Control": "private, max-age=60"})


def _thumbnail(output: Output, name: EditionName) -> bytes | None:
    products = output.manifest(name).get("products")
    for product in products if isinstance(products, list) else ():
        previews = product.get("previews") if isinstance(product, dict) else None
        if isinstance(previews, list) and previews and isinstance(previews[0], str):
            return output.cached(previews[0])
    return None


_EDITION = "{brand}/{lang}/{slug}"

ROUTES = [
    Route(f"/thumbnail/{_EDITION}", thumbnail),
    Route(f"/archive/{_EDITION}", archive),
    Route(f"/facts/{_EDITION}", facts),
    Route(f"/published/{_EDITION}/{{format}}/{{name:path}}", published),
    Route(f"/certify/{_EDITION}", certify, methods=["POST"]),
]
