"""Messages and networks come in; posts go out, each within its network's limits, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

from pipeline.article.balance import repeats
from pipeline.edition.edition import Edition
from pipeline.formats.social.campaign import Campaign, CardText, Kind, Message, Omission, plan_campaign, post_balance
from pipeline.formats.social.counting import find_phones
from pipeline.formats.social.networks import LinkPlace, Network, networks
from pipeline.formats.social.settings import settings_of
from pipeline.language.isolation import isolate
from pipeline.language.shortening import thread
from pipeline.markup.campaign import Campaign as TrackedCampaign
from pipeline.markup.campaign import campaign as tracked_campaign
from pipeline.markup.spreadsheets import disarm

THREADED = frozenset({"x", "bluesky", "mastodon", "threads"})
"""Networks where an answer of several posts is usual."""

LONGEST_THREAD = 9
"""Posts in a thread (house); then the numbers keep one digit."""


@dataclass(frozen=True, slots=True)
class CardPicture:
    """A picture of a card: which message, how large in px, as what media type."""

    message: str
    text: CardText
    width: int
    height: int
    media_type: str

    @property
    def name(self) -> str:
        """Its file in the artifact: "cards/03-key-point-1600x900.png"."""
        ending = "jpg" if self.media_type == "image/jpeg" else "png"
        return f"cards/{self.message}-{self.width}x{self.height}.{ending}"


@dataclass(frozen=True, slots=True)
class Post:
    """One post, or one thread when `texts` are several. `link` is the tracked address wherever the network puts it,
    `shown_link` the one that the text shows, if any.

    `card` is its picture; `status_on_card` tells that the approval status stands there, `leans_on_card` that the risk
    beside a benefit does.
    """

    id: str
    network: Network
    kind: Kind
    message: str
    key: str
    texts: tuple[str, ...]
    title: str
    link: str
    shown_link: str
    tags: tuple[str, ...]
    content_warning: str
    card: CardPicture
    status_on_card: bool
    leans_on_card: bool = False


@dataclass(frozen=True, slots=True)
class Composition:
    """The posts of a campaign in the order of posting, and what could not be posted."""

    posts: tuple[Post, ...]
    omissions: tuple[Omission, ...]


def compose(edition: Edition) -> Composition:
    """Every message of the edition's campaign on every network of its brand."""
    return _Composer(edition, plan_campaign(edition)).compose()


