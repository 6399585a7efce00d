// Buttons that mend: each finding's, by what it writes. A mend is tried before it is made, and can be undone in the text.

import { element } from "./dom.js";
import { chosen } from "./choosing.js";

const labels = new Map();
let desk = null;
let waiting = new Map();
let soon = null;

const keyOf = (finding) => JSON.stringify([desk.file.name, desk.file.digest, finding.rule, finding.first, finding.message]);
const slug = () => desk.address.split("/").at(-1);

export function prepare(given) {
  desk = given;
  if (!desk.readOnly) desk.actions.push(actions);
}

function actions(finding) {
  if (finding.file !== desk.file.name || !finding.file.endsWith(".md")) return [];
  const key = keyOf(finding);
  const place = element("span", { class: "mends" });
  if (labels.has(key)) fill(place, finding, labels.get(key));
  else {
    if (!waiting.has(key)) waiting.set(key, { finding, places: [] });
    waiting.get(key).places.push(place);
    soon ??= setTimeout(name, 50);
  }
  return [place];
}

async function name() {
  const asked = [...waiting.entries()];
  waiting = new Map();
  soon = null;
  if (labels.size > 5000) labels.clear();
  try {
    const told = await desk.ask("/mends", { file: desk.file.name, slug: slug(), text: desk.editor.text, findings: asked.map(([, { finding }]) => finding) });
    asked.forEach(([key, { finding, places }], index) => {
      labels.set(key, told.names[index] ?? []);
      for (const place of places) fill(place, finding, told.names[index] ?? []);
    });
  } catch { /* a finding without a button is still a finding */ }
}

function fill(place, finding, names) {
  if (!names.length) return;
  const label = names.length === 1 ? names[0] : desk.words("mend-choose");
  place.replaceChildren(element("button", { class: "small mend", type: "button", text: `${label[0].toUpperCase()}${label.slice(1)}`, "aria-label": `${desk.words("mend")}: ${finding.message}. ${label}`, on: { click: () => mend(finding) } }));
}

async function mend(finding) {
  const text = desk.editor.text;
  desk.say(desk.words("mend-trying"), true);
  let offer;
  try {
    offer = await desk.ask("/mends/try", { file: desk.file.name, slug: slug(), text, finding });
  } catch (refusal) {
    desk.say(refusal.message, true);
    return;
  }
  desk.say("");
  if (!offer.mends.length) return desk.say(desk.words("mend-none"), true);
  const picked = offer.sure ? { mend: offer.mends[0], answer: "" } : await chosen(finding, offer.mends, desk.words);
  if (!picked) return;
  if (desk.editor.text !== text) return desk.say(desk.words("mend-changed"), true);
  make(picked.mend, picked.answer, text);
  desk.say(desk.words("mend-made"));
}

/** Words so that Markdown prints them as they are; in the front matter they stand as they are typed. */
function plain(words, text, at) {
  const head = text.startsWith("---") ? text.indexOf("\n---") : 0;
  return at < head ? words : words.replace(/[\\`*_[\]<>{}~]/g, "\\$&");
}

function make(mend, answer, text) {
  const words = answer.trim().replace(/\s+/g, " ");
  const changes = mend.edits.map((edit) => ({
    from: edit.from, to: edit.to, insert: edit.insert + (mend.question ? plain(words, text, edit.from) : "") + edit.behind,
  }));
  desk.editor.view.dispatch({ changes, scrollIntoView: true });
  desk.editor.view.focus();
}
