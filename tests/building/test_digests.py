"""What editions are made of is hashed, so that a change of any part of it makes them stale, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.article.source import Source
from pipeline.building import digests
from pipeline.building.digests import SAID, digest_of, digest_styles, source_digest, tool_digest
from pipeline.edition.review import State
from tests.building.values import DIGESTS, two_formats

__all__ = ["two_formats"]


def test_a_digest_tells_names_and_contents_apart_and_knows_no_order() -> None:
    many = [{"a": b"bc"}, {"ab": b"c"}, {"a": b"b", "c": b""}, {"a": b"", "c": b"b"}, {"a": b"bc", "d": b""}, {}]
    assert len({digest_of(each) for each in many}) == len(many)
    assert digest_of({"a": b"1", "b": b"2"}) == digest_of({"b": b"2", "a": b"1"})
    assert len(digest_of({})) == 64


# libraries


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed wheels, the only one there is, and no system libraries."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    for name in ("weasyprint-70.0", "ruamel.yaml-0.19", "pydantic_core-2.50", "click-8.3"):
        (folder / f"{name}.dist-info").mkdir()
    (folder / "weasyprint").mkdir()
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(folder if name == "purelib" else tmp_path / name))
    monkeypatch.setattr("sys.path", [str(tmp_path / "nowhere")])
    monkeypatch.setattr(digests, "_LIBRARY_FOLDERS", (str(tmp_path / "lib"), str(tmp_path / "usr")))
    return folder


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weasyprint-70.0", "weasyprint-71.0"),
        ("weasyprint-70.0", "WeasyPrint-71.0"),
        ("ruamel.yaml-0.19", "ruamel.yaml-0.20"),
        ("pydantic_core-2.50", "pydantic_core-2.51"),
    ],
)
def test_another_version_of_a_library_that_renders_changes_the_digest(installed: Path, old: str, new: str) -> None:
    before = tool_digest()
    (installed / f"{old}.dist-info").rename(installed / f"{new}.dist-info")
    assert tool_digest() != before


@pytest.mark.parametrize("new", ["Ruamel_YAML-0.19", "ruamel_yaml-0.19"])
def test_one_version_in_another_spelling_is_the_same(installed: Path, new: str) -> None:
    before = tool_digest()
    (installed / "ruamel.yaml-0.19.dist-info").rename(installed / f"{new}.dist-info")
    assert tool_digest() == before


def test_what_does_not_render_does_not_matter(installed: Path) -> None:
    before = tool_digest()
    (installed / "click-8.3.dist-info").rename(installed / "click-9.dist-info")
    (installed / "weasyprint-71.0.egg").mkdir()
    (installed / "weasyprintplus-1.dist-info").mkdir()
    assert tool_digest() == before


@pytest.mark.parametrize("where", ["platlib", "nowhere"])
def test_libraries_are_found_wherever_python_looks(installed: Path, tmp_path: Path, where: str) -> None:
    before = tool_digest()
    (tmp_path / where / "pikepdf-10.dist-info").mkdir(parents=True)
    assert tool_digest() != before


def test_a_library_that_is_installed_twice_in_one_version_counts_once(installed: Path, tmp_path: Path) -> None:
    before = tool_digest()
    (tmp_path / "platlib/weasyprint-70.0.dist-info").mkdir(parents=True)
    assert tool_digest() == before


@pytest.mark.parametrize("place", ["lib", "usr", "usr/x86_64-linux-gnu"])
@pytest.mark.parametrize("name", ["libpango-1.0.so.0", "libharfbuzz.so.0", "libharfbuzz-subset.0.dylib"])
def test_another_version_of_the_system_libraries_changes_the_digest(
    installed: Path, tmp_path: Path, place: str, name: str
) -> None:
    folder = tmp_path / place
    folder.mkdir(parents=True)
    found = {tool_digest()}
    for version in ("1", "2"):
        (folder / f"{name}.{version}").write_bytes(b"")
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(folder / f"{name}.{version}")
        found.add(tool_digest())
    assert len(found) == 3


def test_the_same_library_in_two_places_is_one(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/libpango-1.0.so.0").write_bytes(b"")
    before = tool_digest()
    (tmp_path / "usr/aarch64-linux-gnu").mkdir(parents=True)
    (tmp_path / "usr/aarch64-linux-gnu/libpango-1.0.so.0").write_bytes(b"")
    assert tool_digest() == before


def test_homebrew_has_the_version_in_the_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    link = tmp_path / "lib/libpango-1.0.0.dylib"
    found = set()
    for version in ("1.54", "1.55"):
        real = tmp_path / f"Cellar/pango/{version}/lib/libpango-1.0.0.dylib"
        real.parent.mkdir(parents=True)
        real.write_bytes(b"")
        link.unlink(missing_ok=True)
        link.symlink_to(real)
        found.add(tool_digest())
    assert len(found) == 2


# sources, styles, brands


def test_everything_that_an_article_is_read_from_is_in_its_digest() -> None:
    sources = [
        Source("tides", "source/tides", {"article.md": b"a"}, {}, {}),
        Source("tides", "source/tides", {"article.md": b"b"}, {}, {}),
        Source("tides", "source/tides", {"article.md": b"a"}, {"phone.md": b"a"}, {}),
        Source("tides", "source/tides", {"article.md": b"a"}, {"phone.md": b"b"}, {}),
        Source("tides", "source/tides", {"article.md": b"a"}, {}, {"map.png": 9}),
        Source("tides", "source/tides", {"article.md": b"a"}, {}, {"map.png": 8}),
        Source("tides", "source/tides", {"article.md": b"a", "phone.md": b"a"}, {}, {}),
        Source("tides", "source/tides", {"article.md": b"a", "map.png": b"9"}, {}, {}),
        Source("tides", "source/tides", {"article.md": b"a"}, {}, {}, {"map.png": "it is a link"}),
        Source("tides", "source/tides", {"article.md": b"a"}, {}, {}, {"map.png": "it is a pipe"}),
    ]
    assert len({source_digest(source) for source in sources}) == len(sources)


STYLES = {
    "leaf/leaf.html": b"leaf",
    "twig/twig.html": b"twig",
    "shared.css": b"shared",
    "marks/a.svg": b"mark",
    "fonts/a.ttf": b"font",
    "words/en.po": b"english",
    "words/es.po": b"spanish",
    "brands/tide/brand.toml": b"tide",
    "brands/wave/logo/a.svg": b"wave",
    "brands/README.md": b"read",
    "report/index.html": b"report",
}


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("leaf/leaf.html", {"leaf"}),
        ("twig/twig.html", {"twig"}),
        ("shared.css", {"leaf", "twig"}),
        ("marks/a.svg", {"leaf", "twig"}),
        ("fonts/a.ttf", {"fonts"}),
        ("words/en.po", {"en"}),
        ("words/es.po", {"es"}),
        ("brands/tide/brand.toml", {"tide"}),
        ("brands/wave/logo/a.svg", {"wave"}),
        ("brands/README.md", set()),
        ("report/index.html", set()),
    ],
)
def test_a_file_of_the_styles_matters_to_what_is_made_of_it(two_formats: None, path: str, changed: set[str]) -> None:
    def hashes(content: bytes) -> dict[str, str]:
        found = digest_styles({**STYLES, path: content}, "engine")
        return {**found.styles, **found.words, **found.brands, "fonts": found.fonts, "engine": found.engine}

    before, after = hashes(b"before"), hashes(b"after")
    assert list(before) == ["leaf", "twig", "en", "es", "tide", "wave", "fonts", "engine"]
    assert {name for name, value in before.items() if after[name] != value} == changed
    assert before["engine"] == "engine" and digest_styles(STYLES, "engine").tools == tool_digest()


def part(name: str, **changes: object) -> str:
    given: dict[str, object] = {
        "brand": "tide",
        "lang": "en",
        "sources": ("a", "b"),
        "state": State.CURRENT,
        "waivers": "",
        "draft": False,
        "form": "leaf",
    }
    return DIGESTS.parts(**{**given, **changes})[name]  # type: ignore[arg-type]


def test_a_product_depends_on_what_it_is_made_of_and_on_nothing_else() -> None:
    assert [part(name) for name in ("engine", "tools", "fonts", "styles")] == ["engine", "tools", "fonts", "leaf-css"]
    assert part("styles", form="twig") == "twig-css"
    assert (part("brand"), part("brand", brand="wave")) == ("brand", "")
    assert len({part("source", sources=given) for given in (("a", "b"), ("b", "a"), ("ab",), ("a",))}) == 4
    assert (part("review", state=State.DUE), part("waivers", waivers="one until May")) == ("due", "one until May")
    assert (part("draft", draft=True), part("draft")) == ("yes", "no")
    assert sorted(
        DIGESTS.parts(brand="", lang="", sources=(), state=State.DUE, waivers="", draft=True, form="leaf")
    ) == [
        "brand",
        "draft",
        "engine",
        "fonts",
        "review",
        "source",
        "styles",
        "tools",
        "waivers",
        "words",
    ]
    assert {"source", "brand", "words", "review", "draft"} == SAID


def test_the_words_of_a_region_are_its_own_or_its_languages() -> None:
    both = digests.Digests("", "", "", {"leaf": ""}, {"en": "english", "pt-BR": "of Brazil", "zh": "chinese"}, {})
    found = [
        both.parts(brand="", lang=lang, sources=(), state=State.DUE, waivers="", draft=True, form="leaf")["words"]
        for lang in ("en", "en-GB", "pt-BR", "zh-Hant-TW", "pt", "xx")
    ]
    assert found == ["english", "english", "of Brazil", "chinese", "", ""]


def test_what_an_import_tells_of_itself_makes_nothing_stale() -> None:
    bare = Source("tides", "source/tides", {"article.md": b"x"})
    told = {"import.json": b"1", "import.es.json": b"2", "import-report.json": b"3", "import-report.txt": b"4"}
    assert source_digest(Source("tides", "source/tides", {**bare.files, **told})) == source_digest(bare)
    assert source_digest(Source("tides", "source/tides", {**bare.files, "images/import.json": b"1"})) != source_digest(
        bare
    )
