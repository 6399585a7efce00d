"""A site is made of finished pages whose words it does not touch; what cannot stand in it is named."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from pipeline.article.front.withdrawal import Withdrawal, withdrawal_of
from pipeline.edition.copies import Answer, Copy, Printed, Standing
from pipeline.edition.name import EditionName
from pipeline.errors import PlainleafError, UsageError
from pipeline.issuing.rules import SITE
from pipeline.issuing.site.addresses import Base, base_of, place_of, way
from pipeline.issuing.site.gone import Gone
from pipeline.issuing.site.guide import PageError, read_guide
from pipeline.issuing.site.linking import same_words
from pipeline.issuing.site.lists import by_letter, by_topic, fold
from pipeline.issuing.site.making import Collected, Site, make_site
from pipeline.showing.library import Shown, remembered
from pipeline.showing.serving import server_of
from pipeline.workspace.issued import write_folder
from tests.issuing.links import dead_links
from tests.issuing.pages import WEB, finished, guide, site_of, styles


def whole(site: Site) -> set[str]:
    return {*site.files, *site.copies}


@pytest.fixture(autouse=True)
def without_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fonts are cut for the site of the sample library; here each would cost a second, and nobody looks at them."""
    monkeypatch.setattr(
        "pipeline.issuing.site.making.style_sheet", lambda shelf, _: {shelf.css: b".pl { color: #000 }"}
    )


# addresses


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/leaflets", "https://example.org/leaflets/"),
        (" https://example.org//a//b/ ", "https://example.org/a/b/"),
        ("https://example.org/our leaflets/", "https://example.org/our%20leaflets/"),
        ("https://example.org:8443/a", "https://example.org:8443/a/"),
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123/"),
    ],
)
def test_an_address_is_taken_as_people_write_it(said: str, url: str) -> None:
    assert base_of(said).url == url


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "does not begin with https://"),
        ("example.org/leaflets", "does not begin with https://"),
        ("/leaflets/", "does not begin with https://"),
        ("ftp://example.org/", "does not begin with https://"),
        ("javascript:alert(1)", "does not begin with https://"),
        ("https:///leaflets/", "names no host"),
        ("https://", "names no host"),
        ("https://exa mple.org/", "names no host"),
        ("https://example.org:port/", "names no host"),
        ("https://example.org/?page=1", "has a question mark"),
        ("https://example.org/#top", "has a question mark or a #"),
        ("https://example.org/a/../../b", "leads up and down"),
        ("https://example.org/a/%2e%2e/b", "leads up and down"),
    ],
)
def test_what_no_site_can_stand_at_is_said(said: str, why: str) -> None:
    with pytest.raises(UsageError) as fault:
        base_of(said)
    assert why in fault.value.message


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (f"{WEB}tides", "tides/index.html"),
        (f"{WEB}tides.es", "tides.es/index.html"),
        (f"{WEB}sea/tides/", "sea/tides/index.html"),
        (f"{WEB}tides.html", "tides.html"),
        (f"{WEB}salt%20water", "salt water/index.html"),
        (f"{WEB}%D8%AC%D8%B1%D8%AD", "جرح/index.html"),
        ("https://elsewhere.example.org/tides", ""),
        (f"{WEB}tides?id=1", ""),
        (f"{WEB}..%2f..%2fetc", ""),
        (f"{WEB}%2e%2e/x", ""),
        (f"{WEB}a/../b", ""),
        (f"{WEB}.git/config", ""),
        (f"{WEB}a%00b", ""),
        (f"{WEB}a:b", ""),
        (WEB, ""),
    ],
)
def test_a_page_lies_where_its_address_says_and_nowhere_outside(address: str, place: str) -> None:
    assert place_of(address, WEB) == place


def test_the_way_from_page_to_page_holds_on_a_host_and_in_a_folder() -> None:
    assert way("index.html", "tides/index.html") == "tides/index.html"
    assert way("tides/index.html", "salt water/index.html") == "../salt%20water/index.html"
    assert way("library/en/a-z.html", "index.html") == "../../index.html"


# making


