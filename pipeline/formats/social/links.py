"""A text comes in; the web addresses that X and Mastodon would turn into links go out, with their borders.

The grammar is the one of twitter-text 3.1.0. It was written for UTF-16 code units and folds case as ECMAScript
does without the "u" flag (ECMA-262, Canonicalize), so both are imitated here: an astral character is two units, and
"ſ" never stands for "S".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.formats.social.vendored import country_domains, generic_domains

# twitter-text's own list: it holds U+180E, which Unicode has not counted among the spaces since version 6.3.
SPACES = "\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
DIRECTION_MARKS = "\u202a-\u202e\u061c\u200e\u200f\u2066\u2067\u2068\u2069"
RUN = re.compile(f"[^{SPACES}.]*\\.[^{SPACES}]+")
# Byte order marks and a noncharacter: X refuses a post with one of them.
FORBIDDEN = "\ufffe\ufeff\uffff"
PUNCTUATION = "!'#%&'()*+,\\\\\\-./:;<=>?@\\[\\]^_{|}~$"
ACCENTED = (
    "\xc0-\xd6\xd8-\xf6\xf8-\xff\u0100-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289"
    "\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
CYRILLIC = "\u0400-\u04ff"
# RFC 1035, 2.3.4.
LONGEST_LABEL = 63
LONGEST_URL = 4096
# twitter-text takes a longer one for no address of t.co.
LONGEST_SHORTENED_SLUG = 40
LABEL_SEPARATORS = re.compile("[.\u3002\uff0e\uff61]")


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address with its borders: `start` and `end` are code points of the text it was found in."""

    text: str
    start: int
    end: int
    has_protocol: bool


