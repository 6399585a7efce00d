"""Each rule of the newsletter: the sound issue raises nothing, the broken one raises that rule and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from pipeline.checking import check_all
from pipeline.edition.edition import Edition
from pipeline.finding import Finding, Severity
from pipeline.formats import newsletter
from pipeline.formats.newsletter.reading import Subject
from pipeline.formats.newsletter.rules import CHECKS
from tests.newsletter.sample import digest_edition, edition, issue, with_brand, with_sender

FILE = "newsletter/single.eml"


@dataclass(frozen=True)
class Issue:
    """A message and the edition it is checked against."""

    raw: bytes
    edition: Edition

    def findings(self) -> tuple[Finding, ...]:
        return check_all(CHECKS, Subject(FILE, self.raw, self.edition), "en").found


def sound(variant: str = "single") -> Issue:
    made = edition()
    return Issue(issue(made, variant).file(f"{variant}.eml").content, made)


def html(change: Callable[[str], str], variant: str = "single") -> Callable[[], Issue]:
    """An issue whose HTML part was changed after it was rendered."""

    def broken() -> Issue:
        given = sound(variant)
        return Issue(with_part(given.raw, "text/html", change), given.edition)

    return broken


def text(change: Callable[[str], str]) -> Callable[[], Issue]:
    def broken() -> Issue:
        given = sound()
        return Issue(with_part(given.raw, "text/plain", change), given.edition)

    return broken


def both(change: Callable[[str], str]) -> Callable[[], Issue]:
    """An issue whose HTML and text were changed in the same way."""

    def broken() -> Issue:
        given = sound()
        return Issue(with_part(with_part(given.raw, "text/html", change), "text/plain", change), given.edition)

    return broken


def head(old: bytes, new: bytes) -> Callable[[], Issue]:
    """An issue whose header lines were changed."""

    def broken() -> Issue:
        given = sound()
        before, blank, body = given.raw.partition(b"\r\n\r\n")
        assert old in before, old
        return Issue(before.replace(old, new, 1) + blank + body, given.edition)

    return broken


def made_of(change: Callable[[Edition], Edition]) -> Callable[[], Issue]:
    """An issue rendered from a changed edition."""

    def broken() -> Issue:
        changed = change(edition())
        return Issue(issue(changed).file("single.eml").content, changed)

    return broken


def written(subject: str) -> Callable[[], Issue]:
    """An issue of an article with other words."""

    def broken() -> Issue:
        changed = edition(subject=subject)
        return Issue(issue(changed).file("single.eml").content, changed)

    return broken


def with_part(raw: bytes, media_type: str, change: Callable[[str], str]) -> bytes:
    """The message with one text part rewritten in place as base64."""
    import base64

    pattern = re.compile(
        rb"Content-Type: " + media_type.encode() + rb"; charset=utf-8\r\nContent-Transfer-Encoding: [\w-]+\r\n\r\n"
        rb".*?(?=\r\n--=_)",
        re.DOTALL,
    )
    words = Subject(FILE, raw, edition())._words_of(media_type)
    changed = change(words)
    assert changed != words, "the change changes nothing"
    coded = base64.encodebytes(changed.replace("\n", "\r\n").encode()).replace(b"\n", b"\r\n")
    part = f"Content-Type: {media_type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode() + coded
    return pattern.sub(lambda _: part, raw, count=1)


def sub(pattern: str, new: str, count: int = 1) -> Callable[[str], str]:
    return lambda given: re.sub(pattern, new, given, count=count, flags=re.DOTALL)


def raw(change: Callable[[bytes], bytes]) -> Callable[[], Issue]:
    def broken() -> Issue:
        given = sound()
        return Issue(change(given.raw), given.edition)

    return broken


def hosted_picture(given: bytes) -> bytes:
    """The first picture's part without the id that the HTML names."""
    return re.sub(rb"Content-ID: <[0-9a-f]{4}", b"Content-ID: <0000", given, count=1)


def digest(change: Callable[[str], str]) -> Callable[[], Issue]:
    def broken() -> Issue:
        made = digest_edition()
        return Issue(with_part(issue(made, "digest").file("digest.eml").content, "text/html", change), made)

    return broken


def one_sided() -> Issue:
    made = edition(body="::: key-points\n- The gel improves healing.\n- It is easy to use.\n- Ask for it.\n:::\n")
    return Issue(issue(made).file("single.eml").content, made)


HEALS = """\
::: key-points
- The gel protects the wound from infection.
- It is easy to use.
- Ask for it.
:::

::: comparison
### Benefits {.benefits}

- Fewer wounds got infected.

### Risks {.risks}

- Itching.
- In rare cases the gel burns the skin: [call us at once.]{.grave}
:::
"""


def teaser() -> Issue:
    """The teaser of an article that names a benefit."""
    made = edition(body=HEALS)
    return Issue(issue(made).file("single.eml").content, made)


def mildest() -> Issue:
    given = teaser()
    said = sub("In rare cases the gel burns the skin: call us at once.", "Itching.")
    parted = sub(r"In rare cases the gel burns the skin:\s+call\s+us\s+at\s+once\.", "Itching.")
    raw = with_part(with_part(given.raw, "text/html", said), "text/plain", parted)
    return Issue(raw, given.edition)


