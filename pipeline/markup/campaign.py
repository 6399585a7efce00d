"""An address and a brand's policy come in; the address with campaign parameters (UTM), or unchanged, goes out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from pipeline.edition.publication import Publication
from pipeline.errors import PlainleafError
from pipeline.house.brand import Brand
from pipeline.house.settings import Tracking

VALUE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
"""A campaign parameter: lower case, no personal data, 64 characters at most (UT-02; the length is house)."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """The three parameters that analytics ask for (UT-01), and the hosts whose addresses may carry them."""

    source: str
    medium: str
    name: str
    hosts: frozenset[str]

    def tag(self, address: str, content: str = "") -> str:
        """`address` with utm parameters before its fragment when its host is the brand's own, else unchanged.

        Its own query stays; tagging twice changes nothing (UT-04).
        """
        parts = urlsplit(address)
        if parts.scheme != "https" or (parts.hostname or "") not in self.hosts or not self.name:
            return address
        given = {key for key, _ in parse_qsl(parts.query, keep_blank_values=True)}
        wanted = [("utm_source", self.source), ("utm_medium", self.medium), ("utm_campaign", self.name)]
        if content:
            wanted.append(("utm_content", content))
        added = "&".join(f"{key}={quote(value, safe='')}" for key, value in wanted if key not in given)
        query = "&".join(part for part in (parts.query, added) if part)
        return urlunsplit(parts._replace(query=query))


UNTRACKED = Campaign("", "", "", frozenset())
"""Leaves every address as it is."""


def campaign(brand: Brand, publication: Publication, source: str, medium: str) -> Campaign:
    """The campaign of a publication as the brand's policy has it; `source` "newsletter", `medium` "email", for
    instance. The name is the month of publication and, unless the policy is "named", a number that tells nothing.

    Raises PlainleafError for a policy or a value that brand.toml must not hold.
    """
    policy = brand.settings.utm.policy
    if policy is Tracking.NONE:
        return UNTRACKED
    month = f"{publication.lead.front.published:%Y-%m}"
    # A campaign's name stands in the logs of every site on the way: named after its subject, it would tell an illness.
    mark = hashlib.sha256(publication.slug.encode()).hexdigest()[:6]
    name = f"{month}-{publication.slug if policy is Tracking.NAMED else mark}"[:64]
    for value in (source, medium, name):
        if not VALUE.fullmatch(value):
            raise PlainleafError(
                f'"{value}" cannot be a campaign parameter',
                place=f"styles/brands/{brand.id}/brand.toml",
                hint="use lower-case letters, digits, points, hyphens",
            )
    return Campaign(source, medium, name, frozenset(_hosts(brand.contact.web, brand.settings.utm.hosts)))


def _hosts(web: str, more: Iterable[str]) -> Iterable[str]:
    host = urlsplit(web).hostname
    return (host, *more) if host else more
