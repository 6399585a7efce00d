"""A source comes in; its articles, one a language, and everything wrong with their form go out."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline import limits
from pipeline.article import disguises, syntax
from pipeline.article.audience import Audience
from pipeline.article.body.formulas import set_formulas
from pipeline.article.body.inlines import plain
from pipeline.article.body.parsing import parse_body
from pipeline.article.defaults import Default, read_defaults
from pipeline.article.front.fields import INHERITED, FrontMatter, read_front_matter
from pipeline.article.front.head import Head, read_head, split_head
from pipeline.article.front.slips import no_text
from pipeline.article.material import Picture
from pipeline.article.model import SAFE_SCHEMES, Article, Blocks, Cite, Image, Inlines, Link, Node, RelatedItem, Span
from pipeline.article.pictures.proving import STAND_IN, collect_pictures, inside_name, stand_in_picture
from pipeline.article.references import check_references, format_references
from pipeline.article.source import UNREADABLE, Source, translation_tag
from pipeline.article.walking import all_blocks, change_inlines, walk
from pipeline.errors import PlainleafError
from pipeline.fault import TOO_MUCH, faults_of
from pipeline.finding import Finding, Findings, Place
from pipeline.language.characters import cleared
from pipeline.tags import primary_of

ORIGINAL = "article.md"
_SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):")


@dataclass(frozen=True)
class Reading:
    """What became of one article file: the article unless its form forbids it, and the findings."""

    file: str
    article: Article | None
    findings: Findings


def read_articles(source: Source, wanted: Collection[str] | None = None) -> tuple[Reading, ...]:
    """Read every language of a source, the original first, or those of the `wanted` files. Nothing is raised, whatever
    a file holds.
    """
    readings: list[Reading] = []
    original: Head | None = None
    for name in source.texts:
        if wanted is not None and name not in wanted:
            original = _head_of(source, name) if translation_tag(name) is None else original
            continue
        file = f"{source.folder}/{name}"
        try:
            reading, head = _read_one(source, name, original)
        except Exception as error:
            reading, head = Reading(file, None, faults_of(error, Place(file), "reading it")), Head({}, {})
        if translation_tag(name) is None:
            original = head
        readings.append(reading)
    return tuple(readings)


def read_from(source: Source, name: str) -> Hashable:
    """All that the article in one file is read from: of the other texts, the original's head at the most."""
    apart = set(source.texts) - {name}
    files = tuple((path, content) for path, content in source.files.items() if path not in apart)
    head = ""
    if name != ORIGINAL and ORIGINAL in source.files:
        text, faults = _decode(source, ORIGINAL, ORIGINAL)
        head = repr(faults) if text is None else split_head(cleared(text))[0]
    more = (source.snippets, source.oversized, source.unread, source.defaults)
    return source.slug, source.folder, name, head, files, *(tuple(each.items()) for each in more)


def _head_of(source: Source, name: str) -> Head:
    """The head of an original that is not read itself: translations take what they do not say from it."""
    try:
        file = f"{source.folder}/{name}"
        text, _ = _decode(source, name, file)
        return Head({}, {}) if text is None else _open(source, name, file, text, None).head
    except Exception:
        return Head({}, {})


@dataclass(frozen=True)
class _Opened:
    """An article file whose head was read: with what it takes over from the original and from the defaults."""

    head: Head
    body: str
    faults: list[Finding]
    findings: list[Finding]
    in_file: list[Finding]
    taken: Mapping[str, Default]


def _open(source: Source, name: str, file: str, text: str, original: Head | None) -> _Opened:
    yaml_text, body = split_head(cleared(text))
    head, faults = read_head(yaml_text, file, text[:2000])
    findings = [*faults]
    lang = str(head.values.get("lang") or translation_tag(name) or "")
    in_file = disguises.check_text(text, file, lang)
    findings += in_file + disguises.untold(disguises.check_head(head, file, lang), in_file)
    head = Head(disguises.clear_head(head.values), head.lines)
    translation = translation_tag(name)
    if translation is not None and original is not None:
        head = _inherit(head, original)
    taken, wrong = read_defaults(source.defaults, lang, translated=translation is not None)
    findings += wrong
    own = {key for key, value in head.values.items() if value is not None}
    taken = {key: default for key, default in taken.items() if key not in own}
    head = Head({**head.values, **{key: default.value for key, default in taken.items()}}, head.lines)
    return _Opened(head, body, faults, findings, in_file, taken)


