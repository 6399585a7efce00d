"""Every picture is decoded whole, arrives as it looks, and leaves with nothing but what is drawn."""

from __future__ import annotations

import base64
import io
import time

import pytest
from PIL import Image

from pipeline.article.pictures.proving import PictureError, read_picture
from tests.hostile import pictures as made
from tests.hostile.pictures import BOX, chunk, cut, deep_png, png_of, saved, scan_bomb, scans_of, svg


def read(content: bytes) -> Image.Image:
    picture = read_picture("a", content)[0]
    image = Image.open(io.BytesIO(picture.content))
    assert image.size == (picture.width, picture.height)
    assert Image.MIME[image.format or ""] == picture.media_type
    image.load()
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.9, 0.99])
def test_a_cut_picture_is_refused(kind: str, share: float) -> None:
    with pytest.raises(PictureError):
        read_picture("a", cut(saved(kind, size=(400, 300)), share))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_cut_progressive_jpeg_is_refused(share: float) -> None:
    with pytest.raises(PictureError, match="cut off"):
        read_picture("a", cut(saved("JPEG", size=(400, 300), progressive=True), share))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA"])
def test_an_ordinary_picture_keeps_its_pixels(kind: str, mode: str) -> None:
    if kind in {"JPEG"} and mode in {"P", "RGBA", "LA", "1"}:
        return
    content = saved(kind, mode)
    before = Image.open(io.BytesIO(content)).convert("RGBA").tobytes()
    assert read(content).convert("RGBA").tobytes() == before


def test_sixteen_bits_become_eight() -> None:
    """Pillow alone would cut grey of 16 bits to white."""
    assert read(deep_png(grey=True)).getpixel((0, 0)) in {127, 128}
    assert read(deep_png(grey=False)).getpixel((0, 0)) == (128, 64, 255)


def test_printing_inks_become_what_they_look_like() -> None:
    out = io.BytesIO()
    Image.new("CMYK", (20, 20), (0, 255, 255, 0)).save(out, "JPEG", quality=95)
    image = read(out.getvalue())
    red, green, blue = image.getpixel((5, 5))  # type: ignore[misc]
    assert image.mode == "RGB"
    assert red > 230 and green < 40 and blue < 40


def test_a_camera_s_turn_is_done_once() -> None:
    image = read(made.turned())
    assert image.size == (48, 64)
    assert not image.getexif()


def test_a_palette_with_holes_keeps_them() -> None:
    out = io.BytesIO()
    image = Image.new("P", (4, 4), 1)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((0, 0), 0)
    image.save(out, "PNG", transparency=0)
    done = read(out.getvalue()).convert("RGBA")
    assert done.getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert done.getpixel((1, 1)) == (0, 0, 255, 255)


def test_colours_are_converted_by_a_profile_and_the_profile_goes() -> None:
    from PIL import ImageCms

    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, made.lab_profile(), b"no profile at all" * 20):
        image = read(made.with_profile(profile))
        assert image.mode == "RGB"
        assert "icc_profile" not in image.info


@pytest.mark.parametrize("bomb", [made.text_bomb, made.profile_bomb])
def test_no_bomb_leaves_with_a_picture(bomb: object) -> None:
    content = bomb()  # type: ignore[operator]
    assert len(content) > 15_000
    started = time.monotonic()
    picture = read_picture("a", content)[0]
    assert len(picture.content) < 200
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "content",
    [
        saved("JPEG", comment=b"a secret note"),
        saved("JPEG") + b"a secret note behind the end",
        saved("PNG") + b"a secret note behind the end",
        png_of((1, 1, 8, 2), b"\0abc", chunk(b"tEXt", b"Author\0a secret note")),
        png_of((1, 1, 8, 2), b"\0abc", chunk(b"eXIf", b"MM\0*a secret note")),
        saved("GIF", "P", comment=b"a secret note"),
        saved("WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0a secret note"),
        saved("WEBP", xmp=b"a secret note"),
        svg("<metadata>a secret note</metadata><!-- a secret note --><rect width='1' height='1'/>"),
    ],
    ids=lambda content: content[:3].hex(),
)
def test_what_is_not_drawn_stays_behind(content: bytes) -> None:
    assert b"secret" in content
    assert b"secret" not in read_picture("a", content)[0].content


