// What is put into the text: blocks from a menu, pictures that are dropped, values and names by completion.

import { element } from "./dom.js";

let desk = null;
let known = { blocks: [], values: {}, snippets: [] };

export function prepare(given) {
  desk = given;
  desk.completions.push(complete);
}

export async function start() {
  const [brand] = desk.address.split("/");
  if (!desk.readOnly) {
    const file = element("input", { type: "file", accept: "image/png,image/jpeg,image/gif,image/webp,image/svg+xml", hidden: true, tabindex: "-1", "aria-hidden": "true" });
    file.addEventListener("change", () => { if (file.files[0]) describe(file.files[0]); file.value = ""; });
    desk.tools.append(file, element("button", { class: "small", type: "button", text: desk.words("picture"), on: { click: () => file.click() } }));
    const box = document.getElementById("editor");
    box.addEventListener("dragover", (event) => { if ([...event.dataTransfer.types].includes("Files")) event.preventDefault(); });
    box.addEventListener("drop", dropped, true);
    box.addEventListener("paste", (event) => { const pasted = event.clipboardData?.files[0]; if (pasted) { event.preventDefault(); describe(pasted); } }, true);
  }
  try { known = await desk.ask(`/insertions/${brand}`); } catch { return; }
  if (!desk.readOnly) menu();
}

function menu() {
  const list = element("ul", {});
  const details = element("details", { class: "menu insert" }, element("summary", { class: "button small", text: desk.words("insert") }), element("div", { class: "sheet" }, list));
  for (const block of known.blocks) {
    list.append(element("li", {}, element("button", { type: "button", class: "small", text: desk.words(`insert-${block.kind}`), on: { click: () => { details.open = false; put(block.text); } } })));
  }
  details.addEventListener("keydown", (event) => { if (event.key === "Escape") { details.open = false; details.firstElementChild.focus(); } });
  desk.tools.append(details);
}