def _read_one(source: Source, name: str, original: Head | None) -> tuple[Reading, Head]:
    file = f"{source.folder}/{name}"
    text, findings = _decode(source, name, file)
    if text is None:
        return Reading(file, None, Findings(tuple(findings))), Head({}, {})
    opened = _open(source, name, file, text, original)
    head, body, faults, in_file = opened.head, opened.body, opened.faults, opened.in_file
    findings += opened.findings
    translation = translation_tag(name)
    front: FrontMatter | None = None
    if not faults:
        front, more = read_front_matter(head, file)
        findings += more
    if translation and front and front.lang.lower() != translation.lower():
        hint = f'write lang: {translation}, or rename the file to "article.{front.lang}.md"'
        message = f'the file is named for "{translation}", its front matter says "{front.lang}"'
        findings.append(syntax.FRONT_MATTER.finding(Place(file, head.line("lang")), message, hint))
    lang = front.lang if front else str(head.values.get("lang") or translation or "en")
    try:
        parsed = parse_body(body, file, _snippets(source, lang))
    except PlainleafError as fault:
        findings += faults_of(fault, Place(file), "reading it").found
        return Reading(file, None, _sorted(findings)), head
    findings += parsed.findings
    decoded = disguises.check_blocks(parsed.blocks, lang)
    findings += disguises.untold(decoded, in_file)
    blocks = disguises.clear_blocks(parsed.blocks) if decoded else parsed.blocks
    blocks, unset = set_formulas(blocks, file)
    findings += unset
    if not parsed.blocks and not any(finding.rule == TOO_MUCH.name for finding in parsed.findings):
        findings.append(syntax.EMPTY.finding(Place(file), "the article has no text", "write its body below the head"))
    if front is None or not parsed.blocks:
        return Reading(file, None, _sorted(findings)), head
    article, more_faults = _assemble(source, file, front, blocks, head, findings, translation is None)
    article = replace(article, taken={key: default.place for key, default in opened.taken.items()})
    return Reading(file, article, _sorted(findings) + more_faults), head


def _assemble(
    source: Source,
    file: str,
    front: FrontMatter,
    blocks: Blocks,
    head: Head,
    findings: list[Finding],
    original: bool,
) -> tuple[Article, Findings]:
    images = [(part, place) for part, place in _with_places(blocks) if isinstance(part, Image)]
    pictures, found = collect_pictures(images, source, front.pictures)
    findings += found.found
    findings += check_references(front.references, head, file)
    findings += _struck(head, file)
    references = format_references(front.references, front.lang)
    known = {str(item.get("id")) for item in front.references}
    keys = {part.node.key for part in all_blocks(blocks)}
    for part, place in _with_places(blocks):
        if isinstance(part, Cite):
            findings += _check_citation(part, place, known)
        elif isinstance(part, Link):
            findings += _check_link(part, place, keys)
        elif isinstance(part, RelatedItem) and part.target:
            findings += _check_link(Link(part.target, part.title), place, keys)

    def mend(inline: Any) -> Inlines:
        if isinstance(inline, Link) and not _is_safe(inline.target):
            return (Span(inline.children),)
        return (inline,)

    mended = _with_pictures(change_inlines(blocks, mend), pictures, source.files)
    article = Article(source.slug, front.lang, file, front, mended, pictures, references, original, head.lines)
    return article, Findings(faults=found.faults)


_STRUCK = re.compile(r"~~\S.*?~~|<(?:s|del|strike)\b", re.IGNORECASE | re.DOTALL)


