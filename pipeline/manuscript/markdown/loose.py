"""Loosely written Markdown comes in; Markdown that CommonMark reads as its author sees it goes out, with questions.

CommonMark takes a line for part of the paragraph or HTML block above it unless an empty line parts them, lets only a
list that begins at 1 end a paragraph, and drops the cells of a row that is longer than its head. People do not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.finding import Place
from pipeline.manuscript.markdown.admonitions import with_boxes
from pipeline.manuscript.pieces import Query
from pipeline.manuscript.plaintext.rejoining import with_marked_lines

_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
_MARKED = re.compile(r"^\s{0,3}(?:#{1,6}\s|>|\||<|:{3,}|\[[^\]]+\]:)|^ {4,}\S{13}|.*(?<!\\)\|.*\|")
"""Lines that are a heading, a quotation, a table, HTML or code: no lone mark belongs to them."""
_DIV = re.compile(r"^\s{0,3}:{3,}")
_HTML = re.compile(
    r"^ {0,3}</?(?:address|article|aside|blockquote|center|dd|details|dir|div|dl|dt|fieldset|figcaption|figure|footer|"
    r"form|h[1-6]|header|hr|li|main|menu|nav|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)(?=[\s/>])",
    re.IGNORECASE,
)
_VERBATIM = re.compile(r"^ {0,3}<(pre|script|style|textarea)(?=[\s>])", re.IGNORECASE)
_BULLET = re.compile(r"^( {0,3})([-*+])(?=[ \t]+\S)")
_TYPED = re.compile(r"^(\s*)([•◦▪▫‣⁃●○■□◆►➢➤])\s*(?=\S)")
_NUMBERED = re.compile(r"^( {0,3})(\(?)(\d{1,9}|[A-Za-z]|[ivx]{1,5}|[IVX]{1,5})([.)])(?=[ \t]+\S)")
_ZERO = re.compile(r"^( {0,3}0\d{1,2})([.)])(?=[ \t]+\S)")
"""A number with a zero before it, which CommonMark drops."""
_HEADING = re.compile(r"^( {0,3})(#{1,6})(?=[ \t]+\S)")
_TIGHT_HEADING = re.compile(r"^(#{1,6})(?=[^\W\d_])(?!#)")
_ROW = re.compile(r"^\s{0,3}\|?.*(?<!\\)\|")
_DELIMITER = re.compile(r"^\s{0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_MARKUP = re.compile(r"\*\*\S|(?<!\w)__\S|\]\(|`[^`]+`")


@dataclass
class Loosened:
    """The text as it is to be read, the numbers of lines that the file does not have, and questions."""

    text: str
    added: list[int] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)

    def line(self, number: int) -> int:
        """The line of the file that a line of the text stands for."""
        return number - sum(1 for added in self.added if added <= number)


def loosen(text: str, file: str) -> Loosened:
    """Part what belongs apart; every line of the file stays, in its order."""
    lines = text.split("\n")
    code = _code_lines(lines)
    words = [None if i in code or _MARKED.match(line) else line.strip() for i, line in enumerate(lines)]
    lines, asked = with_marked_lines(lines, words, file)
    lines = [line if i in code else _TYPED.sub(r"\1- ", line) for i, line in enumerate(lines)]
    lines = [_lettered(lines, i) if i not in code else line for i, line in enumerate(lines)]
    lines, closed = with_boxes(lines, code)
    code = _code_lines(lines)
    done = Loosened("", queries=asked)
    _widen_tables(lines, code, file, done)
    _ask_tildes(lines, code, file, done)
    done.queries = [_without(query, closed) for query in done.queries]
    written: list[str] = []
    state = _State()
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if index not in code and not _DIV.match(line):
            line = _spaced_heading(line, lines, index, file, done)  # noqa: PLW2901 (one line in, the same line out)
            if _ZERO.match(line) and written and written[-1].strip():
                written.append("")
                done.added.append(len(written))
            line = _ZERO.sub(r"\1\\\2", line)  # noqa: PLW2901
            if state.parts(line, following):
                written.append("")
                done.added.append(len(written))
            state.note(line)
        else:
            state = _State()
        written.append(line)
        if index in closed:
            done.added.append(len(written))
        if index not in code and _begins_headless_table(lines, index):
            written.append("|" + "---|" * _width(line))
            done.added.append(len(written))
    done.text = "\n".join(written)
    return done


_CAPITAL = re.compile(r"^( {0,3})([A-Z]|[IVX]{2,5})\.( )(?=\S)")


def _lettered(lines: list[str], index: int) -> str:
    """A line of a list that counts with capitals, with the two spaces that tell it from a name ("A. Alpha")."""
    match = _CAPITAL.match(lines[index])
    if not match:
        return lines[index]
    before, after = (_CAPITAL.match(lines[i]) if 0 <= i < len(lines) else None for i in (index - 1, index + 1))
    counts = (before and _follows(before[2], match[2])) or (after and _follows(match[2], after[2]))
    return f"{match[0]} {lines[index][match.end() :]}" if counts else lines[index]


# GitHub strikes what stands between single tildes too (GFM 0.29, 6.5); in H~2~O others lower it.
_TILDED = re.compile(r"(?<![\w~\\)\]])~(?![~\s])([^~\n]*[^~\s\\])~(?![\w~])")


def _ask_tildes(lines: list[str], code: set[int], file: str, done: Loosened) -> None:
    for index, line in enumerate(lines):
        for match in _TILDED.finditer(line) if index not in code else ():
            asks = f'is "{match[1][:60]}" struck; it stands between single tildes, which some programs show so'
            hint = "write ~~ on both sides if it is, or take the tildes away"
            done.queries.append(Query("struck", asks, hint, place=Place(file, index + 1, index + 1)))


def _without(query: Query, added: set[int]) -> Query:
    """A question at its line of the file, which does not have the lines of these indexes."""
    if query.place is None:
        return query
    above = sum(index < query.place.first for index in added)
    place = replace(query.place, first=query.place.first - above, last=query.place.last - above)
    return replace(query, place=place)


def _code_lines(lines: list[str]) -> set[int]:
    """Indexes of the lines in fenced code and in HTML that is kept to the letter."""
    found: set[int] = set()
    fence = closing = ""
    for index, line in enumerate(lines):
        match = _FENCE.match(line)
        if closing:
            found.add(index)
            closing = "" if closing in line.lower() else closing
        elif fence or match:
            found.add(index)
            if match and (not fence or line.strip().startswith(fence)):
                fence = "" if fence else match[1]
        elif verbatim := _VERBATIM.match(line):
            found.add(index)
            closing = f"</{verbatim[1].lower()}>"
            closing = "" if closing in line.lower() else closing
    return found


@dataclass
class _State:
    """In what the lines before stand: an HTML block, a list, a paragraph."""

    html: bool = False
    listed: bool = False
    prose: str = ""

    def note(self, line: str) -> None:
        if not line.strip():
            self.html, self.listed, self.prose = False, False, ""
        elif _HTML.match(line) and not self.listed:
            self.html, self.prose = True, ""
        elif _BULLET.match(line) or (_NUMBERED.match(line) and not self.prose):
            self.listed, self.prose, self.html = True, "", False
        elif _HEADING.match(line) or _DELIMITER.match(line):
            self.prose = ""
        elif not self.html and not self.listed and not line.startswith(("    ", "\t", ">")):
            self.prose = line

    def parts(self, line: str, following: str) -> bool:
        """Whether an empty line is to part this line from those before it."""
        if self.html:
            begins = _BULLET.match(line) or _NUMBERED.match(line) or _HEADING.match(line) or _table(line, following)
            if begins or (_MARKUP.search(line) and not line.lstrip().startswith("<")):
                self.html = False
                return True
            return False
        if self.prose and (_table(line, following) or _begins_list(line, following, self.prose)):
            self.prose = ""
            return True
        return False


def _table(line: str, following: str) -> bool:
    return bool(_ROW.match(line) and "|" in following and _DELIMITER.match(following))


def _begins_list(line: str, following: str, before: str) -> bool:
    """Whether a numbered line below a paragraph begins a list: its number goes on below, or a colon announces it."""
    match = _NUMBERED.match(line)
    if not match or (match[3] == "1" and not match[2]):
        return False
    other = _NUMBERED.match(following)
    goes_on = other is not None and other[4] == match[4] and _follows(match[3], other[3])
    announced = before.rstrip().endswith((":", "：")) and (match[3].isdigit() or match[3] in {"a", "A", "i", "I"})
    return goes_on or announced


def _follows(one: str, other: str) -> bool:
    from pipeline.article.model import NumberStyle
    from pipeline.article.numbering import number_of

    pairs = [(number_of(one, style), number_of(other, style)) for style in NumberStyle]
    return any(a is not None and b == a + 1 for a, b in pairs)


def _spaced_heading(line: str, lines: list[str], index: int, file: str, done: Loosened) -> str:
    """ "#Heading" alone in its paragraph as a heading, with a question."""
    alone = (index == 0 or not lines[index - 1].strip()) and (index + 1 == len(lines) or not lines[index + 1].strip())
    if not alone or not _TIGHT_HEADING.match(line) or len(line.split()) > 15:
        return line
    place = Place(file, index + 1, index + 1)
    words = line.lstrip("#").strip()
    asks = f'is "{words[:60]}" a heading; the file writes {line[: len(line) - len(line.lstrip("#"))]} right before it'
    hint = "it is a heading now; write the sign as \\# if it is part of the words"
    done.queries.append(Query(f"structure:{file}:{index + 1}", asks, hint, place=place))
    return _TIGHT_HEADING.sub(r"\1 ", line)


# tables


def _cells(line: str) -> list[str]:
    inner = re.sub(r"^\s*\||(?<!\\)\|\s*$", "", line.strip())
    return re.split(r"(?<!\\)\|", inner)  # a sign of code protects no line of a table (GFM 0.29, 4.10)


def _width(line: str) -> int:
    return len(_cells(line))


def _widen_tables(lines: list[str], code: set[int], file: str, done: Loosened) -> None:
    """Heads as wide as the longest row, so that no cell is dropped; the row is asked."""
    for head, rows in _tables(lines, code):
        width = max([_width(lines[head]), *(_width(lines[row]) for row in rows)])
        missing = width - _width(lines[head])
        if missing <= 0:
            continue
        longest = next(row for row in rows if _width(lines[row]) == width)
        words = " | ".join(cell.strip() for cell in _cells(lines[longest])[-missing:])
        asks = f'which column holds "{words[:60]}"; the row has {width} cells, the head of the table {width - missing}'
        hint = "write a head above the cells that have none, or join them with those before"
        place = Place(file, longest + 1, longest + 1)
        done.queries.append(Query("table-row", asks, hint, place=place))
        lines[head] = re.sub(r"(?<!\\)\|\s*$", "", lines[head].rstrip()) + " | " + "| " * missing
        lines[head + 1] = re.sub(r"\|\s*$", "", lines[head + 1].rstrip()) + "|" + "---|" * missing


def _tables(lines: list[str], code: set[int]) -> Iterator[tuple[int, range]]:
    """The index of each table's head, and those of its rows."""
    for index in range(len(lines) - 1):
        if index in code or index + 1 in code or not _table(lines[index], lines[index + 1]):
            continue
        end = index + 2
        while end < len(lines) and lines[end].strip() and "|" in lines[end] and end not in code:
            end += 1
        yield index, range(index + 2, end)


