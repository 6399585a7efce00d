// The desk on one edition: its text, everything that becomes of it, and the way from each to the others.

import { ask, listen, say, Refusal } from "./asking.js";
import { element, fill, kept } from "./dom.js";
import { makeEditor } from "./editor.js";
import { makeFindings } from "./findings.js";
import { makeFrame } from "./frames.js";
import { makePages } from "./handout.js";
import { marksOf } from "./marking.js";
import { makePosts } from "./posts.js";
import { PARTS } from "./parts.js";
import { words } from "./words.js";

const $ = (id) => document.getElementById(id);
const bar = $("bar");
const address = bar.dataset.edition;
const readOnly = bar.dataset.readOnly === "yes";
const panes = { text: $("pane-text"), handout: $("pane-handout"), book: $("pane-book"), mail: $("pane-mail"), web: $("pane-web"), posts: $("pane-posts") };
const formats = { handout: "handout", book: "booklet", mail: "newsletter", web: "page", posts: "social" };

let galley = { products: [], others: [], findings: [], lines: [], files: [], why: "", checking: true, turn: 0 };
let file = { name: "", digest: "", ends: "\n" };
let saving = Promise.resolve();
let unsaved = false;
let pending = 0;

/**
 * What a part of the desk is given: the edition's address, its galley, the editor and the file in it, `actions`, to which
 * it may add functions that give elements for a finding, and `completions` of the editor.
 */
const desk = {
  address, readOnly, panes,
  actions: [], completions: [], ask, say, words, element,
  get galley() { return galley; },
  get file() { return file; },
  get editor() { return editor; },
  /** Whether what stands in the editor is what was read, made and checked. */
  get current() { return !galley.checking && isCurrent(); },
  tools: $("tools"),
  handOn: $("hand-on"),
  open, point, load, save,
};

const actionsOf = (finding) => desk.actions.flatMap((action) => action(finding) ?? []);
for (const part of PARTS) part.prepare?.(desk);

const editor = makeEditor($("editor"), {
  nonce: bar.dataset.nonce, readOnly, save: (text) => save(text), typed, moved: (line) => litFrom(line), actions: actionsOf, completions: desk.completions,
});
const findings = makeFindings($("findings"), $("count"), (finding) => openFinding(finding), actionsOf);
const of = (name) => panes[name].querySelector.bind(panes[name]);
const shapeOf = (name) => of(name)("select.shape")?.value ?? "";
const views = {
  handout: makePages(panes.handout, address, (place) => point(place, "handout"), (finding) => openFinding(finding)),
  book: makeFrame(panes.book, words("pane-book"), (product) => `/proof/${address}/${product}/-/book?theme=${of("book")(".light").value}${shapeOf("book") && "&paged"}`, () => (shapeOf("book") ? 560 : 390), (place) => point(place, "book")),
  mail: makeFrame(panes.mail, words("pane-mail"), (product) => `/proof/${address}/${product}/-/mail?${of("mail")(".light").value || "light"}`, () => Number(of("mail")(".width").value), (place) => point(place, "mail")),
  web: makeFrame(panes.web, words("pane-web"), (product) => `/proof/${address}/${product}/-/mail?${of("web")(".light").value || "light"}`, () => Number(of("web")(".width").value), (place) => point(place, "web")),
  posts: makePosts(panes.posts, address, (place) => point(place, "posts")),
};

// from page to line and from line to page

/** Somebody chose a block in a pane: its line opens, and the same block lights up in the others. */
async function point(place, from) {
  const [name, line] = split(place);
  if (name !== file.name) await open(name);
  const span = spanOf(name, line);
  editor.light(...span);
  editor.go(line, !isNarrow());
  lightAll(place, from);
  if (isNarrow()) choose("text");
}

/** The cursor went to a line: the pages go there. */
function litFrom(line) {
  const own = galley.lines.filter(([name, first]) => name === file.name && first <= line);
  if (!own.length) return;
  const nearest = own.reduce((best, each) => (each[1] >= best[1] ? each : best));
  editor.light(nearest[1], nearest[2]);
  lightAll(`${file.name}:${nearest[1]}`, "text");
}

function lightAll(place, from) {
  for (const [name, view] of Object.entries(views)) view.light(place, name !== from);
}

function split(place) {
  const at = place.lastIndexOf(":");
  return [place.slice(0, at), Number(place.slice(at + 1))];
}

function spanOf(name, line) {
  const own = galley.lines.find(([of, first]) => of === name && first === line);
  return own ? [own[1], own[2]] : [line, line];
}

async function openFinding(finding) {
  if (!galley.files.includes(finding.file)) return say(words("finding-elsewhere", { file: finding.file }));
  if (finding.file !== file.name) await open(finding.file);
  const line = Math.max(1, finding.first);
  editor.light(line, Math.max(line, finding.last));
  editor.go(line);
  litFrom(line);
}

// the text