class _Composer:
    def __init__(self, edition: Edition, campaign: Campaign) -> None:
        self.edition = edition
        self.campaign = campaign
        self.settings = settings_of(edition.brand)
        self.front = edition.article.front
        self.status = self.front.approval_status or ""
        self.balance = post_balance(edition)
        self.omissions = list(campaign.omissions)
        self._tracked: dict[str, TrackedCampaign] = {}

    def compose(self) -> Composition:
        known = networks()
        chosen = [known[name] for name in self.settings.networks]
        posts = [
            post for message in self.campaign.messages for network in chosen if (post := self._post(message, network))
        ]
        return Composition(tuple(posts), tuple(self.omissions))

    def _post(self, message: Message, network: Network) -> Post | None:
        tags = self._tags(network)
        link = self._campaigns(network.key).tag(self.edition.canonical, message.id)
        written = self._written(message, network)
        made = self._single(written or message.bodies, network, link, tags)
        if made is None:
            made = None if written else self._thread(message, network, link)
        if made is None:
            self._refuse(message, network, own=bool(written))
            made = self._single(message.leads, network, link, tags)
        if made is None:
            return None
        texts, used = made
        picture = CardPicture(message.id, message.card, *network.card, network.media_type)
        in_text = not self.status or any(repeats(self.status, text) for text in texts)
        return Post(
            f"{message.id}-{network.key}",
            network,
            message.kind,
            message.id,
            message.key,
            texts,
            self._title(network),
            link,
            self._shown(network, link),
            used,
            self.front.social.content_warning or "" if network.key == "mastodon" else "",
            picture,
            bool(self.status) and not in_text,
            self.balance.lacks("\n".join(texts)),
        )

    def _campaigns(self, network: str) -> TrackedCampaign:
        if network not in self._tracked:
            self._tracked[network] = tracked_campaign(self.edition.brand, self.edition.publication, network, "social")
        return self._tracked[network]

    def _title(self, network: Network) -> str:
        most = network.most("title")
        return self.front.title if most is not None and len(self.front.title) <= most else ""

    def _written(self, message: Message, network: Network) -> tuple[str, ...]:
        """What the author wrote for this network: under "x" for the announcement, "x/key" or "x/kind" for others."""
        texts = self.front.social.texts
        names = [f"{network.key}/{message.key}", f"{network.key}/{message.kind}"]
        if message.kind is Kind.ANNOUNCEMENT:
            names.append(network.key)
        return tuple(texts[name].strip() for name in names if name in texts)[:1]

    def _tags(self, network: Network) -> tuple[str, ...]:
        """Hashtags with #, the article's first, as many as the network takes, each once whatever its case."""
        brand_tags = self.settings.hashtags
        wanted = [*self.front.social.hashtags, *(brand_tags if isinstance(brand_tags, Sequence) else ())]
        named: dict[str, str] = {}
        for tag in wanted:
            plain = str(tag).lstrip("#")
            named.setdefault(plain.lower(), f"#{plain}")
        return tuple(named.values())[: network.most("tags")]

    def _fits(self, network: Network) -> Callable[[str], bool]:
        # Mastodon counts the warning and the text together.
        warning = self.front.social.content_warning or "" if network.key == "mastodon" else ""
        # Google rejects posts with a phone number, without saying so.
        if network.limit("phones"):
            return lambda text: network.admits(warning + disarm(text)) and not find_phones(text)
        return lambda text: network.admits(warning + disarm(text))

    def _single(
        self, bodies: Sequence[str], network: Network, link: str, tags: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The fullest body that fits one post beside the status; without room for that the card has to state it."""
        fits = self._fits(network)
        # Tags go before the words of the link, and these before the address: readers need the way to the article most.
        tails = list(product(self._link_lines(network, link), (tags, ())))
        for status, body in product((self.status, "") if self.status else ("",), bodies):
            stated = "" if repeats(self.status, body) else status
            head = "\n\n".join(filter(None, (self._isolated(body), self._isolated(stated))))
            if not fits(_joined(head, *tails[-1])):
                continue
            for linked, tagged in tails:
                text = _joined(head, linked, tagged)
                if fits(text):
                    return (text,), tagged
        return None

    def _link_lines(self, network: Network, link: str) -> tuple[str, ...]:
        match network.link:
            case LinkPlace.TEXT:
                shown = self._shown(network, link)
                return (self.edition.words("details-link", url=shown), shown)
            case LinkPlace.PROFILE:
                return (self.edition.words("link-in-profile"),)
            case LinkPlace.FIELD | LinkPlace.BUTTON:
                return ("",)

    def _shown(self, network: Network, link: str) -> str:
        """The address as the text shows it: Bluesky counts all of it, and its facet leads to the tracked one."""
        return self.edition.canonical if network.key == "bluesky" else link

    def _isolated(self, text: str) -> str:
        """Phone numbers, ranges and doses keep their direction in right-to-left text."""
        return isolate(text) if self.edition.direction == "rtl" else text

    def _thread(self, message: Message, network: Network, link: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Numbered posts, each readable alone; the status in the first, source, edition and link in the last."""
        if network.key not in THREADED or message.kind is not Kind.QUESTION:
            return None
        fits = self._fits(network)
        # The numbers are put on at last, when their count is known; they take as much room whatever they are.
        room = " 9/9"
        texts = thread(message.paragraphs, self.edition.lang, lambda text: fits(self._isolated(text) + room))
        last = "\n\n".join(
            (*((self.status,) if self.status else ()), self._source(), self._link_lines(network, link)[-1])
        )
        if texts is None or len(texts) >= LONGEST_THREAD or not fits(last + room):
            return None
        whole = [*map(self._isolated, texts), last]
        return tuple(f"{text} {number}/{len(whole)}" for number, text in enumerate(whole, start=1)), ()

    def _source(self) -> str:
        front = self.front
        edition = self.edition.words("edition-line", id=front.id, version=front.version)
        source = self.edition.words(
            "card-source-dated", publisher=self.edition.brand.name, date=self.edition.words.date(front.reviewed)
        )
        return f"{source}. {edition}"

    def _refuse(self, message: Message, network: Network, *, own: bool) -> None:
        limit = network.limit("text")
        most = f"{limit.value} {limit.unit}" if limit else ""
        phones = network.limit("phones") is not None and bool(find_phones(message.bodies[-1]))
        if own:
            reason, says = (
                "own-text-too-long",
                f"the text written for {network.name} is longer than {most} with its link",
            )
            hint = f"shorten social.texts.{network.key} in the front matter"
        elif phones:
            reason, says = "phone-number", f"{network.name} refuses posts with a phone number"
            hint = f'write a text without it: social: {{texts: {{"{network.key}/{message.key}": …}}}}'
        else:
            reason = "no-safe-cut"
            says = f"no safe cut of this {message.kind} fits {network.name} ({most}); its card and a link have to do"
            hint = f'write the short text yourself: social: {{texts: {{"{network.key}/{message.key}": …}}}}'
        self.omissions.append(Omission(network.key, message.key, reason, says, hint))


def _joined(head: str, linked: str, tagged: tuple[str, ...]) -> str:
    return "\n\n".join(filter(None, (head, linked, " ".join(tagged))))