def unmarked_advertisement() -> Issue:
    """The message of a plain article, checked against the article that says it is an advertisement."""
    return replace(sound(), edition=edition(advertisement="true"))


SOUND = "How to look after a small wound"
LONG = "The long story of " + "a dressing and " * 5 + "a wound"
WEIGHT = "".join(f"<p>{number:04d} words that nobody reads in a newsletter</p>" for number in range(2_000))

BROKEN: dict[str, tuple[Callable[[], Issue], str]] = {
    "header-missing": (head(b"Message-ID:", b"Message-IX:"), "Message-ID is missing"),
    "header-foreign": (head(b"Reply-To:", b"Auto-Submitted: auto-generated\r\nReply-To:"), '"Auto-Submitted"'),
    "header-encoding": (head(b"List-ID: ", b"List-ID: \xc3\x84"), "not ASCII"),
    "line-too-long": (head(b"Content-Language: en", b"Content-Language: en" + b"," * 1_000), "1020 octets"),
    "part-encoding": (raw(lambda m: m.replace(b"plain; charset=utf-8", b"plain; charset=latin-9", 1)), "latin-9"),
    "parts-order": (raw(lambda m: m.replace(b"multipart/alternative", b"multipart/mixed", 1)), "multipart/mixed"),
    "picture-loose": (raw(hosted_picture), "no part has the picture"),
    "list-unsubscribe": (head(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b""), "One-Click"),
    "skeleton": (html(sub("<!doctype html>", "")), "lacks a doctype"),
    "language": (html(sub('<html lang="en"', '<html lang="fr"')), 'lang="fr"'),
    "landmark": (html(sub("</?main>", "", 0)), "0 <main>"),
    "table-role": (html(sub('role="presentation" align="center" style="width:100%"', 'style="width:100%"')), "neither"),
    "headings": (html(sub("<h1(.*?)</h1>", r"<h1\1</h1><h1\1</h1>")), "2 h1"),
    "image-attributes": (html(sub('alt="Three layers[^"]*" ', "")), "has no alt attribute"),
    "banned-element": (html(sub("<h1", '<h1 onclick="x()"')), "onclick"),
    "width": (html(sub('style="width:100%"', 'style="width:960px"')), "960 px wide"),
    "outlook-button": (html(sub(r"<v:roundrect(.*?)</v:roundrect>", "")), "no shape"),
    "conditionals": (html(sub(r"<!--\[if mso\]></td></tr></table><!\[endif\]-->", "")), "close"),
    "text-too-small": (html(sub("font-size:17px;line-height:27px", "font-size:13px;line-height:27px", 0)), "13 px"),
    "target-too-small": (html(sub("padding:9px 0", "padding:4px 0")), "34 px high"),
    "subject-length": (written(subject=LONG), "the subject has"),
    "subjects-alike": (written(subject=f"{SOUND}\n  subject_b: {SOUND}"), "both subjects say the same"),
    "subject-shouts": (written(subject="Care for WOUNDS at home"), '"WOUNDS"'),
    "subject-claim": (written(subject="A miracle cure for wounds"), 'the subject says "miracle'),
    "one-sided": (one_sided, "nothing of limits or risks"),
    "gravest-risk": (mildest, "without the gravest risk"),
    "preheader-length": (html(sub("Four short steps a day, what to take for pain and when to call us.", "Four steps")),
                         "the preheader has 10 characters"),
    "link": (both(sub("https://harbour.example.org/leaf", "http://harbour.example.org/leaf", 0)), "is not https"),
    "link-text": (html(sub(r">Privacy</a>", ">here</a>")), '"here"'),
    "summary-length": (digest(sub("Then wash it gently and cover it every day. Call[^<]*", "")), "words, 40 to 60"),
    "text-part": (text(sub("7946", "7949", 0)), "phone number"),
    "main-message": (text(sub("Keep the wound clean", "Keep a wound clean")), "main message"),
    "pictures-only": (html(sub("<body.*", "<body></body></html>")), "characters are left"),
    "postal-address": (made_of(lambda e: with_brand(e, contact=replace(e.brand.contact, address=("Quay",)))), "letter"),
    "way-out": (both(sub("harbour.example.org/unsubscribe", "harbour.example.org/news")), "leaves the list"),
    "sender-identity": (made_of(lambda e: with_sender(e, privacy="")), "privacy notice"),
    "disclaimer": (text(sub("does not\nreplace|does not replace", "may replace")), "disclaimer"),
    "advertisement": (unmarked_advertisement, "advertisement"),
    "tracking": (both(sub("utm_campaign=[^&]*", "utm_campaign=stitches", 0)), '"stitches"'),
    "dark-mode": (html(sub('<meta name="color-scheme" content="light dark">', "")), "color-scheme"),
    "contrast": (html(sub(r"(<h1[^>]*)color:#16211f", r"\1color:#aaaaaa")), ":1 in light"),
    "too-heavy": (html(sub("<p", f"{WEIGHT}<p")), "102,400"),
    "style-too-large": (html(sub("</style></head>", "/*" + "x" * 17_000 + "*/</style></head>")), "style sheet"),
    "unsupported": (html(sub("<h1 style=\"", "<h1 style=\"text-shadow:1px 1px #16211f;")), "of 14 declared clients"),
    "value-parted": (html(sub("white-space:nowrap", "white-space:normal", 0)), "a line can end inside"),
    "too-wide": (both(sub("Wash", "W" + "a" * 60)), "wider than a window of 320 px"),
    "picture-weight": (raw(lambda m: m.replace(b"image/png", b"image/webp", 1)), "image/webp"),
}  # fmt: skip

