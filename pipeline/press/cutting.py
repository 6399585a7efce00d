"""A font and characters come in; the font with those only goes out, cut by HarfBuzz, as what the press embeds is."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from functools import cache

from pipeline.errors import PlainleafError

NAMES = (0, 1, 2, 13)
"""Copyright, family, style and licence: what a licence asks to be kept (OpenType 1.9, name table)."""

# hb-subset.h: hb_subset_sets_t and hb_subset_flags_t.
_UNICODE, _NAME_ID, _LAYOUT_FEATURES = 1, 4, 6
_NO_HINTING, _NOTDEF_OUTLINE = 0x01, 0x40
_READ_ONLY = 1


def cut(font: bytes, characters: Iterable[str], features: Iterable[str]) -> bytes:
    """A TrueType or OpenType font with the glyphs of these characters and those that they become by its layout
    `features`, which alone stay in it; without hinting.

    A thousandth of a second where the same in Python takes a tenth (measured). Raises PlainleafError for what is no
    font, and where HarfBuzz's library is missing.
    """
    library = _library()
    with ExitStack() as stack:

        def held(pointer: int | None, end: str) -> ctypes.c_void_p:
            if not pointer:
                raise PlainleafError("HarfBuzz cannot cut a font", hint="put the font there anew")
            stack.callback(getattr(library, end), ctypes.c_void_p(pointer))
            return ctypes.c_void_p(pointer)

        blob = held(library.hb_blob_create(font, len(font), _READ_ONLY, None, None), "hb_blob_destroy")
        face = held(library.hb_face_create(blob, 0), "hb_face_destroy")
        if not library.hb_face_get_glyph_count(face):
            # It takes anything for a font, of no glyphs if need be.
            raise PlainleafError("HarfBuzz cannot cut what is no font", hint="put the font there anew")
        wanted = held(library.hb_subset_input_create_or_fail(), "hb_subset_input_destroy")
        tags = (int.from_bytes(feature.encode("ascii"), "big") for feature in features)
        for kind, values in ((_UNICODE, map(ord, characters)), (_NAME_ID, NAMES), (_LAYOUT_FEATURES, tags)):
            chosen = ctypes.c_void_p(library.hb_subset_input_set(wanted, kind))
            # HarfBuzz begins with names and features that are usual.
            library.hb_set_clear(chosen)
            for value in values:
                library.hb_set_add(chosen, value)
        library.hb_subset_input_set_flags(wanted, _NO_HINTING | _NOTDEF_OUTLINE)
        small = held(library.hb_subset_or_fail(face, wanted), "hb_face_destroy")
        content = held(library.hb_face_reference_blob(small), "hb_blob_destroy")
        length = ctypes.c_uint()
        data = library.hb_blob_get_data(content, ctypes.byref(length))
        return ctypes.string_at(data, length.value)


_FUNCTIONS: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "hb_blob_create": (ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_uint, ctypes.c_int, *[ctypes.c_void_p] * 2)),
    "hb_blob_destroy": (None, (ctypes.c_void_p,)),
    "hb_blob_get_data": (ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_void_p)),
    "hb_face_create": (ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_uint)),
    "hb_face_destroy": (None, (ctypes.c_void_p,)),
    "hb_face_get_glyph_count": (ctypes.c_uint, (ctypes.c_void_p,)),
    "hb_face_reference_blob": (ctypes.c_void_p, (ctypes.c_void_p,)),
    "hb_set_add": (None, (ctypes.c_void_p, ctypes.c_uint32)),
    "hb_set_clear": (None, (ctypes.c_void_p,)),
    "hb_subset_input_create_or_fail": (ctypes.c_void_p, ()),
    "hb_subset_input_destroy": (None, (ctypes.c_void_p,)),
    "hb_subset_input_set": (ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_int)),
    "hb_subset_input_set_flags": (None, (ctypes.c_void_p, ctypes.c_uint)),
    "hb_subset_or_fail": (ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_void_p)),
}
"""What each gives and takes (hb.h, hb-subset.h)."""


@cache
def _library() -> ctypes.CDLL:
    """libharfbuzz-subset, which answers for the libharfbuzz that it leans on as well."""
    # Homebrew's libraries lie outside of what the linker searches.
    mac = ("libharfbuzz-subset.0.dylib", "/opt/homebrew/lib/libharfbuzz-subset.0.dylib")
    for name in mac if sys.platform == "darwin" else ("libharfbuzz-subset.so.0",):
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        for function, (gives, takes) in _FUNCTIONS.items():
            called = getattr(library, function)
            called.restype, called.argtypes = gives, takes
        return library
    raise PlainleafError("the system library HarfBuzz subset is missing", hint="run `plainleaf doctor`")
