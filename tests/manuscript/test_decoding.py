"""The bytes of a text file are read in the code page that they are in, or refused; never read as other letters."""

import pytest

from pipeline.errors import PlainleafError
from pipeline.manuscript.decoding import decode


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        ("Take 5 µg at ≥38 °C – “now”. Don’t stop. Café.", "mac-roman", "Mac OS Roman"),
        ("Größe: für Ärzte; Übung macht den Meister.", "mac-roman", "Mac OS Roman"),
        ("Größe: für Ärzte; Übung macht den Meister.", "cp1252", "Windows-1252"),
        ("5 µg, 38 °C – “now”. Don’t. Ñandú, ÉTÉ, 5·5, l·l, 1º ½ «oui» ¿Qué?", "cp1252", "Windows-1252"),
        ("São Paulo, coração; NÃO tome. £5, €6, ® ™ x²", "cp1252", "Windows-1252"),
    ],
)
def test_a_text_is_read_in_its_code_page(text: str, codec: str, name: str) -> None:
    done = decode(text.encode(codec), "a.txt")
    assert (done.text, done.encoding) == (text, name)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Привет, примите одну таблетку утром.", "cp1251"),
        ("Zażółć gęślą jaźń. Weź tabletkę.", "cp1250"),
        ("Καλημέρα, πάρτε ένα χάπι.", "cp1253"),
    ],
)
def test_another_alphabet_is_refused_with_its_first_word(text: str, codec: str) -> None:
    with pytest.raises(PlainleafError, match="no code page that is known here") as caught:
        decode(text.encode(codec), "a.txt")
    assert caught.value.hint