async function open(name) {
  if (editor.dirty) editor.flush();
  await saving;
  try {
    const told = await ask(`/text?file=${encodeURIComponent(name)}`);
    file = { name, digest: told.digest, ends: told.ends };
    editor.open(told.text.replaceAll("\r\n", "\n"));
    $("clash").hidden = true;
    $("file").value = name;
    mark();
  } catch (refusal) { tell(refusal); }
}

let retrying = null;

function tell(refusal) {
  if (!(refusal instanceof Refusal)) throw refusal;
  // No answer at all although the stream of events may still stand: what was told meanwhile is asked for again.
  if (refusal.status === 0) retrying ??= setTimeout(() => ((retrying = null), back()), 2000);
  say([refusal.message, refusal.hint].filter(Boolean).join(" · "), true);
}

/** Somebody typed: what is shown is of an older text from now on, although the desk does not know it yet. */
function typed() { showChecks(); }

/** Save what is in the editor; one save after the other, each based on what the one before left. */
function save(text) {
  if (readOnly || !file.name) return saving;
  const name = file.name;
  pending += 1;
  $("saved").textContent = words("saving");
  saving = saving.then(async () => {
    try {
      if (name !== file.name) return;
      const told = await ask("/text", { file: name, text: text.replaceAll("\n", file.ends), based_on: file.digest });
      file.digest = told.digest;
      $("saved").textContent = words("saved");
      $("clash").hidden = true;
      unsaved = false;
    } catch (refusal) {
      $("saved").textContent = words("not-saved");
      unsaved = true;
      if (refusal.status === 409 && refusal.said?.saved === false) clash(refusal.said, text);
      else tell(refusal);
    } finally {
      pending -= 1;
      showChecks();
    }
  });
  return saving;
}

/** Somebody else changed the file meanwhile: both texts are shown, and nothing is overwritten. */
function clash(said, ours) {
  const theirs = said.theirs ?? "";
  const close = () => ($("clash").hidden = true);
  $("clash").replaceChildren(
    element("p", {}, element("strong", { text: words("clash") })),
    element("details", {}, element("summary", { text: words("clash-theirs") }), element("pre", { text: theirs, dir: "auto" })),
    element("button", { text: words("clash-take"), on: { click: () => { file.digest = said.digest; unsaved = false; editor.take(theirs.replaceAll("\r\n", "\n")); close(); $("saved").textContent = ""; showChecks(); } } }),
    element("button", { text: words("clash-keep"), on: { click: () => { file.digest = said.digest; close(); save(editor.text); } } }));
  $("clash").hidden = false;
}

/** A file of the workspace was written: what is in the editor follows, unless somebody is typing in it. */
async function followed({ files }) {
  if (!files.includes(file.name)) return;
  await saving;
  try {
    const told = await ask(`/text?file=${encodeURIComponent(file.name)}`);
    if (told.file !== file.name || told.digest === file.digest) return;
    if (editor.dirty || unsaved) return;
    file.digest = told.digest;
    editor.take(told.text.replaceAll("\r\n", "\n"));
    say(words("changed-outside"));
  } catch (refusal) { tell(refusal); }
}

function mark() {
  editor.mark(galley.findings.filter((finding) => finding.file === file.name));
}

// what became of it

let asking = null;
let again = false;

/** Ask for the galley; what is told while an answer is under way is asked for once more after it. */
function load() {
  if (asking) { again = true; return asking; }
  asking = (async () => {
    try {
      const chosen = [...document.querySelectorAll("select.product")].map((select) => select.value).filter(Boolean);
      const query = new URLSearchParams([
        ...chosen.filter((name) => galley.others.includes(name)).map((name) => ["with", name]),
        ...seen().map((name) => ["seen", name]),
      ]);
      galley = await ask(`/galley/${address}?${query}`);
      await show();
    } catch (refusal) { tell(refusal); }
    asking = null;
    if (again) { again = false; load(); }
  })();
  return asking;
}

/** The products that stand before somebody's eyes: the desk makes these first. */
function seen() {
  return Object.keys(views).filter((name) => !panes[name].hidden).flatMap((name) => {
    const select = of(name)("select.product");
    const own = galley.products.map((product) => product.name).filter((product) => product.startsWith(`${formats[name]}/`) && !product.endsWith("/cards"));
    return select ? (select.value ? [select.value] : own.slice(0, 1)) : own.slice(0, 1);
  });
}

async function show() {
  $("title").textContent = galley.title;
  $("draft").hidden = !galley.draft;
  // Of one article the folder is known; of a collection's articles it tells them apart.
  const folders = new Set(galley.files.filter((name) => name.startsWith("source/")).map((name) => name.split("/")[1]));
  const files = galley.files.map((name) => [name, name.startsWith("styles/") ? words("file-brand") : folders.size > 1 ? name.replace("source/", "") : name.split("/").slice(2).join("/")]);
  fill($("file"), files);
  if (!file.name && files.length) await open(files[0][0]);
  mark();
  showChecks();
  const marks = marksOf(galley);
  for (const name of Object.keys(views)) showPane(name), views[name].mark(marks);
  for (const part of PARTS) part.show?.(desk);
}

