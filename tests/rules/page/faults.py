"""A finished page comes in; the same page with one fault goes out, a fault a rule."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from PIL import Image

from pipeline.edition.artifact import Artifact, File

Fault = Callable[[Artifact], Artifact]


def with_page(artifact: Artifact, html: str) -> Artifact:
    """The artifact with another main file."""
    first, *rest = artifact.files
    return replace(artifact, files=(replace(first, content=html.encode()), *rest))


def change(pattern: str, new: str, count: int = 1) -> Fault:
    """A fault that replaces what `pattern` finds on the page; fails when it finds nothing."""

    def fault(artifact: Artifact) -> Artifact:
        html, times = re.subn(pattern, new, artifact.main.content.decode(), count=count, flags=re.S)
        assert times, f"{pattern} is not on the page"
        return with_page(artifact, html)

    return fault


def add(name: str, media_type: str, content: bytes) -> Fault:
    return lambda artifact: replace(artifact, files=(*artifact.files, File(name, media_type, content)))


def small_font(artifact: Artifact) -> Artifact:
    """The page with a title font in place of its reading font: it lacks what titles do not hold."""
    html = artifact.main.content.decode()
    return with_page(artifact, re.sub(r"@font-face\{[^}]*font-weight:400[^}]*\}", "", html))


def photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#777777").save(out, "PNG")
    return out.getvalue()


def damaged_font(artifact: Artifact) -> Artifact:
    """The page with its first font cut off."""
    number = next(at for at, file in enumerate(artifact.files) if file.media_type == "font/woff2")
    cut = replace(artifact.files[number], content=artifact.files[number].content[:200])
    return replace(artifact, files=(*artifact.files[:number], cut, *artifact.files[number + 1 :]))


NOISE = "".join(hashlib.sha256(bytes([at % 256, at // 256])).hexdigest() for at in range(1_500))
"""Letters that no packing makes smaller than a half."""

IN_BODY = r'<div class="body">'

FAULTS: Mapping[str, tuple[Fault, ...]] = {
    "page/title-missing": (change(r"<title>.*?</title>", "<title></title>"), change(r"<title>", "<title>Page ")),
    "page/language": (change(r'<html lang="en"', '<html lang="fr"'), change(r'dir="ltr"', 'dir="rtl"')),
    "page/description": (
        change(r'(name="description" content=")[^"]*', r"\1"),
        change(r'(name="description" content=")', r"\1" + "tide " * 40),
    ),
    "page/canonical": (
        change(r'<link rel="canonical"[^>]*>', ""),
        change(r'(rel="canonical" href=")https://', r"\1http://"),
        change(r'(rel="canonical" href="[^"]*)', r"\1?utm_source=page"),
        change(r'(rel="canonical" href="[^"]*)', r"\1-2"),
    ),
    "page/hreflang": (
        change(r'<link rel="alternate" hreflang="en"[^>]*>', ""),
        change(r'(hreflang="es" href="[^"]*)', r"\1x"),
    ),
    "page/record-unreadable": (
        change(r'("@type": "MedicalWebPage)', r"\1,"),
        change(r'"@type": "MedicalWebPage"', '"@type": "Article"'),
        change(r'"lastReviewed": "[^"]*",', ""),
    ),
    "page/record-untrue": (
        change(r'("name": ")Tides', r"\1Waves"),
        change(r'("lastReviewed": ")2026-11-02', r"\g<1>2026-11-03"),
        change(r'("name": ")Example Reviewer', r"\1Another Reviewer"),
    ),
    "page/open-graph": (
        change(r'<meta property="og:title"[^>]*>', ""),
        change(r'(og:image" content=")https://[^/]*', r"\1"),
        change(r'(og:url" content="[^"]*)', r"\1-2"),
    ),
    "page/robots": (change(r"</title>", '</title><meta name="robots" content="noindex">'),),
    "page/viewport": (
        change(r'<meta name="viewport"[^>]*>', ""),
        change(r"initial-scale=1", "initial-scale=1, maximum-scale=1"),
    ),
    "page/heading-order": (change(r"<h3>(.*?)</h3>", r"<h5>\1</h5>"), change(IN_BODY, IN_BODY + "<h2></h2>")),
    "page/picture-undescribed": (change(r'alt="A moon[^"]*"', 'alt=""'),),
    "page/picture-size": (
        change(r'(alt="A moon[^"]*") width="\d+"', r"\1"),
        change(r'(alt="A moon[^"]*") width="\d+"', r'\1 width="600"'),
    ),
    "page/anchor-broken": (
        change(r'href="#spring"', 'href="#neap"'),
        change(r'(<p class="summary")', r'\1 id="pl:article"'),
        change(r'for="pl:large-text"', 'for="larger-text"'),
    ),
    "page/table": (change(r' scope="[^"]*"', "", 0), change(r' tabindex="0"', "")),
    "page/disclaimer-missing": (change(r'<p class="disclaimer">.*?</p>', ""),),
    "page/main-message-late": (change(r'<div class="main-message".*?</div>', ""),),
    "page/title-heading": (change(IN_BODY, IN_BODY + "<h1>Tides</h1>"),),
    "page/landmarks": (
        change(r"</?main>", "", 0),
        change(r'(<nav class="contents" aria-label=")[^"]*', r"\1Downloads"),
    ),
    "page/call-late": (
        change(r'<a class="call-link" href="#[^"]*">.*?</a>', ""),
        change(r'<a class="call-link phone".*?</a>', ""),
    ),
    "page/dates": (
        change(r'(<time datetime=")2028-11-01', r"\g<1>2029-11-01"),
        change(r"1 November 2028", "1 November 2029"),
    ),
    "page/people-missing": (
        change(r"(<dd>Document [^<]*version) 1\.0", r"\1"),
        change(r"<dd>Example Author", "<dd>Another Author"),
    ),
    "page/download-unknown": (
        change(r'<li><a href="\.\./booklet[^>]*>.*?</a></li>', ""),
        change(r"\.\./handout/full-a4\.pdf", "../handout/large-print-a4.pdf"),
    ),
    "page/script": (
        change(r"</main>", "<script>1</script></main>"),
        change(r'(<p class="summary")', r'\1 onclick="1"'),
        change(r"</main>", "<iframe></iframe></main>"),
        change(r'href="https://www\.example\.org/tides"', 'href="javascript:1"'),
    ),
    "page/link-unsafe": (
        change(r'href="https://www\.example\.org/tides"', 'href="http://www.example.org/tides"'),
        change(r'href="https://www\.example\.org/tides"', 'href="/tides"'),
        change(IN_BODY, IN_BODY + '<a href="https://www.example.org/"></a>'),
    ),
    "page/remote-load": (
        change(r"</title>", '</title><link rel="stylesheet" href="https://www.example.org/a.css">'),
        change(r"</style>", ".pl .x{background:url(https://www.example.org/a.png)}</style>"),
    ),
    "page/too-heavy": (change(r"</main>", f"<!-- {NOISE} --></main>"),),
    "page/font-lacks": (change(r"@font-face\{[^}]*\}", "", 0), small_font, damaged_font),
    "page/file-unused": (add("pictures/more.png", "image/png", photograph()),),
    "page/contrast": (
        change(r"--ink:#[0-9a-f]{6}", "--ink:#999999"),
        change(r"--accent:#[0-9a-f]{6}", "--accent:red", 2),
    ),
    "page/print-style": (change(r"@media print\{", "@media tv{"), change(r"--paper:#fff;", "")),
    "page/target-size": (change(r"(\.pl \.call-link\{[^}]*min-height:)[\d.]+rem", r"\g<1>1.5rem"),),
    "page/focus-hidden": (
        change(r":focus-visible", ":hover", 0),
        change(r"</style>", ".pl a:focus{outline:none}</style>"),
    ),
    "page/too-wide": (
        change(r"</style>", ".pl table{min-width:30rem}</style>"),
        change(r"(\.pl \.scroll\{)overflow-x:auto", r"\1overflow-x:hidden"),
    ),
    "page/text-small": (change(r"--text:1\.125rem", "--text:.8rem"), change(r"--text:1\.125rem", "--text:18px")),
}
