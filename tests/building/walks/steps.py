"""A world and chance come in; something that people do has happened to its sources, its output or its day."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace

from tests.building.walks.world import Article, Book, House, Text, World, later

Step = Callable[[World, random.Random], str]
"""Does one thing; gives what it did, "" when there was nothing to do it to."""

NAMES = ("tides", "Tides", "waves", "shells", "high-water", "dunes")
LANGS = ("en", "es")


def _one(world: World, chance: random.Random) -> tuple[str, str]:
    """An article and one of its languages."""
    slug = chance.choice(sorted(world.articles))
    return slug, chance.choice(sorted(world.articles[slug].texts))


def retitle(world: World, chance: random.Random) -> str:
    slug, lang = _one(world, chance)
    ending = chance.choice(("", "", "", "", "!", "?", " no-twig", " refuses"))
    title = f"{world.words()}{ending}"
    world.change(slug, lang, title=title)
    return f"{slug}.{lang} says {title!r}"


def mend(world: World, chance: random.Random) -> str:
    mended = []
    for slug, article in sorted(world.articles.items()):
        for lang, text in article.texts.items():
            plain = text.title.rstrip("!?").replace(" no-twig", "").replace(" refuses", "")
            if text.broken or plain != text.title or text.link:
                world.change(slug, lang, title=plain, broken="", link="")
                mended.append(f"{slug}.{lang}")
    for name, house in world.houses.items():
        world.houses[name] = replace(house, broken=False)
    return f"mended {' '.join(mended)}"


def break_article(world: World, chance: random.Random) -> str:
    slug, lang = _one(world, chance)
    how = chance.choice(("an error", "an error", "no head that can be read"))
    world.change(slug, lang, broken=how)
    return f"{slug}.{lang} has {how}"


def link(world: World, chance: random.Random) -> str:
    slug, lang = _one(world, chance)
    other = chance.choice(NAMES)
    world.change(slug, lang, link=other)
    return f"{slug}.{lang} links to {other}"


def set_status(world: World, chance: random.Random) -> str:
    slug, _ = _one(world, chance)
    lang = next(iter(world.articles[slug].texts))
    status = chance.choice(("current", "current", "draft", "draft", "withdrawn", "superseded"))
    world.change(slug, lang, status=status)
    return f"{slug} is {status}"


def set_review(world: World, chance: random.Random) -> str:
    slug, lang = _one(world, chance)
    day = later(world.day, chance.choice((-5, 20, 400, 400))).isoformat()
    world.change(slug, lang, next_review=day)
    return f"{slug}.{lang} is reviewed by {day}"


def set_brands(world: World, chance: random.Random) -> str:
    slug, _ = _one(world, chance)
    lang = next(iter(world.articles[slug].texts))
    brands = chance.choice(((), (), ("tide",), ("wave",), ("tide", "wave"), ("quay",)))
    world.change(slug, lang, brands=brands)
    return f"{slug} is for {brands or 'all'}"


def rename(world: World, chance: random.Random) -> str:
    slug = chance.choice(sorted(world.articles))
    free = [name for name in NAMES if name not in {*world.articles, *world.books}]
    wanted = chance.choice([*free, slug.swapcase() if chance.random() < 0.3 else slug.capitalize()])
    if wanted in world.articles:
        return ""
    world.rename(slug, wanted)
    return f"mv {slug} {wanted}"


def copy(world: World, chance: random.Random) -> str:
    slug = chance.choice(sorted(world.articles))
    free = [name for name in NAMES if name not in {*world.articles, *world.books}]
    if not free or len(world.articles) > 4:
        return ""
    wanted, article = chance.choice(free), world.articles[slug]
    own = chance.random() < 0.7
    world.articles[wanted] = replace(article, document=f"PL-{wanted}-{world.said}") if own else article
    return f"cp {slug} {wanted}{'' if own else ' with the id of the first'}"


def own_id(world: World, chance: random.Random) -> str:
    slug = chance.choice(sorted(world.articles))
    world.articles[slug] = replace(world.articles[slug], document=f"PL-{slug}-{world.said}")
    return f"{slug} has an id of its own"


def remove(world: World, chance: random.Random) -> str:
    slug = chance.choice(sorted(world.articles))
    world.attic.append((slug, world.articles.pop(slug)))
    return f"rm {slug}"


def restore(world: World, chance: random.Random) -> str:
    if not world.attic:
        return ""
    slug, article = world.attic.pop(chance.randrange(len(world.attic)))
    if slug in world.articles or slug in world.books:
        return ""
    world.articles[slug] = article
    return f"{slug} is back"


def translate(world: World, chance: random.Random) -> str:
    slug = chance.choice(sorted(world.articles))
    article = world.articles[slug]
    missing = [lang for lang in LANGS if lang not in article.texts]
    if missing:
        new = Text(f"Palabras {world.words().split()[-1]}")
        world.articles[slug] = replace(article, texts=article.texts | {missing[0]: new})
        return f"{slug} in {missing[0]}"
    last = list(article.texts)[-1]
    world.articles[slug] = replace(article, texts={k: v for k, v in article.texts.items() if k != last})
    return f"{slug} no more in {last}"


def add_brand(world: World, chance: random.Random) -> str:
    if "wave" in world.houses:
        del world.houses["wave"]
        return "rm brand wave"
    if chance.random() < 0.1:
        world.houses["wave"] = world.houses.pop(next(iter(world.houses)))
        return "the brand is called wave now"
    world.houses["wave"] = House("Wave Clinic (example)", leaves=chance.choice(("full", "small full")))
    return "brand wave"


def change_brand(world: World, chance: random.Random) -> str:
    name = chance.choice(sorted(world.houses))
    new = f"Clinic {world.words()} (example)"
    world.houses[name] = replace(world.houses[name], name=new)
    return f"brand {name} is called {new}"


def set_leaves(world: World, chance: random.Random) -> str:
    name = chance.choice(sorted(world.houses))
    leaves = chance.choice(("full", "small", "full small"))
    world.houses[name] = replace(world.houses[name], leaves=leaves)
    return f"brand {name} publishes {leaves}"


def set_languages(world: World, chance: random.Random) -> str:
    name = chance.choice(sorted(world.houses))
    languages = chance.choice(((), (), ("en",), ("es",), ("en", "es")))
    world.houses[name] = replace(world.houses[name], languages=languages)
    return f"brand {name} publishes in {languages or 'all'}"


def break_brand(world: World, chance: random.Random) -> str:
    name = chance.choice(sorted(world.houses))
    world.houses[name] = replace(world.houses[name], broken=True)
    return f"brand {name} has an error"


def bind(world: World, chance: random.Random) -> str:
    slug = chance.choice(("sea", "sea", "coast", "dunes"))
    if slug in world.books and chance.random() < 0.5:
        del world.books[slug]
        return f"rm {slug}.collection.toml"
    if slug in world.articles:
        return ""
    many = chance.sample(sorted(world.articles), min(len(world.articles), chance.choice((1, 2, 2))))
    world.books[slug] = Book(world.words(), tuple(many), chance.choice(((), (), ("tide",))))
    return f"{slug}.collection.toml of {many}"


def restyle(world: World, chance: random.Random) -> str:
    world.look = world.words()
    return f"styles/leaf says {world.look}"


def upgrade(world: World, chance: random.Random) -> str:
    world.engine = world.words()
    return "another version of plainleaf"


def pass_time(world: World, chance: random.Random) -> str:
    world.day = later(world.day, chance.choice((1, 30, -365, 365)))
    return f"it is {world.day}"


def damage(world: World, chance: random.Random) -> str:
    """Something happens to the output folder that no command did."""
    manifests = [
        path for path in sorted(world.output.glob("*/*/*/manifest.json")) if not path.parts[-4].startswith("_")
    ]
    if not manifests:
        return ""
    manifest = chance.choice(manifests)
    name = manifest.parent.relative_to(world.output)
    kind = chance.choice(("cut", "edited", "gone", "old", "file", "cut file", "stranger", "index", "cache", "memory"))
    if kind == "cut":
        manifest.write_bytes(manifest.read_bytes()[: chance.randrange(400)])
    elif kind == "edited":
        manifest.write_text(manifest.read_text().replace('"title"', '"titel"', 1))
    elif kind == "gone":
        manifest.unlink()
    elif kind == "old":
        values = {k: v for k, v in json.loads(manifest.read_text()).items() if k not in {"manifest", "held", "seal"}}
        manifest.write_text(json.dumps(values))
    elif kind in {"file", "cut file"}:
        found = [path for path in sorted(manifest.parent.rglob("*.json")) if path != manifest]
        if not found:
            return ""
        chance.choice(found).unlink() if kind == "file" else chance.choice(found).write_bytes(b"{")
    elif kind == "stranger":
        (manifest.parent / "leaf").mkdir(exist_ok=True)
        (manifest.parent / "leaf/notes.txt").write_text("Mine.")
    elif kind == "index":
        (world.output / "index.html").unlink(missing_ok=True)
    elif kind == "cache":
        shutil.rmtree(world.output / ".cache", ignore_errors=True)
    elif kind == "memory":
        memory = world.output / ".cache/library.sqlite"
        memory.write_bytes(memory.read_bytes()[:2000] if memory.is_file() else b"x")
    return f"output: {kind} in {name}"


STEPS: dict[Step, int] = {
    retitle: 10,
    mend: 6,
    break_article: 2,
    link: 1,
    set_status: 5,
    set_review: 2,
    set_brands: 2,
    rename: 4,
    copy: 3,
    own_id: 1,
    remove: 4,
    restore: 4,
    translate: 4,
    add_brand: 3,
    change_brand: 1,
    set_leaves: 3,
    set_languages: 3,
    break_brand: 1,
    bind: 4,
    restyle: 2,
    upgrade: 1,
    pass_time: 2,
    damage: 4,
}
"""What can be done, and how often of all."""


def step(world: World, chance: random.Random) -> str:
    """Do one thing, and write it to the disk."""
    chosen = chance.choices(list(STEPS), list(STEPS.values()))[0]
    needs_article = chosen not in {restore, add_brand, change_brand, set_leaves, set_languages, break_brand, restyle}
    if needs_article and not world.articles:
        chosen = restore
    if not world.houses:
        world.houses["tide"] = House("Tide Clinic (example)")
    done = chosen(world, chance)
    world.write()
    return done


def command(world: World, chance: random.Random) -> tuple[str, ...]:
    """A build of all or of a part, as people type it."""
    words = ["build", "--jobs", "1"]
    if chance.random() < 0.4:
        return tuple(words)
    known = sorted({*world.articles, *world.books})
    if known and chance.random() < 0.35:
        words += chance.sample(known, min(len(known), chance.choice((1, 1, 2))))
    for option, values, share in (
        ("--format", ("leaf", "twig"), 0.25),
        ("--variant", ("small", "full"), 0.3),
        ("--without", ("small", "full"), 0.15),
        ("--lang", LANGS, 0.2),
        ("--brand", tuple(world.houses), 0.2),
    ):
        if chance.random() < share:
            words += [option, chance.choice(values)]
    if chance.random() < 0.15:
        words.append("--draft")
    return tuple(words)


__all__ = ["Article", "command", "step"]