/** Whether what was checked is what stands in the editor. */
function isCurrent() {
  const known = galley.texts?.[file.name];
  return !editor.dirty && !pending && !unsaved && (known === undefined || known === file.digest);
}

/** Whether the last text is well; never said of an older one, nor while anything is still being checked. */
function showChecks() {
  const checking = galley.checking || !isCurrent();
  const { errors } = findings.show(galley.findings, checking);
  const bad = errors > 0 || galley.why !== "";
  const checks = $("checks");
  checks.className = checking ? "checking" : bad ? "bad" : "well";
  checks.dataset.turn = galley.turn;
  checks.dataset.text = galley.texts?.[file.name] ?? "";
  checks.textContent = checking ? words("checks-running") : galley.why || words(errors ? "checks-errors" : galley.findings.length ? "checks-done" : "checks-well");
}

function showPane(name) {
  const own = galley.products.filter((product) => product.name.startsWith(`${formats[name]}/`));
  const rest = galley.others.filter((other) => other.startsWith(`${formats[name]}/`));
  const select = of(name)("select.product");
  const short = (full) => full.split("/").slice(1).join(" · ");
  if (select) {
    fill(select, [...own.map((product) => [product.name, short(product.name)]), ...rest.map((other) => [other, words("on-request", { name: short(other) })])]);
  }
  const chosen = select ? own.find((product) => product.name === select.value) : own.find((product) => !product.name.endsWith("/cards"));
  const state = of(name)(".state");
  if (!chosen) {
    state.textContent = select?.value ? words("state-waiting") : galley.checking ? words("state-waiting") : words("state-none");
    return;
  }
  const shown = chosen.digest !== "";
  state.className = `state ${chosen.state}`;
  if (chosen.state === "failed") {
    state.textContent = words(shown ? "state-failed-old" : "state-failed", { why: chosen.why });
    if (!readOnly) state.append(" ", element("button", { class: "small", text: words("try-again"), on: { click: () => ask(`/galley/${address}/again`, {}).catch(tell) } }));
  }
  else if (chosen.state === "sketched") state.textContent = words("state-sketched");
  else if (chosen.state === "rendering") state.textContent = words(shown ? "state-rendering" : "state-waiting");
  else state.textContent = "";
  if (shown && !panes[name].hidden) views[name].show(chosen.name, chosen.digest, shapeOf(name))?.catch?.(tell);
}

// which panes

const isNarrow = () => matchMedia("(max-width: 60rem)").matches;
const open_panes = new Set(kept.get("panes", innerWidth > 1700 ? ["handout", "book", "mail", "posts"] : ["handout", "mail"]));
let single = "text";

function choose(name) {
  if (isNarrow()) single = name;
  else if (name === "text") return;
  else if (!open_panes.delete(name)) open_panes.add(name);
  kept.set("panes", [...open_panes]);
  arrange();
}

function arrange() {
  const narrow = isNarrow();
  for (const [name, pane] of Object.entries(panes)) pane.hidden = narrow ? name !== single : name !== "text" && !open_panes.has(name);
  for (const button of $("tabs").children) {
    const name = button.dataset.pane;
    button.hidden = !narrow && name === "text";
    button.setAttribute("aria-pressed", String(!panes[name].hidden));
  }
  for (const name of Object.keys(views)) showPane(name);
  load();
}

$("tabs").append(...Object.keys(panes).map((name) => element("button", { "data-pane": name, text: words(`pane-${name}`), on: { click: () => choose(name) } })));
matchMedia("(max-width: 60rem)").addEventListener("change", arrange);
for (const name of ["book", "mail", "web"]) of(name)(".light").addEventListener("change", () => showPane(name));
of("book")(".shape").addEventListener("change", () => showPane("book"));
for (const name of ["mail", "web"]) of(name)(".width").addEventListener("change", () => views[name].fit());
for (const select of document.querySelectorAll("select.product")) select.addEventListener("change", load);
$("file").addEventListener("change", (event) => open(event.target.value));
$("others").addEventListener("change", (event) => event.target.value && (location.href = event.target.value));
addEventListener("beforeunload", (event) => {
  if (editor.dirty) editor.flush();
  if (unsaved) event.preventDefault();
});

/** The desk is heard again: what was typed meanwhile is saved, or shown beside what stands in the file by now. */
async function back() {
  load();
  if (unsaved) await save(editor.text);
  else followed({ files: [file.name] });
}

for (const part of PARTS) part.start?.(desk);
/** An article that could not be made into an edition: as soon as it can, its page is that of the edition. */
async function arrive({ slug }) {
  const [, lang, own] = address.split("/");
  if (lang !== "none" || slug !== own || editor.dirty || pending || unsaved) return;
  const told = await ask("/shelf").catch(() => ({ rows: [] }));
  const row = told.rows.find((each) => each.slug === own && each.lang);
  if (row) location.replace(`/edition/${row.brand}/${row.lang}/${own}`);
}

listen({ shelf: arrive, galley: ({ edition }) => edition === address && load(), changed: followed, fault: ({ message }) => say(words("desk-fault", { message }), true) }, back);
arrange();
