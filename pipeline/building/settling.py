"""What became of an edition's jobs comes in; what is published, what stays, what leaves its place and why, go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pipeline import channels
from pipeline.building.jobs import Outcome, Rendered
from pipeline.building.planning import EditionPlan, is_true
from pipeline.building.report import EditionReport, Fate, FileReport, ProductReport
from pipeline.building.rules import ENDED
from pipeline.edition.artifact import File
from pipeline.edition.copies import Copy, with_copy
from pipeline.finding import Findings, Place


@dataclass(frozen=True)
class Settlement:
    """What is to be done with one edition.

    `files` are new (path → bytes), `kept` stay as they are, `former` were made anew, `leaving` move to _withdrawn/
    (path → why). Nothing is to be done unless `publish`.
    """

    report: EditionReport
    publish: bool
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    kept: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    leaving: Mapping[str, str] = field(default_factory=dict)
    previews: Mapping[str, File] = field(default_factory=dict, repr=False)


def settle(plan: EditionPlan, outcomes: Mapping[str, Outcome], *, draft: bool, saving: bool = True) -> Settlement:
    """Decide about an edition whose jobs are done.

    An error in the article, the brand or a value holds back all of it. An error in one product holds back that one: its
    older copy stays while it says the same as the source, and leaves its place when it does not; what does so in a run
    that is not `saving` is told as what a build would do.
    """
    target = plan.target
    shared = Findings()
    for outcome in outcomes.values():
        shared += target.weighing.of_product(outcome.findings)
    report = EditionReport(
        target.name,
        target.title,
        target.file,
        target.state.value,
        draft,
        Fate.FAILED,
        target.findings + shared,
        signed=target.signed,
        version=target.version,
        content=target.content,
    )
    held_back = bool(report.findings.errors) and not draft
    for form, outcome in outcomes.items():
        if outcome.ended:
            report = replace(report, findings=report.findings + ended(target.file, f"the {form}", outcome.ended))
    if held_back:
        held = _reports(plan, outcomes, sound=None, draft=draft)
        return Settlement(replace(report, held=held), False)
    sound = _reports(plan, outcomes, sound=True, draft=draft)
    held = _reports(plan, outcomes, sound=False, draft=draft)
    return _settled(plan, outcomes, report, sound, held, saving)


def _settled(
    plan: EditionPlan,
    outcomes: Mapping[str, Outcome],
    report: EditionReport,
    sound: tuple[ProductReport, ...],
    held: tuple[ProductReport, ...],
    saving: bool,
) -> Settlement:
    """The settlement of an edition against which nothing stands as a whole."""
    before = plan.earlier
    fresh = {product.name for product in sound}
    kept: list[ProductReport] = []
    leaving: dict[str, str] = {}
    notes: list[str] = []
    for product in before.products if before else ():
        if product.name in fresh:
            continue
        why = _why_leaving(plan, outcomes, product, {each.name for each in held})
        if why:
            leaving |= dict.fromkeys((file.name for file in product.files), why)
            gone = f"{product.name} is not published any more: {why}; it lies in _withdrawn/"
            notes.append(gone if saving else f"{product.name}: {why}; a build would move it to _withdrawn/")
        else:
            kept.append(product)
    # Nothing sound was made and nothing was taken out: what stands there, whole, says more than a gap would.
    failed = held or any(outcome.ended for outcome in outcomes.values())
    if not sound and failed and not plan.taken_out:
        return Settlement(replace(report, held=held), False)
    for product in sound:
        if product.added and product.name not in {each.name for each in (before.products if before else ())}:
            notes.append(f"{product.name} is published from now on, although no setting lists it")
    files, previews = _files(outcomes, fresh)
    report = replace(
        report,
        fate=Fate.BUILT,
        products=_ordered((*sound, *kept)),
        held=_ordered((*held, *_held_before(plan, outcomes))),
        consists_of=_consists_of(plan, outcomes),
        idle=_idle(plan, outcomes),
        notes=tuple(notes),
        copies=_copies(plan, outcomes),
    )
    remade = [product for product in (before.products if before else ()) if product.name in fresh]
    former = [file.name for product in remade for file in product.files]
    stay = tuple(file.name for product in kept for file in product.files)
    return Settlement(report, True, files, stay, tuple(former), leaving, previews)


def _copies(plan: EditionPlan, outcomes: Mapping[str, Outcome]) -> tuple[Copy, ...]:
    """What was printed of the edition so far, the copy of now last."""
    copies = plan.copies
    for outcome in outcomes.values():
        if outcome.copy is not None:
            copies = with_copy(copies, outcome.copy)
    return copies


def _why_leaving(plan: EditionPlan, outcomes: Mapping[str, Outcome], product: ProductReport, held: set[str]) -> str:
    """Why a product that was published and not made anew cannot stay; "" when it can."""
    if product in plan.taken_out:
        return "it was taken out by name"
    outcome = outcomes.get(product.format)
    if outcome is None:
        return ""
    if outcome.consists_of is not None and product.name not in outcome.consists_of:
        return "neither the brand nor the article lists it"
    if is_true(product, plan.parts[product.format]):
        return ""
    return "its new version has errors" if product.name in held else "its new version could not be made"


def _reports(
    plan: EditionPlan, outcomes: Mapping[str, Outcome], *, sound: bool | None, draft: bool
) -> tuple[ProductReport, ...]:
    """The reports on rendered products: the sound ones, those held back, or all that have findings (None)."""
    found = []
    for form, outcome in outcomes.items():
        for rendered in outcome.products:
            weighed = plan.target.weighing.of_product(rendered.findings)
            errors = bool(weighed.errors) and not draft
            is_sound = rendered.artifact is not None and not errors
            if sound is not None and sound is not is_sound:
                continue
            if sound is None and not weighed.found:
                continue
            found.append(_product_report(rendered, weighed, plan.parts[form], with_files=sound is True))
    return tuple(found)


def _product_report(
    rendered: Rendered, findings: Findings, parts: Mapping[str, str], with_files: bool
) -> ProductReport:
    artifact, product = rendered.artifact, rendered.product
    files = artifact.files if artifact and with_files else ()
    return ProductReport(
        product.format,
        product.variant,
        product.paper,
        tuple(FileReport(f"{product.format}/{f.name}", f.media_type, len(f.content), f.sha256) for f in files),
        findings,
        artifact.decisions if artifact else (),
        tuple(preview_name(preview) for preview in rendered.previews) if with_files else (),
        parts,
        {place.key: place.page for place in artifact.placements if place.page} if artifact and with_files else {},
        rendered.added,
        trace_name(rendered.trace) if rendered.trace and with_files else "",
    )


def trace_name(trace: File) -> str:
    """Where the trace of a product lies in the cache."""
    return f"traces/{trace.sha256[:20]}.json"


def preview_name(preview: File) -> str:
    """Where a preview lies in the cache."""
    # Named after its bytes: the same page has one preview, whichever edition shows it.
    return f"previews/{preview.sha256[:20]}.png"


def _files(outcomes: Mapping[str, Outcome], fresh: set[str]) -> tuple[dict[str, bytes], dict[str, File]]:
    files: dict[str, bytes] = {}
    previews: dict[str, File] = {}
    for form, outcome in outcomes.items():
        for rendered in outcome.products:
            if rendered.artifact is not None and str(rendered.product) in fresh:
                files |= {f"{form}/{file.name}": file.content for file in rendered.artifact.files}
                previews |= {preview_name(preview): preview for preview in rendered.previews}
                previews |= {trace_name(trace): trace for trace in (rendered.trace,) if trace}
    return files, previews


def _held_before(plan: EditionPlan, outcomes: Mapping[str, Outcome]) -> list[ProductReport]:
    """Products that an earlier run held back and this one had no reason to try again."""
    tried = {str(rendered.product) for outcome in outcomes.values() for rendered in outcome.products}
    own = []
    for product in plan.earlier.held if plan.earlier else ():
        outcome = outcomes.get(product.format)
        listed = outcome is None or outcome.consists_of is None or product.name in outcome.consists_of
        if product.name not in tried and listed and product not in plan.taken_out:
            own.append(product)
    return own


def _consists_of(plan: EditionPlan, outcomes: Mapping[str, Outcome]) -> dict[str, tuple[str, ...]]:
    total = dict(plan.earlier.consists_of) if plan.earlier else {}
    total |= {form: o.consists_of for form, o in outcomes.items() if o.consists_of is not None}
    gone = {product.name for product in plan.taken_out}
    return {form: tuple(name for name in names if name not in gone) for form, names in total.items()}


def _idle(plan: EditionPlan, outcomes: Mapping[str, Outcome]) -> dict[str, Mapping[str, str]]:
    """The formats that make nothing of the edition, and the variants asked for by name that it does not have."""
    before = plan.earlier.idle if plan.earlier else {}
    idle = {
        name: parts
        for name, parts in before.items()
        if (name not in outcomes if name in plan.parts else parts == plan.parts.get(name.split("/")[0]))
    }
    for form, outcome in outcomes.items():
        made = {rendered.product.variant for rendered in outcome.products}
        work = plan.work.get(form)
        asked = (work.variants if work else ()) or ()
        if outcome.consists_of is not None and not outcome.ended:
            idle |= {f"{form}/{variant}": plan.parts[form] for variant in asked if variant not in made}
        if outcome.consists_of == ():
            idle[form] = plan.parts[form]
    return idle


def _ordered(products: Iterable[ProductReport]) -> tuple[ProductReport, ...]:
    order = {name: index for index, name in enumerate(channels.FORMATS)}
    return tuple(sorted(products, key=lambda product: order.get(product.format, len(order))))


def ended(file: str, part: str, why: str) -> Findings:
    """The finding on work that was ended or whose process died."""
    message = f"{part} could not be finished: {why}"
    hint = "look for a huge or damaged picture, or a very long line, in this article; then try again"
    return Findings((ENDED.finding(Place(file, part=part), message, hint),))