def test_every_link_of_a_site_leads_somewhere() -> None:
    body = (
        f'<p><a href="{WEB}waves#title">Waves</a> <a href="{WEB}">Home</a> <a href="#title">Up</a>'
        ' <a href="../handout/sheet-a4.pdf" download>PDF</a> <a href="https://www.example.com/x">Out</a></p>'
    )
    tides = guide("tides", body=body)
    site = site_of(
        [tides, guide("waves"), guide("tides", lang="es"), guide("jurh", lang="ar")],
        [Gone("Old <b>ships</b>", "en", f"{WEB}ships", "withdrawn")],
        published={tides.name: ["handout/sheet-a4.pdf", "page/fonts/x-1.woff2"]},
    )
    assert site.findings.found == ()
    assert dead_links(dict(site.files), whole(site)) == []
    page = site.files["tides/index.html"].decode()
    assert 'href="../waves/index.html#title"' in page
    assert 'href="../index.html">Home' in page
    assert 'href="handout/sheet-a4.pdf" download' in page
    assert 'url("../library/fonts/x-1.woff2")' in page
    assert site.copies["tides/handout/sheet-a4.pdf"] == (tides.name, "handout/sheet-a4.pdf")
    assert site.copies["library/fonts/x-1.woff2"][1] == "page/fonts/x-1.woff2"
    gone = site.files["ships/index.html"].decode()
    assert "We have withdrawn this guide. Please do not use it." in gone
    assert "<b>ships" not in gone
    assert 'name="robots" content="noindex"' in gone
    assert "ships" not in site.files["sitemap.xml"].decode()


def test_a_withdrawn_guide_tells_why_on_its_page_in_the_list_and_in_the_feeds() -> None:
    said = Withdrawal("The dose for children was <wrong> & is 5 mg.", date(2026, 11, 20), "waves")
    name = "harbour-clinic/en/ships"
    gone = Gone("Old ships", "en", f"{WEB}ships", "withdrawn", name=name, said=said)
    undated = Gone("Old nets", "en", f"{WEB}nets", "withdrawn")
    late = Gone("Old sails", "en", f"{WEB}sails", "expired")
    copy = Answer(Copy("NC782DL", "PL-1", "1.0", "2026-11-02"), Standing.LATEST)
    printed = [Printed(EditionName.parse(name), "Old ships", copy)]
    guides = [guide("waves", day="2026-11-02"), guide("tides", day="2026-11-25")]
    site = site_of(guides, [gone, undated, late], printed=printed)
    assert rules_of(site) == set()
    assert dead_links(dict(site.files), whole(site) | {"library/fonts/x-1.woff2"}) == []
    for path in ("ships/index.html", "library/en/withdrawn.html"):
        page = " ".join(site.files[path].decode().split())
        assert "<strong>Reason:</strong> The dose for children was &lt;wrong&gt; &amp; is 5 mg." in page
        assert 'hreflang="en">About waves</a>' in page
        assert '<time datetime="2026-11-20">' in page
    assert "Reason" not in site.files["nets/index.html"].decode()
    check = site.files["library/en/check.html"].decode()
    assert 'href="../../ships/index.html"' in check[check.index("NC7-82DL") :]
    items = json.loads(site.files["library/en/feed.json"])["items"]
    titles = ["Withdrawn: Old nets", "About tides", "Withdrawn: Old ships", "About waves"]
    assert [item["title"] for item in items] == titles, "what has no day is told first; the calendar withdraws nothing"
    assert items[2]["content_text"].endswith("Please do not use it. The dose for children was <wrong> & is 5 mg.")
    assert "date_published" not in items[0] and items[2]["date_published"] == "2026-11-20T00:00:00Z"
    rss = etree.fromstring(site.files["library/en/feed.xml"])
    assert [item.findtext("title") for item in rss.iter("item")] == titles
    assert len({item.findtext("guid") for item in rss.iter("item")}) == len(titles)


def test_what_is_to_be_read_instead_must_be_there() -> None:
    """ "site/link-lost", in the language of the reader where there is one."""
    broken = Gone("Ships", "es", f"{WEB}ships.es", "withdrawn", said=Withdrawal(instead="moons"))
    assert rules_of(site_of([guide("tides")], [broken])) == {"site/link-lost"}
    repaired = replace(broken, said=Withdrawal(instead="tides"))
    site = site_of([guide("tides"), guide("tides", lang="es")], [repaired])
    assert rules_of(site) == set()
    assert 'href="../tides.es/index.html" lang="es"' in site.files["ships.es/index.html"].decode()
    assert rules_of(site_of([guide("tides")], [repaired])) == set()


