"""A message catalogue comes in; the interface words of one language go out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.errors import PlainleafError
from pipeline.tags import primary_of


@dataclass(frozen=True, slots=True)
class Words:
    """The interface words of one language, by key ("questions-heading"), for readers in one region.

    `region` is ISO 3166-1 alpha-2 or "": it decides how a date is written where regions of a language differ.
    """

    lang: str
    messages: Mapping[str, str]
    region: str = ""

    def __call__(self, key: str, **values: object) -> str:
        """The words for `key` with `{placeholders}` filled. Raises PlainleafError for a key the catalogue lacks."""
        try:
            return self.messages[key].format(**values)
        except KeyError as missing:
            raise PlainleafError(
                f'the interface words for "{self.lang}" lack {missing}',
                place=f"styles/words/{self.lang}.po",
                hint=f'add an entry with msgid "{key}" and its translation',
            ) from None

    def language(self, tag: str) -> str:
        """The name of a language in this one: "inglés"."""
        from babel import Locale

        primary = primary_of(tag)
        return str(Locale.parse(self.lang.replace("-", "_")).languages.get(primary, tag))

    def date(self, day: date) -> str:
        """A date as this language writes it in full: "2 November 2026" in Britain, "November 2, 2026" in the US."""
        from babel import localedata
        from babel.dates import format_date

        locale = self.lang.replace("-", "_")
        regional = f"{locale}_{self.region}"
        return format_date(day, format="long", locale=regional if localedata.exists(regional) else locale)


def read_words(lang: str, content: bytes, region: str = "") -> Words:
    """Parse a .po file (GNU gettext format; msgid is the key). Raises PlainleafError when it is not one."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        catalogue = read_po(io.BytesIO(content), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as fault:
        raise PlainleafError(
            f"the message catalogue cannot be read: {fault}",
            place=f"styles/words/{lang}.po",
            hint="keep to the gettext format: msgid, msgstr, quoted lines",
        ) from None
    messages = {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
    return Words(lang, messages, region)
