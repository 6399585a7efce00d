"""A message's corrected HTML comes in as a tree; a web page of the same issue, for "view in your browser", goes out."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from lxml import etree

from pipeline.edition.edition import Edition
from pipeline.formats.newsletter.view import View

Element: TypeAlias = Any


def web_page(page: Element, edition: Edition, view: View, folder: str, hosted: str) -> str:
    """The page. It is made of the message's tree, which is changed: what only mail clients need is gone, OpenGraph,
    JSON-LD and a landmark are there, pictures lie in `folder` beside it. `hosted` is the https address that the
    edition's newsletter folder is copied to, or "".
    """
    for comment in list(page.iter(etree.Comment)):
        _drop(comment)
    preheader = page.find("body/div[@class='preheader']")
    if preheader is not None:
        _drop(preheader)
    wrapper = page.find("body/main/div[@role='article']")
    for name in ("role", "aria-roledescription", "aria-label"):
        wrapper.attrib.pop(name, None)
    for name in list(page.attrib):
        if name.startswith("xmlns"):
            del page.attrib[name]
    for image in page.iter("img"):
        image.set("src", f"{folder}/{image.get('src')}")
    head = page.find("head")
    for meta in list(head.iter("meta")):
        if meta.get("name") in {"x-apple-disable-message-reformatting", "supported-color-schemes", "format-detection"}:
            head.remove(meta)
    _describe(head, edition, view, folder, hosted)
    written: str = etree.tostring(page, method="html", encoding="unicode", doctype="<!doctype html>")
    return written.rstrip("\n") + "\n"


def _drop(node: Any) -> None:
    parent = node.getparent()
    if node.tail:
        previous = node.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def _describe(head: Any, edition: Edition, view: View, folder: str, hosted: str) -> None:
    head.find("title").text = f"{view.title} – {edition.brand.name}"
    description = view.preheader
    etree.SubElement(head, "meta", {"name": "description", "content": description})
    etree.SubElement(head, "link", {"rel": "canonical", "href": edition.canonical})
    graph = {
        "og:title": view.title,
        "og:type": "article",
        "og:url": edition.canonical,
        "og:description": description,
        "og:site_name": edition.brand.name,
        # Open Graph parts language and territory by an underscore, unlike BCP 47.
        "og:locale": edition.lang.replace("-", "_"),
    }
    shown = view.picture or view.logo
    if hosted and shown is not None:
        made = view.pictures[shown.source]
        graph |= {
            "og:image": f"{hosted}{folder}/{shown.source}",
            "og:image:alt": shown.alt,
            "og:image:type": made.media_type,
        }
    for name, content in graph.items():
        etree.SubElement(head, "meta", {"property": name, "content": content})
    etree.SubElement(head, "meta", {"name": "twitter:card", "content": "summary"})
    script = etree.SubElement(head, "script", {"type": "application/ld+json"})
    # "</script>" and "<!--<script>" would change where the element ends; JSON may escape any character.
    script.text = json.dumps(linked_data(edition, view), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


def linked_data(edition: Edition, view: View) -> dict[str, object]:
    """What schema.org can say of the issue: a MedicalWebPage with who wrote and reviewed it, when, and for whom."""
    publisher = {"@type": "Organization", "name": edition.brand.name, "url": edition.brand.contact.web}
    if edition.publication.is_collection:
        return {
            "@context": "https://schema.org",
            "@type": "CollectionPage",
            "name": view.title,
            "inLanguage": edition.lang,
            "publisher": publisher,
            "hasPart": [
                {"@type": "WebPage", "name": story.title, "url": story.link.url.partition("?")[0]}
                for story in view.stories
            ],
        }
    front = edition.article.front
    references = [edition.article.references[key] for key in edition.article.references]
    return {
        "@context": "https://schema.org",
        "@type": ["MedicalWebPage", "Article"],
        "headline": view.title,
        "description": front.summary,
        "inLanguage": edition.lang,
        "mainEntityOfPage": edition.canonical,
        "datePublished": f"{front.published.isoformat()}T00:00:00+00:00",
        "dateModified": f"{front.reviewed.isoformat()}T00:00:00+00:00",
        "lastReviewed": front.reviewed.isoformat(),
        "author": [{"@type": "Organization", "name": str(person)} for person in front.authors],
        "reviewedBy": [{"@type": "Organization", "name": str(person)} for person in front.reviewers],
        "publisher": publisher,
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
        "keywords": list(front.keywords),
        "citation": [reference.url or reference.text for reference in references],
        "version": front.version,
    }
