// The shelf: rows of what could be published, searched and filtered in the page.

import { ask, listen, say } from "./asking.js";
import { counted, words } from "./words.js";

const MOST = 100;
const form = document.getElementById("filters");
const list = document.getElementById("rows");
const count = document.getElementById("count");
const more = document.getElementById("more");
let rows = [];
let reading = true;
let shown = MOST;
let took = 0;

/** Text as it is searched: without accents and case, in every script. */
const fold = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();

function element(name, { text, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

function said(row) {
  const parts = [];
  if (row.errors) parts.push(counted("errors", row.errors));
  if (row.warnings) parts.push(counted("warnings", row.warnings));
  return parts.join(", ");
}

function item(row) {
  const address = row.lang ? `/edition/${row.brand}/${row.lang}/${row.slug}` : `/article/${row.slug}`;
  const picture = !row.lang ? element("span", { class: "blank" }) : element("img", { src: `/thumbnail/${row.brand}/${row.lang}/${row.slug}`, alt: "", loading: "lazy", width: 60, height: 85 });
  picture.addEventListener("error", () => picture.replaceWith(element("span", { class: "blank" })));
  const link = element("a", { href: address, text: row.title, lang: row.lang || undefined, dir: "auto" });
  const facts = [row.slug, row.brand, row.lang, row.collection ? words("shelf-collection") : ""].filter(Boolean).join(" · ");
  const standing = element("span", { class: `standing ${row.standing}`, text: words(`standing-${row.standing}`) });
  return element("li", {}, picture,
    element("div", {}, element("h2", {}, link), element("p", { class: "quiet", text: facts })),
    element("p", { class: "where" }, standing, element("span", { class: "quiet", text: said(row) })));
}

function show() {
  const asked = Object.fromEntries(new FormData(form));
  const wanted = fold(asked.text).split(/\s+/).filter(Boolean);
  const found = rows.filter((row) =>
    (!asked.standing || row.standing === asked.standing) &&
    (!asked.brand || row.brand === asked.brand) &&
    (!asked.lang || row.lang === asked.lang) &&
    wanted.every((word) => row.searched.includes(word)));
  if (asked.order === "title") found.sort((one, other) => one.title.localeCompare(other.title));
  list.replaceChildren(...found.slice(0, shown).map(item));
  more.hidden = found.length <= shown;
  const parts = [counted("editions", found.length)];
  if (reading) parts.push(words("reading-shelf"));
  count.textContent = parts.join(" · ");
  const address = new URLSearchParams(Object.entries(asked).filter(([name, value]) => value && value !== "worst"));
  history.replaceState(null, "", address.size ? `?${address}` : "/");
}

function fill(name, values) {
  const select = form.elements[name];
  const kept = select.value || select.dataset.asked || "";
  const options = [...new Set(values)].filter(Boolean).sort().map((value) => element("option", { value, text: value }));
  select.replaceChildren(select.options[0], ...options);
  select.value = kept;
}

/** Where the words of each house are changed; no such line where the desk can only be read. */
function fillBrands(brands) {
  const line = document.getElementById("brands");
  if (!line) return;
  line.hidden = !brands.length;
  line.querySelector("span").replaceChildren(...brands.flatMap(([slug, name], number) => [number ? " · " : "", element("a", { href: `/brand/${slug}`, text: name })]));
}

async function load() {
  try {
    const asked = performance.now();
    const values = await ask("/shelf");
    took = performance.now() - asked;
    rows = values.rows.map((row) => ({ ...row, searched: fold([row.title, row.slug, row.brand, row.lang].join(" ")) }));
    reading = values.reading;
    fill("brand", rows.map((row) => row.brand));
    fill("lang", rows.map((row) => row.lang));
    fillBrands(values.brands);
    show();
  } catch (refusal) {
    say(`${refusal.message} ${refusal.hint ?? ""}`, true);
  }
}

let waiting = null;
function soon() {
  // Hundreds of articles may be read within a second: one list for all of them.
  waiting ??= setTimeout(() => ((waiting = null), load()), Math.max(300, 4 * took));
}

for (const [name, value] of new URLSearchParams(location.search)) {
  if (!form.elements[name]) continue;
  form.elements[name].value = value;
  form.elements[name].dataset.asked = value;
}
form.addEventListener("input", () => ((shown = MOST), show()));
form.addEventListener("submit", (event) => event.preventDefault());
more.addEventListener("click", () => ((shown += MOST), show()));
listen({ shelf: soon }, load);
load();
