"""Bytes in the code page of a font, and halves of characters, come in; words of a story go out."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.errors import PlainleafError
from pipeline.manuscript.characters.alphabets import name_of, readings
from pipeline.manuscript.characters.symbols import UNREADABLE, is_symbol_font, sign
from pipeline.manuscript.richtext.codepages import SYMBOL, codec_of, doubt, page_of
from pipeline.manuscript.richtext.state import Group, broken
from pipeline.manuscript.richtext.stories import Stories

MOST_READ = 20_000
"""House: bytes of one code page by which its words are judged."""


@dataclass
class Characters:
    """Bytes and UTF-16 units that wait to become words; `page` is the code page of the file."""

    stories: Stories
    page: int = 1252
    fonts: dict[int, tuple[str, int, int | None]] = field(default_factory=dict)
    waiting: bytearray = field(default_factory=bytearray)
    units: list[int] = field(default_factory=list)
    read: dict[str, bytearray] = field(default_factory=dict)

    def flush(self) -> None:
        """Bytes and halves of characters that were waiting become text."""
        if self.units:
            units, self.units = self.units, []
            raw = b"".join(unit.to_bytes(2, "little") for unit in units)
            text = raw.decode("utf-16-le", "replace")
            self._say_from_font(text, None)
        if self.waiting:
            raw = bytes(self.waiting)
            self.waiting.clear()
            group = self.stories.stack[-1]
            if group.destination in {"skipped", "starred", "pict", "info"}:
                return
            name, charset, page = self._font(group)
            if (charset == SYMBOL or is_symbol_font(name)) and group.destination != "instruction":
                self._say_from_font(raw.decode("latin-1"), raw)
                return
            # The nearer word holds: \cpg and \fcharset are a font's own, \ansicpg is the file's.
            codec = codec_of(page if page is not None else page_of(charset, self.page))
            text = raw.decode(codec, "replace")
            self._refuse_mojibake(text, raw, codec)
            if len(self.read.setdefault(codec, bytearray())) < MOST_READ:
                self.read[codec] += raw
            self.stories.say(text, group)

    def ask_code_pages(self) -> None:
        """Ask about words that no language spells so, where another code page than the file says spells them all."""
        for codec, raw in self.read.items():
            if raw.isascii():
                continue
            found = readings(bytes(raw))
            claimed = next((reading for reading in found if reading.codec == codec.replace("-", "_")), None)
            if claimed is None or not claimed.bad or len(found[0].bad) >= len(claimed.bad):
                continue
            pairs = zip(claimed.words, found[0].words, strict=True)
            differing = [(word, other) for word, other in pairs if word != other]
            if differing:
                word, other = differing[0]
                asks = f'is "{word}" spelled so; {len(claimed.words)} words hold letters of {name_of(claimed.codec)}'
                hint = f'in {name_of(found[0].codec)} it would be "{other}"; write them as they should be'
                self.stories.ask("character", asks, hint)

    def _refuse_mojibake(self, text: str, raw: bytes, codec: str) -> None:
        if raw.isascii():
            return
        if reason := doubt(text, codec, raw):
            raise PlainleafError(
                f'the words "{text.strip()[:40]}" are said to be in {codec}, but {reason}',
                place=str(self.stories.place()),
                hint="open the file in Word or LibreOffice, look whether the words are readable, and save it as .docx",
            )

    def _font(self, group: Group) -> tuple[str, int, int | None]:
        number = group.other_font if group.rightward and group.other_font is not None else group.font
        return self.fonts.get(number, ("", 1, None))

    def _say_from_font(self, text: str, raw: bytes | None) -> None:
        """Text in a font that may draw signs for letters; `raw` is None for what came as Unicode."""
        group = self.stories.stack[-1]
        name, charset, _ = self._font(group)
        symbolic = is_symbol_font(name) or charset == SYMBOL
        signs = []
        for character in text:
            code = ord(character)
            # Word writes a sign of a symbol font as U+F000 and its code.
            private = 0xE000 <= code <= 0xF8FF
            if not private and not (symbolic and (raw is not None or 0x20 <= code < 0x100)):
                signs.append("\ufffd" if 0xD800 <= code <= 0xDFFF else character)
                continue
            found = sign(name, code) if is_symbol_font(name) or not symbolic else None
            if found is None and code == 0x20:
                found = " "
            if found is None and group.destination == "text":
                self.stories.ask(
                    "sign",
                    f'which sign is {f"U+{code:04X}" if private else repr(character)} of the font "{name}"',
                    f'write it over "{UNREADABLE}"',
                )
            signs.append(found or UNREADABLE)
        said = "".join(signs)
        if "\ufffd" in said:
            raise broken("half of a character is missing", self.stories.place())
        self.stories.say(said, group)