def test_what_a_site_remembers_of_a_withdrawal_is_what_it_said() -> None:
    said = Withdrawal("The dose was wrong.", date(2026, 11, 20), "tides")
    gone = Gone("Ships", "en", f"{WEB}ships", "withdrawn", "ships/index.html", "harbour-clinic/en/ships", said)
    site = site_of([guide("tides")], [gone])
    kept = json.dumps(site.remembered).encode()
    (again,) = remembered(kept, Shown(files={"harbour-clinic/en/tides": {}}))
    assert replace(again, address=gone.address) == gone
    assert site_of([guide("tides")], [again]).files["ships/index.html"] == site.files["ships/index.html"]
    old = json.dumps({"ships/index.html": ["", "en", "Ships"]}).encode()
    assert [each.why for each in remembered(old, Shown())] == ["gone"]
    for wrong in (b"[]", b'{"a": []}', b'{"a": ["", "en", "A", "withdrawn", "x", "2026-13-01", "", ""]}'):
        assert remembered(wrong, Shown()) == []


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", Withdrawal("The dose: 5 mg, not 50 mg.", date(2026, 11, 20), "waves")),
        ("es", Withdrawal("Era errónea.", date(2026, 11, 21), "waves")),
        ("ar", Withdrawal("", date(2026, 11, 20), "waves")),
        ("fr", Withdrawal()),
        ("de", Withdrawal()),
    ],
)
def test_the_reason_is_read_in_the_language_of_its_readers(lang: str, expected: Withdrawal) -> None:
    """A reason of another language is none; a translation that is current is not withdrawn."""
    head = (
        "---\r\nlang: en\r\nstatus: withdrawn\r\nwithdrawn_because: 'The dose: 5 mg,\r\n  not 50 mg.'\r\n"
        "withdrawn_on: 2026-11-20\r\nread_instead: waves\r\n---\r\nText.\r\n"
    )
    files = {
        "article.md": head.encode(),
        "article.es.md": "---\nlang: es\nwithdrawn_on: 2026-11-21\nwithdrawn_because: Era errónea.\n---".encode(),
        "article.ar.md": b"---\nlang: ar\n---\n",
        "article.fr.md": b"---\nlang: fr\nstatus: current\n---\n",
    }
    assert withdrawal_of(files, lang) == expected


def test_a_head_that_cannot_be_read_tells_no_reason() -> None:
    for head in (b"", b"---\n[\n---\n", b"---\nstatus: withdrawn\nwithdrawn_on: 2026-02-30\nlang: en\n---\n", b"\xff"):
        assert withdrawal_of({"article.md": head}, "en") == Withdrawal()


def test_a_collection_has_a_page_that_its_book_leads_to() -> None:
    bound = Collected("harbour-clinic/en/sea", "The sea", "en", f"{WEB}sea", ("waves", "tides"), ("booklet/sea.epub",))
    site = site_of([guide("tides"), guide("waves")], collected=[bound])
    page = site.files["sea/index.html"].decode()
    assert page.index("About waves") < page.index("About tides")
    assert site.copies["sea/booklet/sea.epub"] == ("harbour-clinic/en/sea", "booklet/sea.epub")
    assert dead_links(dict(site.files), whole(site)) == []


def test_a_book_for_sale_is_not_given_away() -> None:
    """Its page says what a buyer asks for, and the same book without a price can be taken."""
    free = Collected("harbour-clinic/en/sea", "The sea", "en", f"{WEB}sea", ("tides",), ("booklet/sea.epub",))
    sold = replace(free, prices=("7.99 USD", "8.99 CAD"), isbn="9783161484100", summary="Tides & <waves>.")
    site = site_of([guide("tides")], collected=[sold])
    page = site.files["sea/index.html"].decode()
    assert "7.99 USD</bdi></strong> · <strong" in page and "8.99 CAD</bdi></strong> · <bdi" in page
    assert "ISBN 9783161484100" in page and "<p>Tides &amp; &lt;waves&gt;.</p>" in page
    assert "download" not in page and "sea/booklet/sea.epub" not in whole(site)
    given = site_of([guide("tides")], collected=[replace(sold, prices=())])
    assert "Download the booklet" in given.files["sea/index.html"].decode()
    alone = site_of([], collected=[sold]).files["sea/index.html"].decode()
    assert "<section" not in alone and '<ul class="guides">' not in alone