def test_two_pictures_in_one_file_are_the_first() -> None:
    image = read(made.multi_picture())
    assert image.format == "JPEG"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8",
        b"\xff\xd8\xff\xe0\x00",
        b"GIF89a",
        b"RIFF\0\0\0\0WEBP",
        b"BM" + b"\0" * 60,
        b"II*\0" + b"\0" * 60,
        png_of((60_000, 60_000, 1, 0), b"\0" * 100),
        png_of((8, 8, 8, 2), b"\0abc"),
        png_of((0, 0, 8, 2), b""),
        saved("PNG").replace(b"IDAT", b"IDAX"),
        saved("PNG")[:-20] + b"\0" * 20,
    ],
)
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PictureError):
        read_picture("a", content)


HOSTILE_SVG = {
    "no number": svg(attributes=' width="1.2.3" height="5"'),
    "a size of words": svg(attributes=' width="wide" height="5"'),
    "a viewBox of words": svg(attributes=' viewBox="0 0 a b"'),
    "a viewBox of three": svg(attributes=' viewBox="0 0 1"'),
    "a viewBox of 1.2.3": svg(attributes=' viewBox="0 0 1.2.3 5"'),
    "1e300": svg(attributes=' viewBox="0 0 1e300 1e300"'),
    "1e-300": svg(attributes=' viewBox="0 0 1e-300 1"'),
    "nan": svg(attributes=' viewBox="nan nan nan nan"'),
    "inf": svg(attributes=' width="inf" height="inf"'),
    "negative": svg(attributes=' width="-5" height="5"'),
    "nothing": svg(attributes=' width="0" height="5"'),
    "a rectangle of 1e300": svg('<rect width="1e300" height="1"/>'),
    "a rectangle of 1.2.3": svg('<rect width="1.2.3" height="1"/>'),
    "a scale of 1e99": svg('<g transform="scale(1e99)"><rect width="1" height="1"/></g>'),
    "scales in a row": svg(f'<g transform="{"scale(9) " * 50}"><rect width="1" height="1"/></g>'),
    "scales in each other": svg('<g transform="scale(900)">' * 9 + '<rect width="9" height="9"/>' + "</g>" * 9),
    "scales of uses": svg(
        '<g id="a0" transform="scale(900)"><rect width="1" height="1"/></g>'
        + "".join(f'<use id="a{i}" href="#a{i - 1}" transform="matrix(900 0 0 900 0 0)"/>' for i in range(1, 9))
    ),
    "scales by a style": svg("<style>g { transform: scale(900) }</style>" + "<g>" * 9 + "<rect/>" + "</g>" * 9),
    "skews in a row": svg(f'<g transform="{"skewX(89.99) " * 9}"><rect width="1" height="1"/></g>'),
    "boxes in boxes": svg('<svg viewBox="0 0 .001 .001">' * 9 + '<rect width="9" height="9"/>' + "</svg>" * 9),
    "a font of 1e9": svg('<text font-size="1000000000">a</text>'),
    "a transform of nan": svg('<g transform="translate(nan)"><rect width="1" height="1"/></g>'),
    "100,000 rectangles": svg('<rect width="1" height="1"/>' * 100_000),
    "a path of megabytes": svg(f'<path d="M0 0{" L1 1" * 400_000}"/>'),
    "groups without end": svg("<g>" * 200 + "</g>" * 200),
    "uses of uses": svg(
        '<g id="a0"><rect width="1" height="1"/></g>'
        + "".join(f'<g id="a{i}">' + f'<use xlink:href="#a{i - 1}"/>' * 10 + "</g>" for i in range(1, 7))
    ),
    "a use of itself": svg('<g id="a"><use href="#a"/></g>'),
    "patterns of patterns": svg(
        '<pattern id="p0"><rect width="1" height="1"/></pattern>'
        + "".join(f'<pattern id="p{i}">' + f'<rect fill="url(#p{i - 1})"/>' * 10 + "</pattern>" for i in range(1, 7))
        + '<rect fill="url(#p6)"/>'
    ),
    "a mask of itself": svg('<mask id="m"><rect mask="url(#m)"/></mask>'),
    "entities": b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("<text>&a;</text>"),
    "a cut picture inside": svg(
        f'<image href="data:image/jpeg;base64,{base64.b64encode(cut(saved("JPEG", size=(300, 300)))).decode()}"/>'
    ),
    "a dose turned around": svg("<text>Take \u202e05 mg</text>"),
    "not closed": b'<svg xmlns="http://www.w3.org/2000/svg"><g>',
    "no svg": b'<?xml version="1.0"?><html><svg/></html>',
}