ALONE = {
    "pictures-only": "a message without words breaks every rule about words",
    "too-heavy": "what makes it heavy is not in the text part either",
    "outlook-button": "padding on a link has no fallback without the shape",
    "picture-weight": "a picture that says it is WebP is one that Outlook does not show",
    "part-encoding": "a text read in another encoding has other words",
    "header-missing": "a header under another name is also one nobody asked for",
}
"""Broken cases that cannot help breaking another rule, and why."""


def test_every_rule_has_a_case() -> None:
    elsewhere = {"page-metadata", "merge-tags"}  # tests/newsletter/test_exports.py
    assert {rule.name.removeprefix("newsletter/") for rule in newsletter.RULES} == set(BROKEN) | elsewhere


@pytest.mark.parametrize("variant", ["single", "whole"])
def test_a_sound_issue_raises_nothing(variant: str) -> None:
    assert sound(variant).findings() == ()


def test_a_sound_digest_raises_nothing() -> None:
    made = digest_edition()
    assert Issue(issue(made, "digest").file("digest.eml").content, made).findings() == ()


def test_a_teaser_that_names_a_benefit_carries_the_gravest_risk() -> None:
    assert teaser().findings() == ()
    assert "In rare cases the gel burns the skin: call us at once." in " ".join(teaser().raw.decode().split())


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_issue_raises_its_rule_and_nothing_else(name: str) -> None:
    breaking, said = BROKEN[name]
    found = breaking().findings()
    assert any(said in finding.message for finding in found if finding.rule == f"newsletter/{name}"), found
    if name not in ALONE:
        assert {finding.rule for finding in found} == {f"newsletter/{name}"}, found
    assert all(finding.hint and finding.where.file for finding in found)


@pytest.mark.parametrize(
    ("pattern", "new", "said"),
    [
        ("</?main>", "", "stands outside of <main>"),
        ("<main>", "<main><main></main>", "2 <main>"),
        ('aria-label="[^"]*"', 'aria-label=""', "aria-label in <main>"),
        ('role="article"', 'role="main"', 'role="main", which webmail keeps'),
        ("</body>", "Sent by us</body>", '"Sent by us" stands outside'),
    ],
)
def test_a_landmark_that_is_not_there_or_one_too_many_is_said(pattern: str, new: str, said: str) -> None:
    found = html(sub(pattern, new, 0))().findings()
    assert any(said in finding.message for finding in found if finding.rule == "newsletter/landmark"), found


@pytest.mark.parametrize("level", [3, 4])
def test_headings_that_skip_a_level_are_said(level: int) -> None:
    found = html(sub(r"<h2(.*?)</h2>", rf"<h{level}\1</h{level}>"))().findings()
    assert {finding.rule for finding in found} == {"newsletter/headings"}
    assert "follows" in found[0].message


@pytest.mark.parametrize("levels", [(2, 2), (2, 3), (2, 3, 2), (2, 3, 4)])
def test_headings_that_go_down_one_level_at_a_time_are_well(levels: tuple[int, ...]) -> None:
    marks = "".join(f"<h{level}>More</h{level}>" for level in levels)
    found = html(sub(r"</h1>", f"</h1>{marks}"))().findings()
    assert "newsletter/headings" not in {finding.rule for finding in found}


def test_a_denied_or_asked_claim_in_a_subject_is_none() -> None:
    for subject in ("There is no cure for scars", "Is there a cure for scars?"):
        assert written(subject=subject)().findings() == ()


def test_a_second_subject_is_held_to_what_the_first_is() -> None:
    assert written(subject=f"{SOUND}\n  subject_b: Your wound, day by day")().findings() == ()
    for second, said in (
        (LONG, "the second subject has"),
        ("Care for WOUNDS at home", 'the second subject shouts "WOUNDS"'),
        ("A miracle cure for wounds", 'the second subject says "miracle'),
    ):
        found = written(subject=f"{SOUND}\n  subject_b: {second}")().findings()
        assert any(finding.message.startswith(said) for finding in found)
        assert {finding.where.part for finding in found} == {"newsletter subject_b"}


def test_the_subject_weighs_more_the_longer_it_is() -> None:
    for length, severity in ((45, Severity.INFO), (65, Severity.WARNING), (90, Severity.ERROR)):
        subject = ("A small wound " * 8)[:length].strip().ljust(length, "s")
        (finding,) = written(subject=subject)().findings()
        assert (finding.severity, finding.where.file) == (severity, "source/wound/article.md")
