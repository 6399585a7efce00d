"""Front matter of files from elsewhere: loose values are settled, unreadable ones asked, harmful heads refused."""

from __future__ import annotations

import pytest

from pipeline.errors import PlainleafError
from pipeline.manuscript.importing import Import, Wishes, import_manuscript

BODY = "\n\n## Care\n\nKeep your ears dry.\n"


def imported(head: str) -> Import:
    return import_manuscript(f"---\n{head}\n---{BODY}".encode(), "a.md", Wishes())


@pytest.mark.parametrize(
    ("loose", "key", "settled"),
    [
        ("version: 1", "version", "1"),
        ("version: 1.10", "version", "1.10"),
        ("keywords: ears, wax; drops", "keywords", ["ears", "wax", "drops"]),
        ("tags: [ears, 2]", "keywords", ["ears", "2"]),
        ("lang: en_gb", "lang", "en-GB"),
        ("language: EN", "lang", "en"),
        ("author: Example Writing Group", "authors", [{"name": "Example Writing Group"}]),
        ("authors:\n  - One Group\n  - name: Two Group\n    credentials: 5", "authors",
         [{"name": "One Group"}, {"name": "Two Group", "credentials": "5"}]),
        ("published: 2 November 2026", "published", "2026-11-02"),
        ("published: Nov 2, 2026", "published", "2026-11-02"),
        ("reviewed: 2026/11/2", "reviewed", "2026-11-02"),
        ("reviewed: 2026-11-02T10:00:00Z", "reviewed", "2026-11-02"),
        ("advertisement: no", "advertisement", False),
        ("summary: [One line]", "summary", "One line"),
        ("description: What it is about.", "summary", "What it is about."),
    ],
)  # fmt: skip
def test_loose_values_take_the_form_of_the_schema(loose: str, key: str, settled: object) -> None:
    done = imported(f"title: Ear care\n{loose}")
    assert done.front[key] == settled
    assert not [query for query in done.queries if query.key == key]


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("published: 03/04/2026", "published"),
        ("lang: english", ""),
        ("id: x", "id"),
        ("advertisement: maybe", "advertisement"),
    ],
)
def test_what_can_mean_two_things_is_left_out_by_name_and_asked(value: str, key: str) -> None:
    done = imported(f"title: Ear care\n{value}")
    assert any(entry.piece.text == value for entry in done.ledger.left_out)
    assert not key or any(query.key == key for query in done.queries)


def test_an_optional_key_that_cannot_be_used_is_asked_in_its_place() -> None:
    done = imported("title: Ear care\ncanonical: www.example.org/ears\nstatus: strange")
    asked = {query.name: str(query.place) for query in done.queries}
    assert asked["front-matter:canonical"] == "a.md:3"
    assert asked["front-matter:status"] == "a.md:4"


@pytest.mark.parametrize("head", ["title: Ear care\ntitle: Eye care", "title: Ear: care\nlang: en", "title: [Ear"])
def test_a_head_that_is_doubled_or_broken_is_asked_and_is_no_text(head: str) -> None:
    done = imported(head)
    assert any(query.name == "front-matter" and query.place for query in done.queries)
    assert "Eye care" not in done.text
    assert "[Ear" not in done.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n", "refers to itself"),
        ("---\nloop: &x\n  - *x\n---\n", "refers to itself"),
        ("---\ntitle: !!python/object/apply:os.system ['id']\n---\n", "names a program's type"),
        ("---\ntitle: !<tag:example.org,2026:x> a\n---\n", "names a program's type"),
        (f"---\ntitle: {'[' * 500}\n---\n", "nested too deeply"),
        (f"---\n{''.join('  ' * n + 'a:' + chr(10) for n in range(40))}---\n", "nested too deeply"),
        ("---\n" + "key: words of it\n" * 4_000 + "---\n", "characters, 50,000 is the most"),
        ('{\n  "title": "Ear care"\n}\n', "in JSON"),
        ('{"title": "Ear care"}\n', "in JSON"),
        ('+++\ntitle = "Ear care"\n+++\n', "in TOML"),
        ("---toml\ntitle = 1\n---\n", "not in YAML"),
        (";;;\n{}\n;;;\n", "not in YAML"),
        ("---\ntitle: Ear care\nlang: en\n", "never ends"),
    ],
)
def test_a_head_that_could_do_harm_or_swallow_the_text_is_refused(text: str, says: str) -> None:
    with pytest.raises(PlainleafError, match=says) as caught:
        import_manuscript((text + BODY).encode(), "a.md", Wishes())
    assert caught.value.hint
    assert (caught.value.place or "").startswith("a.md")


@pytest.mark.parametrize("text", ["---\n\nWords between rules.\n\n---\n", "---\n\nWords below a rule.\n"])
def test_rules_are_no_front_matter(text: str) -> None:
    done = import_manuscript((text + BODY).encode(), "a.md", Wishes())
    assert "Words be" in done.text