def _struck(head: Head, file: str) -> Iterable[Finding]:
    """Words of the front matter that somebody crossed out; it is no Markdown, so the signs would be printed too."""

    def walked(value: Any, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, Mapping):
            for key, inner in value.items():
                yield from walked(inner, f"{path}.{key}" if path else str(key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                yield from walked(inner, f"{path}.{index}")

    for path, words in walked(head.values, ""):
        if found := _STRUCK.search(words):
            hint = "take it out, or take the strokes off if it is meant"
            yield syntax.STRUCK_TEXT.finding(Place(file, head.line(path)), f'"{found[0][:40]}" is struck through', hint)


def _with_pictures(blocks: Blocks, pictures: dict[str, Picture], files: Collection[str]) -> Blocks:
    """Blocks whose images name pictures as `Article.pictures` does; one that cannot be had shows a stand-in."""
    from dataclasses import fields, is_dataclass, replace

    def mend(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(mend(child) for child in value)
        if isinstance(value, Image):
            name = inside_name(value.name, files)
            if name not in pictures:
                pictures.setdefault(STAND_IN, stand_in_picture())
                name = STAND_IN
            return Image(name or STAND_IN, value.alt)
        if is_dataclass(value) and not isinstance(value, Node | Audience | type):
            changes = {f.name: mend(inner) for f in fields(value) if _holds_blocks(inner := getattr(value, f.name))}
            return replace(value, **changes) if changes else value
        return value

    mended: Blocks = mend(blocks)
    return mended


def _holds_blocks(value: object) -> bool:
    return isinstance(value, tuple | Image)


def _with_places(blocks: Blocks) -> Iterable[tuple[Any, Place]]:
    place = Place("")
    for part in walk(blocks):
        if hasattr(part, "node"):
            place = part.node.place
        yield part, place


def _check_citation(cite: Cite, place: Place, known: set[str]) -> Iterable[Finding]:
    for key in cite.keys:
        if key not in known:
            hint = f'add a reference with id "{key}" to the front matter'
            yield syntax.CITATION_UNKNOWN.finding(place, f'there is no reference "{key}"', hint)


def _is_safe(target: str) -> bool:
    scheme = _SCHEME.match(target)
    return not scheme or scheme[1].lower() in SAFE_SCHEMES


def _check_link(link: Link, place: Place, keys: set[str]) -> Iterable[Finding]:
    if not _is_safe(link.target):
        hint = "lead to an https address, or take the link out"
        yield syntax.LINK_UNSAFE.finding(
            place, f'the link "{plain(link.children)}" leads to "{link.target[:60]}"', hint
        )
    elif link.target.startswith("#") and link.target[1:] not in keys:
        hint = f"give the block {{{link.target}}}, or mend the link"
        yield syntax.LINK_BROKEN.finding(place, f'no block has the key "{link.target[1:]}"', hint)


def _decode(source: Source, name: str, file: str) -> tuple[str | None, list[Finding]]:
    if name in source.unread:
        hint = "put a plain file in its place that you may read"
        return None, [UNREADABLE.finding(Place(file), source.unread[name], hint)]
    if name in source.oversized:
        size = source.oversized[name]
        hint = f"split it into several articles; {limits.TEXT_BYTES:,} bytes is the most"
        return None, [syntax.TOO_LARGE.finding(Place(file), f"the article weighs {size:,} bytes", hint)]
    content = source.files[name]
    if (wrong := no_text(content)) is not None:
        return None, [syntax.NOT_UTF8.finding(Place(file, 1, 1), *wrong)]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        hint = 'save the file as UTF-8; editors call it "encoding"'
        return None, [
            syntax.NOT_UTF8.finding(Place(file, line, line), f"byte 0x{content[fault.start]:02x} is not UTF-8", hint)
        ]
    if not text.strip():
        hint = f"`plainleaf new {source.slug}` shows what an article holds"
        return None, [syntax.EMPTY.finding(Place(file), "the file is empty", hint)]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def _inherit(head: Head, original: Head) -> Head:
    values = {key: value for key, value in original.values.items() if key in INHERITED}
    return Head({**values, **head.values}, head.lines)


def _snippets(source: Source, lang: str) -> dict[str, tuple[str, str]]:
    """Snippets by name with file and text: the one in the article's language, never one in another."""
    found: dict[str, tuple[str, str]] = {}
    for file_name, content in sorted(source.snippets.items()):
        match = re.fullmatch(r"(.+?)(?:\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*))?\.md", file_name)
        if not match:
            continue
        name, tag = match[1], match[2]
        primary = primary_of(lang)
        fits = tag in {lang, primary} if tag else primary == "en" or name not in found
        if tag is None and primary != "en":
            continue
        if fits and (tag == lang or name not in found or tag is not None):
            found[name] = (f"source/_snippets/{file_name}", content.decode("utf-8", "replace"))
    return found


def _sorted(findings: list[Finding]) -> Findings:
    return Findings(tuple(sorted(dict.fromkeys(findings), key=lambda f: f.order)))