@pytest.mark.parametrize("content", HOSTILE_SVG.values(), ids=HOSTILE_SVG)
def test_a_hostile_drawing_is_refused_in_time(content: bytes) -> None:
    started = time.monotonic()
    with pytest.raises(PictureError):
        read_picture("a.svg", content)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">a</p></foreignObject>',
        '<image href="https://example.org/a.png"/>',
        '<use xlink:href="other.svg#a"/>',
        "<style>@import url(https://example.org/a.css);</style>",
        "<style>rect { fill: u\\72l(https://example.org/a) }</style>",
        "<style>rect { fill: url/**/(https://example.org/a) }</style>",
        "<style>@\\69mport 'https://example.org/a';</style>",
        '<rect style="fill: url(https://example.org/a)"/>',
        '<g xml:base="https://example.org/"><rect/></g>',
        '<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="https://example.org/a"/>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<a href="javascript:alert(1)"><rect/></a>',
        '<feImage href="https://example.org/a.png"/>',
    ],
)
def test_what_runs_or_leads_away_is_taken_out(inner: str) -> None:
    picture, removed = read_picture("a.svg", svg(inner))
    assert removed
    for word in (b"example.org", b"alert", b"script"):
        assert word not in picture.content.replace(b"http://www.w3.org", b"")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        (BOX, (100, 50)),
        (' width="10" height="20"', (10, 20)),
        (' width="10px" height="20.4px" viewBox="0 0 1 2"', (10, 20)),
        (' width="1in" height="2.54cm"', (96, 96)),
        (' width="100%" height="100%" viewBox="0,0 , 30 40"', (30, 40)),
        (' width="50" viewBox="0 0 100 200"', (50, 100)),
        ("", (300, 150)),
        (' viewBox="-5 -5 1e1 +2.5e1"', (10, 25)),
    ],
)
def test_an_honest_size_is_read(attributes: str, size: tuple[int, int]) -> None:
    picture = read_picture("a.svg", svg(attributes=attributes))[0]
    assert (picture.width, picture.height) == size


@pytest.mark.parametrize(
    "inner",
    [
        '<linearGradient id="g"><stop offset="0"/></linearGradient><linearGradient id="h" href="#g"/>'
        + '<rect fill="url(#h)" width="100%" height="5mm"/>' * 3000,
        '<text x="1 2 3" y="4" dx="0.5em">a</text><text x="calc(1px + 2px)">b</text>'
        '<rect rx="auto" width="1" height="1"/>',
        '<path d="M1.2.3-4e-5l.5.5z"/><path d="M1234567.5 0"/>',
        '<defs><marker id="m"><path d="M0 0"/></marker></defs><path marker-end="url(#m)" d="M0 0L1 1"/>',
        "<style>rect { fill: url(#g) } /* plain */ text { font-family: 'A' }</style><rect/>",
        "<title>Map of the harbour</title><desc>5 µg of β2</desc>",
    ],
)
def test_an_honest_drawing_is_left_whole(inner: str) -> None:
    assert read_picture("a.svg", svg(inner))[1] == []