def test_a_day_is_said_to_be_what_it_is() -> None:
    guides = [guide("tides", day="2026-11-02"), guide("waves", day="2026-09-20")]
    page = site_of(guides).files["library/en/new.html"].decode()
    assert 'Reviewed: <time datetime="2026-11-02">' in page
    assert 'Published: <time datetime="2026-10-01">' in page


def test_the_same_guides_give_the_same_bytes_in_any_order() -> None:
    guides = [guide("tides"), guide("waves"), guide("tides", lang="ar")]
    assert site_of(guides).files == site_of(guides[::-1]).files


def test_a_title_cannot_leave_its_place() -> None:
    """Titles reach HTML, scripts, XML and JSON."""
    title = "</script><img src=x onerror=alert(1)> & ]]> \u2028 'x' \"y\""
    site = site_of([guide("tides", title=title)])
    for path, content in site.files.items():
        text = content.decode(errors="replace")
        if path.endswith((".html", ".xml")):
            assert "<img src=x" not in text, path
        if path.endswith(".xml"):
            etree.fromstring(content)
        if path == "library/search/en.js":
            # It is a file of its own, where "</script" ends nothing; U+2028 ended a line once.
            assert "\u2028" not in text
            (row,) = json.loads(text.partition(",")[2].rpartition(")")[0])
            assert row[0] == title
    assert json.loads(site.files["library/en/feed.json"])["items"][0]["title"] == title


def test_another_address_changes_heads_and_feeds_and_no_link() -> None:
    site = site_of([guide("tides"), guide("waves")], base="https://test.example.org/try/")
    page = site.files["tides/index.html"].decode()
    assert '<link rel="canonical" href="https://test.example.org/try/tides">' in page
    assert WEB not in page
    assert "https://test.example.org/try/tides/" in site.files["sitemap.xml"].decode()
    assert 'href="/try/library/en/a-z.html"' in site.files["404.html"].decode()
    assert b"Sitemap: https://test.example.org/try/sitemap.xml" in site.files["robots.txt"]


def test_a_library_of_two_thousand_has_lists_that_can_be_loaded() -> None:
    guides = [guide(f"guide-{number}", title=f"{chr(65 + number % 26)} guide {number}") for number in range(610)]
    site = site_of(guides)
    assert dead_links({path: site.files[path] for path in site.files if "library/en" in path}, whole(site)) == []
    assert "library/en/a-z-letter-q.html" in site.files
    assert max(len(content) for path, content in site.files.items() if path.endswith(".html")) < 150_000


def test_lists_are_in_the_order_of_their_alphabet() -> None:
    titles = ["Zumo", "Ñandú", "Nube", "Ácido", "«Azul»", "5 pasos", "Oído"]
    guides = [guide(f"g{number}", title=title, lang="es") for number, title in enumerate(titles)]
    assert [part.heading for part in by_letter(guides, "es")] == ["0–9", "A", "N", "Ñ", "O", "Z"]
    arabic = [guide("a", title="الجرح", lang="ar"), guide("b", title="جلد", lang="ar")]
    assert [part.heading for part in by_letter(arabic, "ar")] == ["ج"]
    japanese = [guide("a", title="傷の手当て", lang="ja"), guide("b", title="かぜ", lang="ja")]
    assert [part.heading for part in by_letter(japanese, "ja")] == [""]


def test_topics_that_differ_in_case_or_accents_only_are_one() -> None:
    guides = [guide("a", keywords=["Piel", "Sol"]), guide("b", keywords=["piel", "SOL "])]  # type: ignore[arg-type]
    assert [(part.heading, len(part.guides)) for part in by_topic(guides, "es")] == [("Piel", 2), ("Sol", 2)]


