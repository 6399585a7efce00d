// The posts of each network as they will stand there, with what they count and the cards that they carry.

import { ask } from "./asking.js";
import { element, fill } from "./dom.js";
import { told as saidOf } from "./marking.js";
import { counted, words } from "./words.js";

/** The pane of posts; they are plain text, and nothing of them is ever taken for markup. */
export function makePosts(pane, address, point) {
  const paper = pane.querySelector(".paper");
  const network = pane.querySelector(".network");
  let product = "";
  let digest = "";
  let told = { posts: [], omitted: [] };
  let lit = "";
  let marks = new Map();

  async function show(name, now) {
    if (name === product && now === digest) return;
    product = name;
    told = await ask(`/proof/${address}/${name}/-/posts`);
    digest = told.digest;
    fill(network, [["", words("network-all")], ...[...new Set(told.posts.map((post) => post.network))].map((each) => [each, name_of(each)])]);
    draw();
  }

  function draw() {
    const scroll = paper.scrollTop;
    const found = told.posts.filter((post) => !network.value || post.network === network.value);
    paper.replaceChildren(
      ...found.map(post_of),
      ...told.omitted.filter((each) => !network.value || each.network === network.value).map((each) =>
        element("p", { class: "omitted quiet", text: words("post-omitted", { network: name_of(each.network), says: each.says }) })));
    paper.scrollTop = scroll;
    pane.dataset.shown = digest;
    light(lit, false);
  }

  function post_of(post) {
    const texts = post.texts.flatMap((text) => [
      element("p", { class: "said", text: text.text, dir: "auto" }),
      ...text.counts.map(counter),
    ]);
    const card = post.media[0];
    const picture = card && element("img", { src: `/proof/${address}/${product}/-/file/${card.file}?digest=${digest}`, alt: card.alt ?? "", loading: "lazy" });
    const open = () => point(post.place);
    const found = marks.get(post.place) ?? [];
    return element("article", { class: ["post", found[0]?.severity ?? ""].join(" ").trim(), "data-place": post.place, on: { click: open } },
      element("h3", { text: `${name_of(post.network)} · ${words(`post-${post.kind}`)}` }),
      post.content_warning ? element("p", { class: "quiet", text: words("post-warning", { says: post.content_warning }) }) : null,
      ...texts, picture,
      ...found.map((finding) => element("p", { class: `note ${finding.severity}` }, element("strong", { text: words(`severity-${finding.severity}`) }), ` ${saidOf([finding])}`)),
      post.link_place === "text" ? null : element("p", { class: "quiet link", text: post.link }),
      element("button", { class: "small", text: words("to-the-line"), on: { click: open } }));
  }

  function counter(count) {
    const meter = element("meter", { min: 0, max: count.limit, value: Math.min(count.value, count.limit), high: Math.round(count.limit * 0.95), "aria-label": words("post-length") });
    const over = count.value > count.limit;
    return element("p", { class: over ? "count error" : "count quiet" }, meter,
      ` ${words(over ? "count-over" : "count-of", { value: count.value.toLocaleString("en"), limit: count.limit.toLocaleString("en"), unit: count.unit })}`);
  }

  function light(place, bring) {
    lit = place;
    let first = null;
    for (const post of paper.querySelectorAll(".post")) {
      const own = post.dataset.place === place;
      post.classList.toggle("lit", own);
      if (own) first ??= post;
    }
    if (bring && first) paper.scrollTop = first.offsetTop - paper.offsetTop - 12;
  }

  /** What was found about the block that a post is made of stands under it. */
  function mark(found) {
    const now = JSON.stringify([...found]);
    if (now === JSON.stringify([...marks])) return;
    marks = found;
    if (digest) draw();
  }

  network.addEventListener("change", draw);
  return { show, light, mark, get digest() { return digest; } };
}

const NAMES = { x: "X", bluesky: "Bluesky", mastodon: "Mastodon", threads: "Threads", linkedin: "LinkedIn", facebook: "Facebook", instagram: "Instagram", pinterest: "Pinterest", "google-business": "Google Business", youtube: "YouTube", whatsapp: "WhatsApp" };
const name_of = (network) => NAMES[network] ?? network;
