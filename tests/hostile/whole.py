"""The bytes of an article or a manuscript come in and go the whole way, pandoc, every rule and the import included."""

from __future__ import annotations

import contextlib
import functools
import io
import random
import zipfile

from pipeline.errors import PlainleafError
from tests.hostile.changing import changed_html, changed_xml
from tests.workspace import with_head

FORMS = b"""## One {#one}

Take 5 mg, *not* **50 mg**, twice a day.[^1] See [another](#two) and <https://example.org>.

[^1]: A note with `code`, H~2~O and 10^3^.

::: warning
Call 112 when:

- it hurts
    1. at once
    2. later
- [ ] it bleeds
:::

| Day | Dose |
|-----|-----:|
| 1   | 5 mg |
| 2   | 10 mg |

: A table {#doses}

![A drawing](images/a.svg){width=50%}

## Two {#two}

Words
:   What they mean.

> Somebody said so.

```
code
```

$$x = \\frac{1}{2}$$

::: action
Look first.
:::
"""
_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><title>A</title><rect width="9" height="9"/></svg>'
)


def read_article(content: bytes) -> None:
    """Read the text below the standard head, with a picture and a snippet beside it, and ask every rule about it."""
    from pipeline.article.reading import read_articles
    from pipeline.article.rules import check_article
    from pipeline.article.source import Source

    text = with_head(content.decode("utf-8", "replace"))
    files = {"article.md": text.encode(), "images/a.svg": _SVG}
    for reading in read_articles(Source("tides", "source/tides", files, {"a.md": b"A snippet."})):
        faults = reading.findings.faults + (check_article(reading.article).faults if reading.article else ())
        assert not faults, faults[0]


@functools.cache
def manuscripts() -> tuple[bytes, ...]:
    """Sound manuscripts with everything in them: Word, OpenDocument and web pages."""
    from tests.manuscript.generated import own_writer
    from tests.manuscript.generated.document import make

    return tuple(own_writer.write(make(seed), kind) for seed in range(4) for kind in ("docx", "odt", "html"))


def read_manuscript(content: bytes) -> None:
    """Import a manuscript; an article that comes out of it can be read."""
    from pipeline.manuscript.importing import Wishes, import_manuscript

    name = "a.html"
    if content.startswith(b"PK"):
        name = "a.odt" if b"opendocument" in content[:200] else "a.docx"
    with contextlib.suppress(PlainleafError):
        done = import_manuscript(content, name, Wishes("en"))
        read_article(done.text.encode())


def changed_manuscript(seed: bytes, chance: random.Random) -> bytes:
    """A manuscript with elements of its text changed, or of another of its parts."""
    if not seed.startswith(b"PK"):
        return changed_html(seed, chance)
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    main = "content.xml" if "content.xml" in parts else "word/document.xml"
    others = sorted(name for name in parts if name.endswith((".xml", ".rels")))
    part = main if chance.random() < 0.7 else chance.choice(others)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, changed_xml(content, chance) if name == part else content)
    return out.getvalue()