def test_folding_takes_marks_and_case_away_in_any_script() -> None:
    assert fold("Niños ÉXITO") == "ninos exito"
    assert fold("جُــرْح") == "جرح"


# rules


def test_every_rule_on_sites_has_its_case() -> None:
    text = Path(__file__).read_text(encoding="utf-8") + (Path(__file__).parent / "test_site_of_samples.py").read_text(
        encoding="utf-8"
    )
    assert [rule.name for rule in SITE if f'"{rule.name}"' not in text] == []


def rules_of(site: Site) -> set[str]:
    return {finding.rule for finding in site.findings.found}


def test_two_pages_that_differ_in_case_only_are_refused() -> None:
    broken = site_of([guide("tides"), guide("waves", address=f"{WEB}Tides")])
    assert rules_of(broken) == {"site/place-taken"}
    assert "but for case" in broken.findings.found[0].message
    assert broken.files == {}
    assert rules_of(site_of([guide("library")])) == {"site/place-taken"}
    assert rules_of(site_of([guide("tides"), guide("waves")])) == set()


@pytest.mark.parametrize("target", [f"{WEB}moons", f"{WEB}waves#crest", "../handout/lost.pdf"])
def test_a_link_to_what_the_site_lacks_is_named_and_no_reader_meets_it(target: str) -> None:
    broken = site_of([guide("tides", body=f'<p>See <a href="{target}">the <b>moons</b></a>.</p>'), guide("waves")])
    (finding,) = broken.findings.found
    assert finding.rule == "site/link-lost"
    assert 'the link "the moons" leads to' in finding.message
    page = broken.files["tides/index.html"].decode()
    assert "the <b>moons</b>" in page
    assert dead_links(dict(broken.files), whole(broken) | {"library/fonts/x-1.woff2"}) == []
    gone = Gone("Moons", "en", f"{WEB}moons", "gone")
    repaired = site_of([guide("tides", body=f'<a href="{WEB}moons">Moons</a>')], [gone])
    assert rules_of(repaired) == set()


def test_an_address_of_another_house_is_named() -> None:
    broken = site_of([guide("tides", address="https://elsewhere.example.org/tides")])
    assert rules_of(broken) == {"site/address-elsewhere"}
    assert "tides.en/index.html" in broken.files
    assert rules_of(site_of([guide("tides", address=f"{WEB}sea/tides")])) == set()


def test_a_search_that_no_telephone_should_load_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.issuing.site.making.MOST_SEARCH", 200)
    guides = [guide("tides"), guide("waves"), guide("moons")]
    assert rules_of(site_of(guides)) == {"site/search-too-large"}
    assert rules_of(site_of(guides[:1])) == set()


def test_five_thousand_guides_can_be_searched_in_two_megabytes() -> None:
    from pipeline.issuing.site.lists import search_data

    words = "pain wound skin heart sleep breath water bone knee tooth cough fever rash child nurse dose tablet".split()
    said = [" ".join(words[(number * step) % 17] for step in range(1, 25)) for number in range(50)]
    one = guide("guide")
    guides = [
        replace(
            one, title=f"Guide {n} {said[n % 50][:40]}", description=said[n % 50][:160], path=f"guide-{n}/index.html"
        )
        for n in range(5_000)
    ]
    assert len(search_data(guides, "en", "library/search/en.js").encode()) <= 2_000_000


def test_a_page_that_would_say_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """ "site/altered": a fault of ours, which must not reach a reader."""
    from pipeline.issuing.site import making
    from pipeline.issuing.site.linking import Led

    monkeypatch.setattr(making, "lead", lambda given, *_: Led(given.html.replace("5 mg", "50 mg"), ()))
    assert rules_of(site_of([guide("tides")])) == {"site/altered"}
    assert not same_words(finished("a").decode(), finished("a").decode().replace("5 mg", "50 mg"))
    assert same_words(finished("a").decode(), finished("a").decode().replace("<p>", '<p class="x">'))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html></html>",
        finished("tides").replace(b"2026-11-02", b"2026-13-02"),
        finished("tides").replace(b'"inLanguage"', b'"in"'),
        b'<script type="application/ld+json">[1]</script>',
        b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>",
    ],
)
def test_what_is_no_finished_page_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(PageError):
        read_guide(content, "harbour-clinic/en/tides", "tides")


