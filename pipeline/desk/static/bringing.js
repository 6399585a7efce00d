// A manuscript is dropped; its questions are a form, and what it became stands beside what it was.

import { ask } from "./asking.js";
import { busy, element } from "./dom.js";
import { counted, words } from "./words.js";

const $ = (id) => document.getElementById(id);
const choose = $("choose"), answers = $("answers");
let manuscript = null;
let said = {};
let turn = 0;

function sent(keep) {
  const form = new FormData(choose);
  form.set("manuscript", manuscript);
  form.set("answers", JSON.stringify(said));
  form.set("slug", answers.elements.slug.value);
  if (keep) form.set("keep", "yes");
  if (answers.elements.replace.checked) form.set("replace", "yes");
  return form;
}

async function bring(keep = false) {
  if (!manuscript) return;
  const mine = ++turn;
  $("fault").textContent = "";
  $("state").textContent = words(keep ? "bring-keeping" : "bring-reading", { name: manuscript.name });
  try {
    const told = await busy(keep && answers.querySelector("button.first"), () => ask("/bring", sent(keep)));
    if (mine !== turn) return;
    if (told.address) { location.href = told.address; return; }
    $("state").textContent = "";
    show(told);
  } catch (refusal) {
    if (mine !== turn) return;
    $("state").textContent = "";
    $("fault").textContent = [refusal.message, refusal.hint].filter(Boolean).join(": ");
    $("fault").scrollIntoView({ block: "center" });
  }
}

const known = new Map();

function show(told) {
  for (const question of told.questions) if (question.key) known.set(question.key, question);
  const keyed = [...known.values()];
  const rest = told.questions.filter((question) => !question.key);
  const open = keyed.filter((question) => !(said[question.key] ?? "").trim()).length + rest.length;
  $("questions-count").textContent = open ? counted("bring-open", open) : words("bring-none");
  const fields = keyed.map((question) => field(question, told.faults[question.key] ?? ""));
  const notes = rest.map((question) => element("li", {}, element("strong", { text: `${question.asks}?` }), " ", element("span", { class: "quiet", text: [question.place, question.hint].filter(Boolean).join(" · ") })));
  const active = document.activeElement?.id;
  $("questions").replaceChildren(...fields, ...(notes.length ? [element("h3", { text: words("bring-later") }), element("ul", {}, ...notes)] : []));
  if (!answers.elements.slug.value) answers.elements.slug.value = told.slug;
  $("taken").hidden = !told.taken;
  $("notices").replaceChildren(...told.notices.map((notice) => element("li", { text: notice })));
  $("pieces").replaceChildren(...told.ledger.map((piece) => {
    const left = piece.fate === "left out";
    const label = [words("bring-piece", { kind: piece.kind }), left ? `${words("bring-left-out")}: ${piece.reason}` : ""].filter(Boolean).join(" · ");
    const words_ = element("span", { dir: "auto", text: piece.text });
    return element("li", { class: left ? "left-out" : undefined, value: piece.number },
      element("button", { class: "piece", type: "button", disabled: !piece.line, on: { click: () => light(piece.line) } }, words_, element("small", { class: "quiet", text: label })));
  }));
  $("text").replaceChildren(...told.text.split("\n").map((line, index) => element("span", { class: "line", "data-line": index + 1, text: `${line}\n` })));
  const first = $("result").hidden;
  $("result").hidden = false;
  if (first) $("questions-head").focus();
  else if (active) $(active)?.focus();
  const wrong = answers.querySelector("[aria-invalid]");
  if (wrong) wrong.focus();
}

function field(question, fault) {
  const id = `q-${question.key}`;
  const attributes = { id, name: question.key, maxlength: 2000, "aria-describedby": [["day", "truth"].includes(question.kind) ? "" : `${id}-hint`, fault ? `${id}-fault` : ""].filter(Boolean).join(" ") || undefined, "aria-invalid": fault ? "true" : undefined };
  const options = [["", words("front-unsaid")], ["yes", words("front-yes")], ["no", words("front-no")]];
  const input = question.kind === "truth" ? element("select", { ...attributes, maxlength: undefined }, ...options.map(([value, text]) => element("option", { value, text })))
    : question.kind === "text" ? element("textarea", { ...attributes, rows: 2 })
    : element("input", { ...attributes, type: question.kind === "day" ? "date" : "text", autocomplete: "off" });
  input.value = said[question.key] ?? "";
  input.addEventListener("input", () => (said[question.key] = input.value));
  return element("div", { class: "field" }, element("label", { for: id, text: `${question.asks[0].toUpperCase()}${question.asks.slice(1)}?` }), input,
    // The field of a day, or of yes and no, shows by itself how it is answered.
    ["day", "truth"].includes(question.kind) ? null : element("p", { class: "quiet", id: `${id}-hint`, text: question.hint }), fault ? element("p", { class: "error", id: `${id}-fault`, text: fault }) : null);
}

function light(number) {
  for (const line of $("text").querySelectorAll(".lit")) line.classList.remove("lit");
  const line = $("text").querySelector(`[data-line="${number}"]`);
  line?.classList.add("lit");
  line?.scrollIntoView({ block: "center" });
}

function take(file) {
  if (!file) return;
  manuscript = file;
  said = {};
  known.clear();
  answers.elements.slug.value = "";
  answers.elements.replace.checked = false;
  $("result").hidden = true;
  bring();
}

$("manuscript").addEventListener("change", (event) => take(event.target.files[0]));
choose.addEventListener("submit", (event) => event.preventDefault());
for (const name of ["brand", "lang", "no_patients"]) choose.elements[name].addEventListener("change", () => bring());
answers.addEventListener("submit", (event) => { event.preventDefault(); bring(true); });
for (const name of ["dragenter", "dragover"]) document.addEventListener(name, (event) => { event.preventDefault(); $("drop").classList.add("over"); });
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) $("drop").classList.remove("over"); });
document.addEventListener("drop", (event) => {
  event.preventDefault();
  $("drop").classList.remove("over");
  if (!$("manuscript").disabled) take(event.dataTransfer.files[0]);
});
