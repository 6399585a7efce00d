"""How much one file may ask for, in one place: bytes, lines, depth, pixels, seconds and memory, each with its reason.

All are house numbers, set several times above the largest honest file that we know and far below what stops a machine
with 2 GB of memory. What runs into one is a finding on its file; the others go on.
"""

from __future__ import annotations

TEXT_BYTES = 500_000
"""An article, snippet, brand or collection: the text of a book of 200 pages, which is read in 5 s and 300 MB."""

BUREAU_BYTES = 5_000_000
"""A file that comes back from a translation bureau: the largest article in XLIFF with a tool's notes, five times."""

PICTURE_BYTES = 30_000_000
"""A picture file: a photograph of a 48-megapixel camera is 20 MB."""

FOLDER_FILES = 2_000
"""Files in one article folder: a picture a page of a long book, several times over."""

FOLDER_BYTES = 500_000_000
"""All files of one article folder, which are read at once: forty photographs of 12 MB."""

HEAD_BYTES = 150_000
"""The front matter of an article: 400 references are 100 kB. The YAML reader takes 1 to 3 s."""

LINE_CHARACTERS = 50_000
"""One line of an article: a paragraph of 8,000 words. pandoc keeps a line in memory fifty times over."""

WORD_CHARACTERS = 2_000
"""Characters without a space between them, in scripts that have spaces: a web address that browsers take."""

BRACKETS_IN_PARAGRAPH = 1_000
"""Opening brackets in one paragraph: twice as many as the longest list of citations; 50,000 take pandoc two minutes."""

LINK_DEFINITIONS = 2_000
"""Link definitions ([name]: address) of an article: pandoc looks each link up in all of them."""

HEADINGS = 1_000
"""Headings of an article: a book of 200 pages has 300. Each is found again in contents, outlines and links."""

TERMS = 1_000
"""Terms that an article defines (": …"): a pocket dictionary of a speciality has 800."""

TABLE_ROWS = 1_500
"""Rows of all tables of an article: three times the longest list of doses. 20,000 rows of two cells take a renderer
over half a minute.
"""

NOTE_EXPANSIONS = 5_000
"""Notes printed, each call of a note in a note counted: a thesis has 1,000. A note that calls itself has no end."""

BLOCK_DEPTH = 40
"""How deep blocks may stand in each other, lists and their items counted apart: twelve levels of lists fit."""

FENCE_DEPTH = 30
"""Fences (:::) in fences: a comparison in a callout takes three; 800 take pandoc half a minute."""

FENCE_CHARACTERS = 2_000
"""One ::: line with its caption or alternative text: five times the longest that we know."""

TABLE_COLUMNS = 100
"""Columns of a table: on paper nobody reads more than ten; 3,000 take a renderer minutes."""

SNIPPET_DEPTH = 20
"""How deep snippets may include snippets: nobody finds his way back from more."""

SNIPPETS_INCLUDED = 300
"""Snippets in one article, each time it is included counted: one a paragraph of a long article."""

PANDOC_SECONDS = 12
"""One call of pandoc for an article: a book of 200 pages takes 3 s."""

WITNESS_SECONDS = 6
"""A second reading of a manuscript by pandoc: 180 pages take 3 s. OpenDocument's lists in lists take it twice as long
for each level or two, 50 levels half a minute.
"""

PANDOC_HEAP = "500M"
"""Memory of one call of pandoc: a book of 200 pages takes 250 MB."""

PANDOC_BYTES = 40_000_000
"""What one call of pandoc may answer for an article: a book of 200 pages is 18 MB as a tree of JSON."""

PIXELS = 50_000_000
"""Pixels of a picture, all frames together, counted before it is decoded: a camera of 48 megapixels makes 48,771,072,
which take 200 MB while it is turned upright or its colours are converted.
"""

PICTURE_SIDE = 65_500
"""Pixels of a picture's longer side: what a JPEG can have. A column of millions costs a renderer minutes."""

PIXELS_TOGETHER = 400_000_000
"""Pixels of all pictures of one article: forty photographs as a telephone takes them."""

JPEG_SCANS = 100
"""Scans of a JPEG: encoders write 1 to 20; each is one more pass over all pixels, and a small file holds thousands."""

PROFILE_BYTES = 4_000_000
"""A colour profile once it is unpacked: a printer's is 2 MB, sRGB's 3 kB."""

DRAWING_ELEMENTS = 20_000
"""Elements of an SVG once every `use` is drawn, and every marker at each point: a detailed map has 5,000; 100,000
rectangles keep a renderer busy for minutes, 400,000 parts of markers for 40 s."""

DRAWING_PATH = 1_000_000
"""Characters of all paths of an SVG together: the coastline of a country is 200 kB."""

DRAWING_TEXT = 200_000
"""Characters of an SVG's text and styles together: a drawing program's longest style sheet is 20 kB."""

DRAWING_WORDS = 10_000
"""Characters of an SVG's text alone: two full pages; 25,000 in one line take a renderer more than a minute."""

DRAWING_DEPTH = 100
"""Groups in groups of an SVG: drawing programs nest ten deep."""

DRAWING_PIXELS = 12_000_000
"""Pixels of all pictures inside an SVG: a page at 350 dpi. They are unpacked anew wherever the drawing is shown."""

DRAWING_SCALE = 1e9
"""How many times larger transforms in each other may make a part: metres shown in hundredths of a millimetre are 1e5;
past 1e308 a PDF holds "inf", which no reader understands.
"""

DRAWING_SIDE = 100_000
"""Units of width or height of an SVG: a poster in hundredths of a millimetre is 84,100."""

ARTIFACT_BYTES = 200_000_000
"""A PDF or EPUB that is read out: a book of photographs for the press is 100 MB. Devices have no end."""

ARCHIVE_BYTES = 100_000_000
"""One content of the archive once it is unpacked: a typeface with Han characters is 20 MB, a photograph 12."""

BUNDLE_FILES = 100_000
"""Files in one bundle: 1,500 articles in three languages with their cards are 70,000."""

BUNDLE_RATIO = 20
"""How many times its own size a bundle may say that it unpacks to; ours are not compressed, packed again they are 3."""

BUNDLE_SLACK = 1_000_000
"""Bytes on top of that: small files pack better than their names."""

BUNDLE_MANIFEST = 50_000_000
"""The manifest of a bundle: 300 bytes a file."""