# the folder


def test_a_folder_is_left_alone_where_nothing_changed_and_what_is_gone_leaves(tmp_path: Path) -> None:
    first = write_folder(tmp_path, {"a/index.html": b"1", "b.html": b"2"})
    assert set(first.written) == {"a/index.html", "b.html"}
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert write_folder(tmp_path, {"a/index.html": b"1", "b.html": b"2"}).written == ()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    (tmp_path / "own.txt").write_text("mine")
    changed = write_folder(tmp_path, {"b.html": b"3"})
    assert (changed.written, changed.removed) == (("b.html",), ("a/index.html",))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".plainleaf.json", "b.html", "own.txt"]


def test_a_list_that_somebody_edited_deletes_nothing_outside(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    folder = tmp_path / "site"
    write_folder(folder, {"a.html": b"1"})
    (folder / ".plainleaf.json").write_text(json.dumps({"../outside.txt": "x", "/etc/hosts": "x", "a.html": "x"}))
    write_folder(folder, {"b.html": b"1"})
    assert outside.read_text() == "mine"
    assert not (folder / "a.html").exists()


# looking


@pytest.fixture
def served(tmp_path: Path) -> Iterator[http.client.HTTPConnection]:
    (tmp_path / "outside.txt").write_text("secret")
    folder = tmp_path / "site"
    write_folder(folder, {**site_of([guide("tides")]).files})
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    with server_of(folder, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        assert server.server_address[0] == "127.0.0.1"
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
        yield connection
        connection.close()
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "host", "code"),
    [
        ("/", "", 200),
        ("/tides/", "", 200),
        ("/tides", "", 301),
        ("/moons/", "", 404),
        ("/library/", "", 404),
        ("/.plainleaf.json", "", 404),
        ("/../outside.txt", "", 404),
        ("/%2e%2e/outside.txt", "", 404),
        ("/link.txt", "", 404),
        ("/", "evil.example.org", 403),
    ],
)
def test_a_site_is_shown_on_loopback_and_nothing_else_is(
    served: http.client.HTTPConnection, path: str, host: str, code: int
) -> None:
    served.request("GET", path, headers={"Host": host} if host else {})
    answer = served.getresponse()
    content = answer.read()
    assert answer.status == code
    assert b"secret" not in content
    if code == 404:
        assert b"There is no such page" in content


def test_a_page_that_does_not_exist_looks_as_on_its_host(tmp_path: Path) -> None:
    """Its links begin at the top of the host that the brand names, and work on loopback as well."""
    write_folder(tmp_path, {**site_of([guide("tides")]).files})
    with server_of(tmp_path, 0, "/leaflets/") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for path, code in (
            ("/leaflets/library/en/library.css", 200),
            ("/library/en/library.css", 200),
            ("/leaflets/", 200),
            ("/leaflets/no-such-page/", 404),
            ("/leaflets/../../etc/hosts", 404),
            ("/leaflets/%2e%2e/%2e%2e/etc/hosts", 404),
        ):
            connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
            connection.request("GET", path)
            assert connection.getresponse().status == code, path
            connection.close()
        server.shutdown()


def test_a_template_of_another_version_is_named_with_what_mends_it() -> None:
    own = styles()
    broken = replace(own, files={**own.files, "site/gone.html": b"{{ page.colour }}"})
    with pytest.raises(PlainleafError) as fault:
        make_site(broken.brands["harbour-clinic"], broken, Base(WEB), [guide("tides")], (), {})
    assert fault.value.place == "styles/site/gone.html" and "plainleaf init" in (fault.value.hint or "")
    unclosed = replace(own, files={**own.files, "site/start.html": b"{% if %}"})
    with pytest.raises(PlainleafError, match="cannot be filled in"):
        make_site(unclosed.brands["harbour-clinic"], unclosed, Base(WEB), [guide("tides")], (), {})


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with server_of(tmp_path, 0) as server, pytest.raises(PlainleafError) as fault:
        server_of(tmp_path, server.server_address[1])
    assert "cannot be used" in fault.value.message
