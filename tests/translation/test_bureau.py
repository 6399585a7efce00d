"""A language begins marked, goes to a bureau as XLIFF or PO and comes back; what is wrong with a file is said, and
nothing that was there is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline.building.answers.translating import Folder, Return, confirm, order, start, take_back
from pipeline.errors import UsageError
from pipeline.translation.tasks import Task
from pipeline.translation.xliff import read_xliff, write_xliff
from pipeline.workspace.folder import Workspace
from tests.building.leaf import workspace, write
from tests.translation.pairs import spanish
from tests.workspace import with_head

__all__ = ["workspace"]

BODY = """## Walking {#walking}

Take 5 mg [@table] and call {{phone}}. See [the map](https://example.org/map).

- Take a lamp.
- Do not walk alone.

::: {.callout .warning #mud title="Mud"}
Keep off the mud for 2 hours.
:::
"""
GERMAN = {
    "Walking": "Gehen",
    "Take 5 mg": "Nehmen Sie 5 mg",
    " and call ": " und rufen Sie ",
    ". See ": " an. Lesen Sie ",
    "the map": "die Karte",
    "Take a lamp.": "Nehmen Sie eine Lampe mit.",
    "Do not walk alone.": "Gehen Sie nicht allein.",
    "Mud": "Schlamm",
    "Keep off the mud for 2 hours.": "Meiden Sie den Schlamm 2 Stunden lang.",
    "Tides and how to read them": "Die Gezeiten und wie man sie liest",
    "When the water comes and goes, and what to take along.": "Wann das Wasser kommt und geht und was man mitnimmt.",
    "Look at the tide table before you walk out.": "Sehen Sie in die Tafel, bevor Sie gehen.",
    "none": "keine",
}
DAY = date(2026, 11, 27)


def folder(workspace: Workspace, body: str = BODY) -> Folder:
    write(workspace.root, with_head(body))
    return Folder.open(workspace, "tides")


def text(workspace: Workspace, lang: str) -> str:
    return (workspace.source / f"tides/article.{lang}.md").read_text(encoding="utf-8")


def german_of(source: str) -> str:
    for english, german in sorted(GERMAN.items(), key=lambda each: -len(each[0])):
        source = source.replace(english, german)
    return source


def answered(path: Path, kind: str) -> None:
    """Fill in each target from its source."""
    from lxml import etree

    if kind == "po":
        import polib

        file = polib.pofile(str(path), wrapwidth=0)
        for entry in file:
            entry.msgstr, entry.flags = german_of(entry.msgid), []
        file.save(str(path))
        return
    root = etree.parse(str(path)).getroot()
    space = f"{{{root.nsmap[None]}}}"
    for source in root.iter(f"{space}source"):
        for target in source.getparent().findall(f"{space}target"):
            source.getparent().remove(target)
        written = etree.tostring(source, encoding="unicode", with_tail=False)
        target = etree.fromstring(german_of(written).replace("source", "target"))
        source.addnext(target)
    path.write_bytes(etree.tostring(root))


@pytest.mark.parametrize("kind", ["po", "1.2", "2.0"])
def test_a_language_goes_to_a_bureau_and_comes_back(workspace: Workspace, tmp_path: Path, kind: str) -> None:
    sent = tmp_path / "sent"
    tasks = order(folder(workspace), "de", sent, kind)
    assert {task.why for task in tasks} == {"new"} and len(tasks) == 11
    answered(sent, kind)
    told = take_back(Folder.open(workspace, "tides"), "de", sent, DAY)
    assert (told.taken, told.refused, told.findings.found) == (11, (), ())
    said = text(workspace, "de")
    assert (
        "Nehmen Sie 5 mg [@table] und rufen Sie {{phone}} an. Lesen Sie [die Karte](https://example.org/map)." in said
    )
    assert 'title="Schlamm"' in said and "status: draft" in said
    assert order(Folder.open(workspace, "tides"), "de", sent, kind) == ()


def test_a_language_begins_in_marks_that_keep_it_from_being_published(workspace: Workspace) -> None:
    assert start(folder(workspace), "de") == "source/tides/article.de.md"
    begun = Folder.open(workspace, "tides")
    standing = begun.standing("de")
    assert standing.to_do == 11
    assert {finding.rule for finding in standing.findings.errors} == {"translation/untranslated"}
    twin = begun.twin("de")
    assert twin is not None and twin.front.status.value == "draft"
    with pytest.raises(UsageError, match="already"):
        start(begun, "de")


def made_german(workspace: Workspace, tmp_path: Path) -> Path:
    sent = tmp_path / "sent"
    order(folder(workspace), "de", sent, "1.2")
    answered(sent, "1.2")
    take_back(Folder.open(workspace, "tides"), "de", sent, DAY)
    return sent


def test_only_what_changed_goes_out_again(workspace: Workspace, tmp_path: Path) -> None:
    sent = made_german(workspace, tmp_path)
    changed = folder(workspace, BODY.replace("5 mg", "10 mg").replace("- Do not walk", "- Take water.\n- Do not walk"))
    assert changed.standing("de").stale == 1
    tasks = order(changed, "de", sent, "1.2")
    assert [(task.name, task.why, bool(task.target)) for task in tasks] == [
        ("walking.text.1", "changed", True),
        ("walking.item.2", "new", False),
    ]


def spoilt(workspace: Workspace, tmp_path: Path, change: Callable[[bytes], bytes], kind: str = "1.2") -> Return:
    sent = tmp_path / "sent"
    order(folder(workspace), "de", sent, kind)
    answered(sent, kind)
    sent.write_bytes(change(sent.read_bytes()))
    return take_back(Folder.open(workspace, "tides"), "de", sent, DAY)


BAD: list[tuple[str, Callable[[bytes], bytes], str, int]] = [
    ("1.2", lambda c: c.replace(b"dokument:1.2", b"x").replace(b"document:1.2", b"document:1.1"), "no XLIFF", 0),
    ("1.2", lambda c: c[: len(c) // 2], "no XML", 0),
    ("1.2", lambda c: b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]>" + c, "document type", 0),
    ("1.2", lambda c: c.replace(b'5 mg <x id="1"', b'5 mg <x id="9"'), "placeholder that the original has not", 10),
    ("2.0", lambda c: c.replace(b'<ph id="1"', b'<ph id="2"'), "lacks", 10),
    ("1.2", lambda c: c.replace(b'id="walking.heading', b'id="walking.haeding'), "has no passage", 10),
    ("1.2", lambda c: c.replace(b"Gehen<", b"<"), "is not translated", 10),
    ("1.2", lambda c: c.replace("ü".encode(), b"\xfc").replace(b"allein", b"all\xffein"), "no XML", 0),
    ("po", lambda c: c.replace(b'msgstr "Gehen"', b'msgstr "Gehen'), "not closed", 0),
    ("po", lambda c: c.replace(b"Schlamm", b"Schl\xe4mm"), "not UTF-8", 0),
    ("po", lambda c: c.replace(b"[@table] und", b"und"), 'lacks "[@table]"', 10),
    ("po", lambda c: c + b'\nmsgctxt "' + _context(c) + b'"\nmsgid "Walking"\nmsgstr "Laufen"\n', "comes twice", 11),
    ("po", lambda c: c.replace(b'msgctxt "walking.h', b'#, fuzzy\nmsgctxt "walking.h'), "fuzzy", 10),
    ("po", lambda c: b"\x00\x01 no file at all", "no msgid", 0),
]


def _context(content: bytes) -> bytes:
    return content.split(b'msgctxt "walking.heading', 1)[1].split(b'"', 1)[0].join([b"walking.heading", b""])


@pytest.mark.parametrize(("kind", "change", "said", "taken"), BAD, ids=lambda each: str(each)[:24])
def test_what_is_wrong_with_a_file_is_said_and_the_rest_is_taken(
    workspace: Workspace, tmp_path: Path, kind: str, change: Callable[[bytes], bytes], said: str, taken: int
) -> None:
    told = spoilt(workspace, tmp_path, change, kind)
    assert said in " ".join(finding.message for finding in told.refused)
    assert {finding.rule for finding in told.refused} == {"translation/bureau"}
    assert told.taken == taken
    assert (workspace.source / "tides/article.de.md").exists() == bool(taken)


def test_a_passage_of_an_original_that_changed_meanwhile_is_not_taken(workspace: Workspace, tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    order(folder(workspace), "de", sent, "1.2")
    answered(sent, "1.2")
    told = take_back(folder(workspace, BODY.replace("a lamp", "two lamps")), "de", sent, DAY)
    assert [finding.message for finding in told.refused if "changed since" in finding.message]
    assert "⟦en⟧ Take two lamps." in text(workspace, "de")


def test_a_translation_with_passages_of_its_own_is_not_written_over(workspace: Workspace, tmp_path: Path) -> None:
    sent = made_german(workspace, tmp_path)
    path = workspace.source / "tides/article.de.md"
    path.write_text(text(workspace, "de") + "\nNoch ein Satz.\n", encoding="utf-8")
    before = path.read_bytes()
    told = take_back(Folder.open(workspace, "tides"), "de", sent, DAY)
    assert told.taken == 0 and path.read_bytes() == before
    assert "stands for no passage" in told.refused[0].message


def test_one_block_is_confirmed_and_another_stays_stale(workspace: Workspace, tmp_path: Path) -> None:
    made_german(workspace, tmp_path)
    changed = folder(workspace, BODY.replace("Mud", "Deep mud").replace("Walking {", "Going {"))
    assert changed.standing("de").stale == 2
    confirm(changed, "de", DAY, ("mud",))
    standing = Folder.open(workspace, "tides").standing("de")
    assert standing.stale == 1


def test_other_keys_half_the_file_and_twice_the_blocks_are_said_once_each(workspace: Workspace) -> None:
    from tests.translation.pairs import between

    twin = BODY.replace("{#walking}", "{#paseo}").replace("{#mud", "{#barro")
    names = between(BODY, spanish(twin.replace("Take a lamp.", "Lleve una linterna.")))
    assert names.count("key") == 1
    half = "## Paseo {#walking}\n\nTome 5 mg [@table] y llame al {{phone}}. "
    assert between(BODY, f"{half}Vea [el mapa](https://example.org/map).\n") == ["missing", "missing"]


@pytest.mark.parametrize(
    ("twin", "said"),
    [
        ("{one}{two}", []),
        ("{one}{two}{one}{two}", ["added", "added"]),
        ("{two}{one}", ["order"]),
        ("{one}", ["missing"]),
    ],
    ids=["as it is", "twice the blocks", "another order", "half"],
)
def test_blocks_that_come_twice_in_another_order_or_not_at_all(twin: str, said: list[str]) -> None:
    from tests.translation.pairs import between

    original = "## Walking {#walking}\n\nTake 5 mg.\n\n## Mud {#mud}\n\nKeep off for 2 hours.\n"
    one, two = "## Paseo {#walking}\n\nTome 5 mg.\n\n", "## Barro {#mud}\n\nAléjese durante 2 horas.\n\n"
    assert between(original, twin.format(one=one, two=two)) == said


@pytest.mark.parametrize("version", ["1.2", "2.0"])
def test_a_picture_of_the_language_stands_for_that_of_the_original(version: str) -> None:
    task = Task("map", "0" * 12, "![A map](images/map.png)", "![Un mapa](images/map.es.png)", "compare", "text")
    sent = write_xliff([task], "en", "es", "article.md", version)
    (answer,), faults = read_xliff(sent, "back.xlf", {task.id: task.source})
    assert not faults
    assert answer.target == "![Un mapa](images/map.png)"
