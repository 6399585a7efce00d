"""What a small workspace should hold comes in; its files stand on the disk, and commands are typed in it."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import sys
import traceback
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from tests.building.walks.wisp import small_formats
from tests.test_edition import BRAND
from tests.workspace import ROOT, reading_of, with_head

FIRST_DAY = date(2026, 11, 1)
CUERPO = "## Paseo\n\nLa arena es firme.[@table] Llame al {{phone}}.\n\n::: action\nMire primero la tabla.\n:::\n"
SPANISH = "---\nlang: es\ntitle: Mareas\nsummary: Van.\nmain_message: Mire.\nfunding: no\nconflicts: no\n---\n" + CUERPO
BODY = "## Walking out\n\nThe sand is firm.[@table] Call {{phone}}.\n\n::: action\nLook at the table first.\n:::\n"


@dataclass(frozen=True)
class Text:
    """One language of an article."""

    title: str
    status: str = "current"
    next_review: str = "2028-10-01"
    brands: tuple[str, ...] = ()
    broken: str = ""
    link: str = ""

    def file(self, lang: str, document: str, original: bool) -> bytes:
        if lang == "es":
            told = SPANISH if not original else with_head(CUERPO).replace("lang: en", "lang: es")
        else:
            told = with_head(BODY)
        lines = {"id": document, "next_review": self.next_review} if original else {}
        told = _with_lines(told, {"title": self.title} | lines)
        more = f"status: {self.status}\n" if original and self.status != "current" else ""
        more += f"brands: [{', '.join(self.brands)}]\n" if original and self.brands else ""
        told = told.replace("funding:", f"{more}funding:", 1)
        if self.link:
            told = told.replace("firm.", f"firm, says [the other]({self.link}).").replace(
                "firme.", f"[firme]({self.link})."
            )
        if self.broken:
            told = told.replace("summary:", "summary: [" if "read" in self.broken else "sumary:")
        return told.encode()


def _with_lines(text: str, lines: dict[str, str]) -> str:
    for key, value in lines.items():
        text = "\n".join(f"{key}: {value}" if line.startswith(f"{key}:") else line for line in text.split("\n"))
    return text


@dataclass(frozen=True)
class Article:
    """An article with its languages; the original's first."""

    document: str
    texts: dict[str, Text]

    def files(self) -> dict[str, bytes]:
        found = {}
        for number, (lang, text) in enumerate(self.texts.items()):
            name = "article.md" if number == 0 else f"article.{lang}.md"
            found[name] = text.file(lang, self.document, original=number == 0)
        return found


@dataclass(frozen=True)
class House:
    """A brand as its file says it."""

    name: str
    leaves: str = "full"
    languages: tuple[str, ...] = ()
    broken: bool = False

    def file(self) -> bytes:
        told = BRAND.replace(b"Tide Clinic (example)", self.name.encode())
        told = told.replace(b"[values]", f'[values]\nleaves = "{self.leaves}"'.encode())
        if self.languages:
            listed = ", ".join(f'"{lang}"' for lang in self.languages)
            told = told.replace(b'region = "GB"', f'region = "GB"\nlanguages = [{listed}]'.encode())
        return told.replace(b'region = "GB"', b'region = "Britain"') if self.broken else told


@dataclass(frozen=True)
class Book:
    """A collection as its file says it."""

    title: str
    articles: tuple[str, ...]
    brands: tuple[str, ...] = ()

    def file(self) -> bytes:
        told = f'title = "{self.title}"\narticles = {json.dumps(self.articles)}\n'
        told += f"brands = {json.dumps(self.brands)}\n" if self.brands else ""
        return told.encode()


@dataclass(frozen=True)
class Told:
    """How a command ended, and all that it printed."""

    code: int
    words: str