def _begins_headless_table(lines: list[str], index: int) -> bool:
    """Whether rows of one width between bars begin here, and no line of dashes makes them a table."""
    block = lines[index : index + 2]
    before = lines[index - 1] if index else ""
    barred = [line.strip().startswith("|") and line.strip().endswith("|") and len(line.strip()) > 2 for line in block]
    if len(block) < 2 or not all(barred) or "|" in before or any(_DELIMITER.match(line) for line in block):
        return False
    return _width(block[0]) == _width(block[1]) > 1


# headings


def level_headings(text: str) -> str:
    """Headings so that the outermost have two signs and none skips a level; those in fenced blocks move along."""
    lines = text.split("\n")
    code = _code_lines(lines)
    depth = moved = 0
    found: list[tuple[int, int, bool]] = []
    for index, line in enumerate(lines):
        if index in code:
            continue
        if _DIV.match(line):
            depth += 1 if re.match(r"^\s{0,3}:{3,}\s*[^\s:]", line) else -1
        elif match := _HEADING.match(line):
            found.append((index, len(match[2]), depth > 0))
    outer = [level for _, level, inside in found if not inside]
    if not outer:
        return text
    shift = 2 - min(outer)
    stack: list[int] = []
    for index, level, inside in found:
        if not inside:
            wanted = level + shift
            while stack and stack[-1] >= wanted:
                stack.pop()
            stack.append(wanted)
            moved = min(6, len(stack) + 1) - level
        new = max(2, min(6, level + moved))
        lines[index] = _HEADING.sub(lambda m, new=new: m[1] + "#" * new, lines[index])  # type: ignore[misc]
    return "\n".join(lines)