def test_a_cut_picture_is_refused_after_something_was_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint tells Pillow, for the whole process, to take cut files for whole ones."""
    from PIL import ImageFile

    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    for kind in ("PNG", "JPEG", "WEBP"):
        with pytest.raises(PictureError):
            read_picture("a", cut(saved(kind, size=(400, 300)), 0.9))
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"subsampling": 0}, {"restart_marker_rows": 1}], ids=str
)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_cut_jpeg_with_a_proper_end_is_refused(mode: str, options: dict[str, object], share: float) -> None:
    """Readers fill what is missing with grey, and say nothing."""
    whole = saved("JPEG", mode, size=(300, 200), **options)
    assert read_picture("a", whole)[0].width == 300
    with pytest.raises(PictureError, match="cut off"):
        read_picture("a", cut(whole, share).rstrip(b"\xff") + b"\xff\xd9")


def test_a_progressive_jpeg_without_its_last_scans_is_refused() -> None:
    """Whole at a glance, and coarse: the figures on a label cannot be read."""
    whole = saved("JPEG", size=(300, 200), progressive=True)
    for end in scans_of(whole)[:-1]:
        with pytest.raises(PictureError, match="cut off"):
            read_picture("a", whole[:end] + b"\xff\xd9")


@pytest.mark.parametrize("more", [1, 8, 100, 3000])
def test_a_few_bytes_too_many_are_no_fault(more: int) -> None:
    """Some cameras fill up the last block of the file."""
    whole = saved("JPEG", size=(300, 200))
    assert read_picture("a", whole[:-2] + b"\x5a" * more + whole[-2:])[0].width == 300


@pytest.mark.parametrize("frame", [0xC3, 0xC9, 0xCA])
def test_a_jpeg_that_browsers_do_not_show_is_refused(frame: int) -> None:
    with pytest.raises(PictureError):
        read_picture("a", saved("JPEG").replace(b"\xff\xc0", bytes([0xFF, frame]), 1))


def test_a_jpeg_of_thousands_of_scans_is_refused_at_once() -> None:
    started = time.monotonic()
    with pytest.raises(PictureError, match="scans"):
        read_picture("a", scan_bomb())
    assert time.monotonic() - started < 8


def test_honest_transforms_are_kept() -> None:
    inner = "<style>.a { transform: scale(1.5) }</style>"
    inner += '<g transform="scale(1000) rotate(45) translate(5,5)"><g transform="matrix(0.01 0 0 0.01 1 1)">'
    inner += '<svg viewBox="0 0 24 24" width="9"><rect width="9" height="9" transform="skewX(30)"/></svg></g></g>'
    assert read_picture("a.svg", svg(inner))[1] == []


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_column_of_millions_is_refused(kind: str) -> None:
    """6 kB of PNG unpack to 49 megapixels, one beside the other: a renderer takes a gigabyte for them."""
    size = (1, 65_600) if kind == "PNG" else (1, 65_400)
    out = io.BytesIO()
    Image.new("L", size).save(out, kind)
    if kind == "JPEG":
        assert read_picture("a", out.getvalue())[0].height == 65_400
    else:
        with pytest.raises(PictureError, match="65600 pixels"):
            read_picture("a", out.getvalue())


def test_pictures_inside_a_drawing_are_counted_together() -> None:
    out = io.BytesIO()
    Image.new("L", (3_000, 2_100)).save(out, "PNG")
    inside = f'<image width="9" height="9" href="data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"/>'
    assert read_picture("a.svg", svg(inside))[1] == []
    with pytest.raises(PictureError, match="pictures inside it have 12,600,000"):
        read_picture("a.svg", svg(inside * 2))