/** Put a block behind the line of the cursor, with an empty line on either side; its first words to be written over are selected. */
export function put(block) {
  const { state } = desk.editor.view;
  const head = frontEnd(state.doc.toString());
  const line = state.doc.line(lineOutside(state.doc, state.doc.lineAt(Math.max(state.selection.main.head, head)).number, head));
  const empty = line.text.trim() === "";
  const before = empty ? (line.number > 1 && state.doc.line(line.number - 1).text.trim() ? "\n" : "") : "\n\n";
  const next = line.number < state.doc.lines ? state.doc.line(line.number + 1).text.trim() : "";
  const insert = `${before}${block.trimEnd()}${next ? "\n" : ""}`;
  const at = line.to;
  const words = block.match(/To do: [^"\n|]*/);
  const from = at + before.length + (words?.index ?? 0);
  desk.editor.view.dispatch({ changes: { from: at, insert }, selection: { anchor: from, head: from + (words?.[0].trimEnd().length ?? 0) }, scrollIntoView: true });
  desk.editor.view.focus();
}

/** The line, or the last one of the ::: block that it lies in: a block that is put in stands for itself. */
function lineOutside(doc, number, head) {
  let depth = 0;
  for (let at = 1; at <= doc.lines; at += 1) {
    const { text, from } = doc.line(at);
    if (from < head) continue;
    if (/^:{3,}\s*\S/.test(text)) depth += 1;
    else if (/^:{3,}\s*$/.test(text)) depth = Math.max(0, depth - 1);
    if (at >= number && depth === 0) return at;
  }
  return number;
}

/** Where the front matter has ended: a block cannot stand in it. */
function frontEnd(text) {
  if (!text.startsWith("---")) return 0;
  const end = text.indexOf("\n---", 3);
  return end < 0 ? text.length : Math.min(text.length, end + 5);
}

function dropped(event) {
  const file = event.dataTransfer.files[0];
  if (!file) return;
  event.preventDefault();
  event.stopPropagation();
  const at = desk.editor.view.posAtCoords({ x: event.clientX, y: event.clientY });
  if (at !== null) desk.editor.view.dispatch({ selection: { anchor: at } });
  describe(file);
}

/** A picture is taken in with its description, or not at all. */
function describe(file) {
  const address = URL.createObjectURL(file);
  const description = element("textarea", { rows: 3, required: true, maxlength: 1000, "aria-describedby": "picture-hint" });
  const caption = element("input", { maxlength: 1000, autocomplete: "off" });
  const fault = element("p", { class: "error", role: "alert" });
  const button = element("button", { class: "first", text: desk.words("picture-put") });
  const form = element("form", { method: "dialog" },
    element("h2", { id: "picture-head", text: desk.words("picture-new") }),
    element("img", { src: address, alt: "", class: "dropped" }),
    element("label", {}, element("span", { text: desk.words("picture-description") }), description),
    element("p", { class: "quiet", id: "picture-hint", text: desk.words("picture-hint") }),
    element("label", {}, element("span", { text: desk.words("picture-caption") }), caption), fault,
    element("p", {}, button, " ", element("button", { type: "button", text: desk.words("picture-leave"), on: { click: () => dialog.close() } })));
  const dialog = element("dialog", { class: "ask", "aria-labelledby": "picture-head" }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    const sent = new FormData();
    sent.set("description", description.value);
    sent.set("caption", caption.value);
    sent.set("picture", file);
    try {
      const told = await desk.ask(`/pictures/${desk.file.name.split("/")[1]}`, sent);
      dialog.close();
      put(told.text);
      desk.say(desk.words(told.removed ? "picture-cleaned" : "picture-kept", { name: told.name, removed: told.removed }));
    } catch (refusal) {
      fault.textContent = [refusal.message, refusal.hint].filter(Boolean).join(": ");
      button.disabled = false;
    }
  });
  dialog.addEventListener("close", () => { URL.revokeObjectURL(address); dialog.remove(); });
  document.body.append(dialog);
  dialog.showModal();
  description.focus();
}

// completion

const option = (label, detail, apply) => ({ label, detail, apply, type: "text" });

function complete(context) {
  const value = context.matchBefore(/\{\{[\w-]*/);
  if (value) {
    const close = (name) => (view, _, from, to) => {
      const behind = view.state.sliceDoc(to, to + 2) === "}}" ? to + 2 : to;
      view.dispatch({ changes: { from, to: behind, insert: `{{${name}}}` }, selection: { anchor: from + name.length + 4 } });
    };
    return { from: value.from, filter: true, options: Object.entries(known.values).map(([name, said]) => option(`{{${name}}}`, said.slice(0, 40), close(name))) };
  }
  const text = context.state.doc.toString();
  const cite = context.matchBefore(/\[@[\w.:-]*/);
  if (cite) {
    const ids = [...text.slice(0, frontEnd(text)).matchAll(/^(?:\s+(?:- *)?|- +)id:\s*(["']?)([\w:.+/-]+)\1\s*(?:#.*)?$/gm)].map((match) => match[2]);
    return { from: cite.from, options: ids.map((id) => option(`[@${id}]`)) };
  }
  const key = context.matchBefore(/\]\(#[\w-]*/);
  if (key) {
    const keys = [...text.matchAll(/\{[^}\n]*#([\w-]+)/g)].map((match) => match[1]);
    return { from: key.from + 2, options: keys.map((each) => option(`#${each}`)) };
  }
  const include = context.matchBefore(/\{include=[\w-]*/);
  if (include) return { from: include.from, options: known.snippets.map((name) => option(`{include=${name}}`)) };
  const fence = context.matchBefore(/^:::+ [\w-]*/);
  if (fence) {
    const kinds = ["key-points", "comparison", "questions", "figure", "evidence", "action", "glossary", "recap", "myth-fact", "invitation", "about", "related"];
    return { from: fence.from + fence.text.indexOf(" ") + 1, options: kinds.map((kind) => option(kind)) };
  }
  return null;
}
