"""The bytes of a text file are read in the code page that they are in, asked about or refused; never misread."""

import pytest

from pipeline.errors import PlainleafError
from pipeline.manuscript.characters.decoding import decode
from pipeline.manuscript.importing import Wishes, import_manuscript

_CZECH = "Tento leták je pro dospělé. Užívejte 5 mg denně. Neberte tři."
_RUSSIAN = "Принимайте по 5 мг утром после еды. Не принимайте три таблетки."


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        ("Take 5 µg at ≥38 °C – “now”. Don’t stop. Café.", "mac-roman", "Mac OS Roman"),
        ("Größe: für Ärzte; Übung macht den Meister.", "mac-roman", "Mac OS Roman"),
        ("Größe: für Ärzte; Übung macht den Meister.", "cp1252", "Windows-1252"),
        ("5 µg, 38 °C – “now”. Don’t. Ñandú, ÉTÉ, 5·5, l·l, 1º ½ «oui» ¿Qué?", "cp1252", "Windows-1252"),
        ("São Paulo, coração; NÃO tome. £5, €6, ® ™ x²", "cp1252", "Windows-1252"),
        ("See the café; do not take it with crème or jalapeño.", "cp1252", "Windows-1252"),
        (_CZECH, "cp1250", "Windows-1250 (Central European)"),
        (_CZECH, "iso8859-2", "ISO 8859-2 (Central European)"),
        ("Ask the nurse in Plzeň or Dr Nováků, and do not take three.", "cp1250", "Windows-1250 (Central European)"),
        ("Zażółć gęślą jaźń. Weź tabletkę.", "cp1250", "Windows-1250 (Central European)"),
        ("Orvosát is kérdezze meg, ha nem jobb előbb.", "cp1250", "Windows-1250 (Central European)"),
        ("Günde 5 mg alın, aç karnına içmeyin; şişeyi ısıtmayın.", "cp1254", "Windows-1254 (Turkish)"),
        ("Gerkite 5 mg per dieną. Nevartokite, jei esate nėščia.", "cp1257", "Windows-1257 (Baltic)"),
        (_RUSSIAN, "cp1251", "Windows-1251 (Cyrillic)"),
        (_RUSSIAN, "koi8-r", "KOI8-R (Cyrillic)"),
        (_RUSSIAN, "cp866", "DOS 866 (Cyrillic)"),
        (_RUSSIAN, "utf-16-le", "UTF-16 without a byte order mark"),
        (_RUSSIAN, "utf-16-be", "UTF-16 without a byte order mark"),
        ("Καλημέρα, πάρτε το πρωί ένα χάπι.", "cp1253", "Windows-1253 (Greek)"),
        ("لا تأخذ ثلاثة أقراص في كل صباح.", "cp1256", "Windows-1256 (Arabic)"),
        ("קח 5 מג כל בוקר. לא על בטן ריקה.", "cp1255", "Windows-1255 (Hebrew)"),
        ("Prenez 5 mg à midi après le repas. Ne prenez pas trois comprimés.", "cp850", "DOS 850"),
    ],
)
def test_a_text_is_read_in_its_code_page(text: str, codec: str, name: str) -> None:
    done = decode(text.encode(codec), "a.txt")
    assert (done.text, done.encoding, done.queries) == (text, name, ())


@pytest.mark.parametrize(
    ("text", "codec"),
    [("青い錠剤を毎朝飲んでください。", "shift_jis"), ("每天早上服用5毫克。不要服用三片。", "gbk")],
)
def test_what_no_alphabet_explains_is_refused_with_its_first_word(text: str, codec: str) -> None:
    with pytest.raises(PlainleafError, match="no code page that is known here") as caught:
        decode(text.encode(codec), "a.txt")
    assert caught.value.hint


def test_a_word_that_two_code_pages_spell_is_asked_about() -> None:
    done = decode("Call us. Ask the nurse in Plzeň for it.".encode("cp1250"), "a.txt")
    (query,) = done.queries
    assert "Plzeò" in query.asks
    assert "Plzeň" in query.hint


def test_a_damaged_character_is_asked_about_in_its_place() -> None:
    done = decode("Café: take ≥ 5 mg.\n\nDon".encode() + b"\x92t take three.", "a.txt")
    (query,) = done.queries
    assert "Café: take ≥ 5 mg." in done.text
    assert "Don[?]t take three" in query.asks
    assert "’" in query.hint
    assert query.place
    assert query.place.first == 3
    with pytest.raises(PlainleafError, match="damaged; the first stands in line 1"):
        decode(("é" * 60).encode() + b"a\x92b " * 30, "a.txt")


@pytest.mark.parametrize("said", ["windows-1252", "utf-8", ""])
@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "cp1250"])
def test_a_page_that_says_another_code_page_is_read_in_its_own(said: str, codec: str) -> None:
    words = "Neberte tři denně, je to pro dospělé." if codec == "cp1250" else "Don’t take 5 µg at the café."
    meta = f'<meta charset="{said}">' if said else ""
    page = f"<html><head>{meta}<title>Tablets</title></head><body><h1>Tablets</h1><p>{words}</p></body></html>"
    assert words in import_manuscript(page.encode(codec), "a.html", Wishes()).text
