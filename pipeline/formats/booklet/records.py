"""A book and its accessibility come in; the records that shops, libraries and search engines read go out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from pipeline import __version__
from pipeline.formats.booklet.accessibility import Accessibility
from pipeline.formats.booklet.languages import bibliographic_code

if TYPE_CHECKING:
    from pipeline.edition.edition import Edition
    from pipeline.formats.booklet.book import Contributor, View

ONIX = "http://ns.editeur.org/onix/3.0/reference"

ROLES = {
    "aut": "A01",
    "aui": "A23",
    "edt": "B01",
    "ill": "A12",
    "pht": "A13",
    "trl": "B06",
    "rev": "B20",
    "dsr": "A11",
    "ctb": "A32",
}
"""MARC relators → ONIX code list 17; who reviewed the medicine is nearest to B20, consultant editor."""

FEATURES = {
    "ARIA": "30",
    "MathML": "17",
    "alternativeText": "14",
    "describedMath": "53",
    "displayTransformability": "36",
    "longDescription": "15",
    "pageBreakMarkers": "19",
    "pageNavigation": "41",
    "readingOrder": "13",
    "structuralNavigation": "29",
    "tableOfContents": "11",
}
"""EPUB accessibility features → ONIX code list 196."""


def onix(edition: Edition, book: View, accessibility: Accessibility) -> bytes:
    """An ONIX 3.0 message (reference names) with this one product; who supplies it at what price where it is said.

    The time of sending is the day of the edition: the same edition gives the same bytes.
    """
    # ElementTree would write ns0: before every name; some catalogues do not read namespaces but names.
    ET.register_namespace("", ONIX)
    message = ET.Element(f"{{{ONIX}}}ONIXMessage", {"release": "3.0"})
    header = _add(message, "Header")
    sender = _add(header, "Sender")
    _add(sender, "SenderName", book.publisher)
    if edition.brand.contact.email:
        _add(sender, "EmailAddress", edition.brand.contact.email)
    _add(header, "SentDateTime", f"{book.modified:%Y%m%d}")
    _add(header, "MessageNote", f"plainleaf {__version__}")
    product = _add(message, "Product")
    _add(product, "RecordReference", book.identifier.removeprefix("urn:uuid:"))
    # ONIX code list 1: 03 is a confirmed record of a book that is out.
    _add(product, "NotificationType", "03")
    _identifiers(product, book)
    _description(_add(product, "DescriptiveDetail"), book, accessibility)
    content = _add(_add(product, "CollateralDetail"), "TextContent")
    _add(content, "TextType", "03")
    # ONIX code list 154: may be shown to anybody.
    _add(content, "ContentAudience", "00")
    _add(content, "Text", book.description)
    publishing = _add(product, "PublishingDetail")
    publisher = _add(publishing, "Publisher")
    _add(publisher, "PublishingRole", "01")
    _add(publisher, "PublisherName", book.publisher)
    _add(publishing, "PublishingStatus", "04")
    dated = _add(publishing, "PublishingDate")
    _add(dated, "PublishingDateRole", "01")
    _add(dated, "Date", f"{book.published:%Y%m%d}").set("dateformat", "00")
    if book.prices:
        _supply(product, book)
    ET.indent(message)
    written: bytes = ET.tostring(message, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


_WITHOUT_TAX = frozenset({"USD", "CAD"})
"""Currencies whose price tags leave out the tax, which each state or province adds. ONIX code list 58: 01 is the price
that is recommended to retailers without tax, 02 with it.
"""


def _supply(product: ET.Element, book: View) -> None:
    """The publisher as who supplies it everywhere, and what it costs its readers."""
    supply = _add(product, "ProductSupply")
    territory = _add(_add(supply, "Market"), "Territory")
    _add(territory, "RegionsIncluded", "WORLD")
    detail = _add(supply, "SupplyDetail")
    supplier = _add(detail, "Supplier")
    # ONIX code list 93: the publisher to retailers; list 65: available.
    _add(supplier, "SupplierRole", "01")
    _add(supplier, "SupplierName", book.publisher)
    _add(detail, "ProductAvailability", "20")
    for amount, currency in book.prices:
        if not currency:
            # ONIX code list 57: free of charge.
            _add(detail, "UnpricedItemType", "01")
            continue
        price = _add(detail, "Price")
        _add(price, "PriceType", "01" if currency in _WITHOUT_TAX else "02")
        _add(price, "PriceAmount", amount)
        _add(price, "CurrencyCode", currency)


def _add(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    child = ET.SubElement(parent, f"{{{ONIX}}}{name}")
    child.text = text or None
    return child


def _identifiers(product: ET.Element, book: View) -> None:
    if book.isbn:
        identifier = _add(product, "ProductIdentifier")
        _add(identifier, "ProductIDType", "15")
        _add(identifier, "IDValue", book.isbn)
    identifier = _add(product, "ProductIdentifier")
    _add(identifier, "ProductIDType", "01")
    _add(identifier, "IDTypeName", "UUID")
    _add(identifier, "IDValue", book.identifier.removeprefix("urn:uuid:"))


def _description(detail: ET.Element, book: View, accessibility: Accessibility) -> None:
    _add(detail, "ProductComposition", "00")
    # ONIX code list 150: a digital download; list 175: E101 is EPUB, E200 reflows.
    _add(detail, "ProductForm", "ED")
    _add(detail, "ProductFormDetail", "E101")
    _add(detail, "ProductFormDetail", "E200")
    _feature(detail, "15", "101F")
    for code, words in _accessibility_codes(accessibility):
        _feature(detail, "09", code, words)
    if accessibility.hazards == ("none",):
        _feature(detail, "12", "00")
    _add(detail, "PrimaryContentType", "10")
    if book.pictures:
        _add(detail, "ProductContentType", "07")
    # ONIX code list 144: none. Copy protection shuts screen readers out.
    _add(detail, "EpubTechnicalProtection", "00")
    if book.series[0]:
        collection = _add(detail, "Collection")
        _add(collection, "CollectionType", "10")
        element = _title(collection, "02", book.series[0])
        if book.series[1]:
            number = ET.Element(f"{{{ONIX}}}PartNumber")
            number.text = book.series[1]
            element.insert(1, number)
    title = _title(detail, "01", book.title)
    if book.subtitle:
        _add(title, "Subtitle", book.subtitle)
    for sequence, person in enumerate(book.contributors, start=1):
        contributor = _add(detail, "Contributor")
        _add(contributor, "SequenceNumber", str(sequence))
        _add(contributor, "ContributorRole", ROLES.get(person.code, "Z99"))
        _add(contributor, "PersonName" if person.is_person else "CorporateName", person.name)
    if book.edition.isdecimal():
        _add(detail, "EditionNumber", book.edition)
    elif book.edition:
        _add(detail, "EditionStatement", book.edition)
    language = _add(detail, "Language")
    # ONIX code list 22: the language of the text, not of an original.
    _add(language, "LanguageRole", "01")
    _add(language, "LanguageCode", bibliographic_code(book.lang))
    if book.pictures:
        _add(detail, "Illustrated", "02")
        _add(detail, "NumberOfIllustrations", str(len(book.pictures)))
    _subjects(detail, book)
    audience = _add(detail, "Audience")
    _add(audience, "AudienceCodeType", "01")
    _add(audience, "AudienceCodeValue", "01")


def _feature(detail: ET.Element, kind: str, value: str, words: str = "") -> None:
    feature = _add(detail, "ProductFormFeature")
    _add(feature, "ProductFormFeatureType", kind)
    _add(feature, "ProductFormFeatureValue", value)
    if words:
        _add(feature, "ProductFormFeatureDescription", words)


def _accessibility_codes(accessibility: Accessibility) -> list[tuple[str, str]]:
    """ONIX code list 196: only what the EPUB itself claims."""
    codes = [("00", accessibility.summary), ("10", ""), ("22", ""), ("25", "")]
    codes += [(FEATURES[feature], "") for feature in accessibility.features if feature in FEATURES]
    if "textual" in accessibility.sufficient:
        codes.append(("52", ""))
    if accessibility.evaluation is not None:
        claim = accessibility.evaluation.conforms_to
        codes.append(("04", ""))
        codes.append(({"2.0": "80", "2.1": "81", "2.2": "82"}[claim.split()[5]], ""))
        codes.append(({"A": "84", "AA": "85", "AAA": "86"}[claim.rsplit(maxsplit=1)[1]], ""))
        codes.append(("90", accessibility.evaluation.evaluator))
        codes.append(("91", f"{accessibility.evaluation.day:%Y%m%d}"))
    return sorted(codes)


def _title(parent: ET.Element, level: str, text: str) -> ET.Element:
    title = _add(parent, "TitleDetail")
    _add(title, "TitleType", "01")
    element = _add(title, "TitleElement")
    _add(element, "TitleElementLevel", level)
    _add(element, "TitleText", text)
    return element


def _subjects(detail: ET.Element, book: View) -> None:
    """Thema VFD, popular medicine and health (house), and the keywords."""
    subject = _add(detail, "Subject")
    _add(subject, "MainSubject")
    _add(subject, "SubjectSchemeIdentifier", "93")
    _add(subject, "SubjectCode", "VFD")
    if book.subjects:
        subject = _add(detail, "Subject")
        _add(subject, "SubjectSchemeIdentifier", "20")
        _add(subject, "SubjectHeadingText", "; ".join(book.subjects))


def json_ld(edition: Edition, book: View, accessibility: Accessibility) -> bytes:
    """A schema.org Book as JSON-LD."""
    record: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Book",
        "@id": book.identifier,
        "name": book.title,
        "bookFormat": "https://schema.org/EBook",
        "encodingFormat": "application/epub+zip",
        "inLanguage": book.lang,
        "description": book.description,
        "datePublished": book.published.isoformat(),
        "dateModified": book.modified.isoformat(),
        "publisher": {"@type": "Organization", "name": book.publisher, "url": edition.brand.contact.web},
        "author": [_agent(person) for person in book.contributors if person.code == "aut"],
        "accessMode": list(accessibility.modes),
        "accessModeSufficient": [
            {"@type": "ItemList", "itemListElement": each.split(",")} for each in accessibility.sufficient
        ],
        "accessibilityFeature": list(accessibility.features),
        "accessibilityHazard": list(accessibility.hazards),
        "accessibilitySummary": accessibility.summary,
    }
    optional: dict[str, Any] = {
        "alternativeHeadline": book.subtitle,
        "isbn": book.isbn,
        "bookEdition": book.edition,
        "url": book.canonical,
        "keywords": list(book.subjects),
        "license": book.rights if book.rights.startswith("https://") else "",
        "copyrightNotice": "" if book.rights.startswith("https://") else book.rights,
        "contributor": [_agent(p) for p in book.contributors if p.code not in {"aut", "trl", "edt", "ill"}],
        "translator": [_agent(person) for person in book.contributors if person.code == "trl"],
        # The vocabulary knows only persons as editors and illustrators.
        "editor": [{**_agent(p), "@type": "Person"} for p in book.contributors if p.code == "edt"],
        "illustrator": [{**_agent(p), "@type": "Person"} for p in book.contributors if p.code == "ill"],
        "isPartOf": {"@type": "BookSeries", "name": book.series[0]} if book.series[0] else None,
        "position": book.series[1],
    }
    record |= {name: value for name, value in optional.items() if value}
    if (free := _is_free(edition, book)) is not None:
        record["isAccessibleForFree"] = free
    if sold := [(amount, currency) for amount, currency in book.prices if currency]:
        record["offers"] = [{"@type": "Offer", "price": amount, "priceCurrency": currency} for amount, currency in sold]
    if not edition.brand.contact.web:
        del record["publisher"]["url"]
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _is_free(edition: Edition, book: View) -> bool | None:
    """Whether the book is given away; None where nobody said so and a shop may ask for money."""
    if book.prices:
        return not any(currency for _, currency in book.prices)
    return None if book.isbn or edition.brand.kind == "publisher" else True


def _agent(person: Contributor) -> dict[str, str]:
    return {"@type": "Person" if person.is_person else "Organization", "name": person.name}