def code_units(text: str) -> str:
    """The text with each astral character as its two UTF-16 code units."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    encoded = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(encoded[i] | encoded[i + 1] << 8) for i in range(0, len(encoded), 2))


@cache
def _fold(unit: str) -> str:
    """One code unit as ECMAScript compares it when a pattern ignores case (ECMA-262, Canonicalize)."""
    # JavaScript compares by capitals, Python by small letters; "ß" and "ſ" come out differently.
    upper = unit.upper()
    if len(upper) != 1 or ord(upper) > 0xFFFF or (ord(unit) >= 128 and ord(upper) < 128):
        return unit
    return upper


def _folded(text: str) -> str:
    return text.upper() if text.isascii() else "".join(map(_fold, text))


def _letters(ranges: str) -> str:
    """The members of a character class such as "à-öø", folded, as a class body."""
    members: set[str] = set()
    units = list(ranges)
    at = 0
    while at < len(units):
        if at + 2 < len(units) and units[at + 1] == "-":
            members.update(_fold(chr(point)) for point in range(ord(units[at]), ord(units[at + 2]) + 1))
            at += 3
        else:
            members.add(_fold(units[at]))
            at += 1
    return "".join(_runs(sorted(map(ord, members))))


def _runs(points: Iterable[int]) -> Iterator[str]:
    start = last = -2
    for point in points:
        if point != last + 1:
            if start >= 0:
                yield f"{chr(start)}-{chr(last)}"
            start = point
        last = point
    if start >= 0:
        yield f"{chr(start)}-{chr(last)}"


@dataclass(frozen=True, slots=True)
class _Grammar:
    url: re.Pattern[str]
    latin_domain: re.Pattern[str]
    shortened: re.Pattern[str]


@cache
def _grammar() -> _Grammar:
    accented, cyrillic = _letters(ACCENTED), _letters(CYRILLIC)
    boundary = r"(?=[^0-9a-zA-Z@+\-]|\Z)"

    def names(domains: Iterable[str]) -> str:
        return "(?:" + "|".join(re.escape(_folded(name)) for name in domains) + ")" + boundary

    top_level = f"(?:{names(generic_domains())}|{names(country_domains())}|XN--[-0-9A-Z]+)"
    label = f"[^{PUNCTUATION}{SPACES}{FORBIDDEN}{DIRECTION_MARKS}]"
    subdomain = rf"(?:(?:{label}(?:[_-]|{label})*)?{label}\.)"
    name = rf"(?:(?:{label}(?:-|{label})*)?{label}\.)"
    domain = f"{subdomain}*{name}{top_level}"
    path = rf"[A-Z{cyrillic}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{accented}]"
    brackets = rf"\((?:{path}+|(?:{path}*\({path}+\){path}*))\)"
    path_end = rf"[+\-A-Z{cyrillic}0-9=_#/{accented}]"
    segment = f"(?:{path}*(?:{brackets}{path}*)*{path_end}|{brackets}|@{path}+/)"
    query = r"[A-Z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]"
    query_end = r"[A-Z0-9\-_&=#/]"
    before = f"(?:[^A-Z0-9@＠$#＃{FORBIDDEN}]|^)"
    return _Grammar(
        re.compile(
            f"(?P<before>{before})(?P<url>(?P<protocol>HTTPS?://)?(?P<domain>{domain})(?::[0-9]+)?"
            rf"(?P<path>/{segment}*)?(?:\?{query}*{query_end})?)"
        ),
        re.compile(rf"(?:[-A-Z0-9{accented}]+\.)+{top_level}"),
        re.compile(rf"HTTPS?://T\.CO/(?P<slug>[A-Z0-9]+)(?:\?{query}*{query_end})?"),
    )


def find_web_addresses(text: str, *, protocol_required: bool = False) -> tuple[WebAddress, ...]:
    """The web addresses in a text (NFC expected), in order, as twitter-text 3.1.0 extracts them.

    `protocol_required` leaves out bare domains ("example.org"), as Mastodon does.
    """
    units = code_units(text)
    astral = len(units) != len(text)
    found = []
    for start, end, has_protocol in find_spans(units):
        if protocol_required and not has_protocol:
            continue
        if astral:
            first, last = _code_points(units[:start]), _code_points(units[:end])
        else:
            first, last = start, end
        found.append(WebAddress(text[first:last], first, last, has_protocol))
    return tuple(found)


def _code_points(units: str) -> int:
    return len(units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def find_spans(units: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end and "has a protocol" of each address in UTF-16 code units, in order.

    twitter-text moves path and query up to the Latin part of a bare domain with foreign letters, so that a span may
    end inside a surrogate pair.
    """
    if "." not in units:
        return
    grammar = _grammar()
    folded = _folded(units)
    for match in _matches(grammar.url, folded):
        start, end = match.span("url")
        domain_start, domain_end = match.span("domain")
        if not _resolvable(units[start:end], units[domain_start:domain_end], match["protocol"] or "https://"):
            continue
        if match["protocol"]:
            shortened = grammar.shortened.match(match["url"])
            if shortened:
                if len(shortened["slug"]) > LONGEST_SHORTENED_SLUG:
                    continue
                end = start + shortened.end()
            yield start, end, True
        elif not match["before"].endswith(("-", "_", ".", "/")):
            yield from _bare(match, start, end)


def _matches(pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    """What `pattern` finds. No address holds a space, so only runs with a point inside are read, each with the
    character before it.
    """
    for run in RUN.finditer(folded):
        yield from pattern.finditer(folded, max(run.start() - 1, 0), run.end())


def _bare(match: re.Match[str], start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Of a domain without protocol only the Latin parts count; the last one takes path and query with it."""
    parts = [part.span() for part in _grammar().latin_domain.finditer(match["domain"])]
    for position, (first, last) in enumerate(parts):
        if position == len(parts) - 1 and match["path"]:
            length = last - first + (end - match.end("domain"))
            yield start + first, start + first + length, False
        else:
            yield start + first, start + last, False


def _resolvable(url: str, domain: str, protocol: str) -> bool:
    """Whether every label fits the DNS in its punycode form (RFC 3490, 4.1) and the whole is not too long."""
    if domain.startswith("xn--") and not _grammar().latin_domain.search(_folded(domain)):
        return False
    for label in domain.split("."):
        ascii_label = ".".join(_punycode(part) for part in LABEL_SEPARATORS.split(label))
        if not 1 <= len(ascii_label) <= LONGEST_LABEL:
            return False
    return len(protocol) + len(url) <= LONGEST_URL


def _punycode(label: str) -> str:
    if all(unit <= "~" for unit in label):
        return label
    points = label.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    # RFC 3490, 4.1: a label that is too long in this form resolves nowhere.
    return "xn--" + points.encode("punycode").decode("ascii")
