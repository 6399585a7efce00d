"""An HTML file, a PNG name, a width and a height come in; the picture is written: one process a card, as by hand."""

from __future__ import annotations

import io
import sys

import pypdfium2
import weasyprint


def main(page: str, picture: str, width: str) -> None:
    pdf = io.BytesIO()
    weasyprint.HTML(filename=page).write_pdf(pdf)
    sheet = pypdfium2.PdfDocument(pdf.getvalue())[0]
    sheet.render(scale=int(width) / sheet.get_width()).to_pil().save(picture)


if __name__ == "__main__":
    main(*sys.argv[1:])