@dataclass
class World:
    """A workspace in a folder. Operations change the values; `write` makes the files say them."""

    root: Path
    articles: dict[str, Article] = field(default_factory=dict)
    houses: dict[str, House] = field(default_factory=dict)
    books: dict[str, Book] = field(default_factory=dict)
    attic: list[tuple[str, Article]] = field(default_factory=list)
    look: str = "x"
    engine: str = "engine"
    day: date = FIRST_DAY
    said: int = 0

    @property
    def output(self) -> Path:
        return self.root / "output"

    def words(self) -> str:
        """A title that no article had yet."""
        self.said += 1
        letters = "".join(chr(ord("a") + int(digit)) for digit in str(self.said))
        return f"Words of {letters}"

    def change(self, slug: str, lang: str, **values: Any) -> None:
        article = self.articles[slug]
        self.articles[slug] = replace(article, texts=article.texts | {lang: replace(article.texts[lang], **values)})

    def rename(self, slug: str, wanted: str) -> None:
        """Give an article's folder another name, as `mv` does."""
        self.articles[wanted] = self.articles.pop(slug)
        (self.root / "source" / slug).rename(self.root / "source" / wanted)

    def write(self) -> None:
        wanted = {f"source/{slug}/{n}": c for slug, each in self.articles.items() for n, c in each.files().items()}
        wanted |= {f"source/{slug}.collection.toml": book.file() for slug, book in self.books.items()}
        wanted |= {f"styles/brands/{name}/brand.toml": house.file() for name, house in self.houses.items()}
        wanted["styles/leaf/leaf.html"] = self.look.encode()
        for folder in (self.root / "source", self.root / "styles/brands"):
            for path in sorted(folder.rglob("*"), reverse=True):
                if path.is_file() and path.relative_to(self.root).as_posix() not in wanted:
                    path.unlink()
                elif path.is_dir() and not any(path.iterdir()):
                    path.rmdir()
        for name, content in wanted.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.is_file() or path.read_bytes() != content:
                # As editors save: a file of another inode, moved into its place.
                beside = path.with_name(".saved")
                beside.write_bytes(content)
                beside.replace(path)

    def type(self, *words: str, trusting: bool = False) -> Told:
        """Type a command in a fork of this process; `trusting` lets it believe the times of files at once."""
        _warm_up()
        told = self.root / ".told"
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                code = _run(self, words, trusting, told)
            except BaseException:
                traceback.print_exc()
                sys.stderr.flush()
            finally:
                os._exit(code)
        _, status = os.waitpid(pid, 0)
        return Told(os.waitstatus_to_exitcode(status), told.read_text(errors="replace"))


def _run(world: World, words: tuple[str, ...], trusting: bool, told: Path) -> int:
    import pipeline.workspace.output
    import pipeline.workspace.shelf
    import pipeline.workspace.storage
    from pipeline.cli import main

    small_formats()
    os.chdir(world.root)
    epoch = datetime(world.day.year, world.day.month, world.day.day, tzinfo=UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(epoch.timestamp()))
    for stream, place in enumerate((Path(os.devnull), told, told)):
        os.dup2(os.open(place, os.O_RDWR | os.O_CREAT | (os.O_TRUNC if stream == 1 else os.O_APPEND)), stream)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    patched: Any = pipeline.workspace
    patched.storage.code_digest = lambda: world.engine
    _read_once(world.root.parent / "read")
    if trusting:
        patched.output.RACY_NS = patched.shelf.RACY_NS = 0
    sys.argv = ["plainleaf", *words]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _read_once(folder: Path) -> None:
    """Keep what reading a source gives, by its bytes: a step reads the same ones many times."""
    import pipeline.building.build
    import pipeline.building.jobs
    from pipeline.building.jobs import ReadArticle, ReadJob, read

    def kept(job: ReadJob) -> tuple[ReadArticle, ...]:
        path = folder / hashlib.sha256(repr(job).encode()).hexdigest()
        if not path.is_file():
            folder.mkdir(exist_ok=True)
            path.write_bytes(pickle.dumps(read(job)))
        return cast("tuple[ReadArticle, ...]", pickle.loads(path.read_bytes()))

    for module in (pipeline.building.build, pipeline.building.jobs):
        patched: Any = module
        patched.read = kept


@cache
def _warm_up() -> None:
    """Load what commands load, and read and check one article, before the first fork."""
    import pipeline.building.build
    import pipeline.building.library
    import pipeline.cli.build
    import pipeline.cli.check
    import pipeline.showing.publishing  # noqa: F401
    from pipeline.article.rules import check_article

    article = reading_of(BODY).article
    assert article is not None
    check_article(article)


def made(root: Path) -> World:
    """A workspace of two articles, one of them in two languages, and one brand."""
    for name in ("source", "styles/brands", "styles/words", "styles/fonts", "styles/leaf"):
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "styles/fonts/fonts.toml").write_text("family = []\n[stacks]\n")
    for lang in ("en", "es"):
        shutil.copy(ROOT / f"styles/words/{lang}.po", root / "styles/words")
    world = World(root)
    world.articles["tides"] = Article("PL-tides", {"en": Text("Tides"), "es": Text("Mareas")})
    world.articles["waves"] = Article("PL-waves", {"en": Text("Waves")})
    world.houses["tide"] = House("Tide Clinic (example)")
    world.write()
    return world


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)
