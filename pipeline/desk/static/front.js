// The front matter as a form: each change is written into the text at once, where it can be undone.

import { element } from "./dom.js";

let desk = null;
let dialog = null;
let queue = Promise.resolve();
let fields = new Set(), keys = new Set();

export function prepare(given) {
  desk = given;
  // What is said of the front matter is mended in the form: nobody need know how its lines are written.
  if (!desk.readOnly) desk.actions.push(answer);
}

/** The button of a finding for which the form has a field. */
function answer(finding) {
  const name = isOfHead(finding) ? fieldOf(finding) : "";
  if (!name) return [];
  const said = desk.words("front-answer");
  return [element("button", { class: "small mend", type: "button", text: said, "aria-label": `${said}: ${name}`, on: { click: () => open(name) } })];
}

/** Whether a finding stands in the front matter of the article that is open. */
function isOfHead(finding) {
  if (finding.file !== desk.file.name || !isArticle() || finding.first < 1) return false;
  const lines = desk.editor.text.split("\n");
  const end = lines.indexOf("---", 1);
  return lines[0] === "---" && end > 0 && finding.first <= end + 1;
}

const nameIn = (finding) => /"([a-z_]+(?:\.[a-z_]+)?)"/.exec(finding.message)?.[1] ?? "";

const isField = (name) => fields.has(name) || fields.has(name.split(".")[0]);

/** The field that answers a finding: what its message names, or the key in whose lines it stands; "" for none. */
function fieldOf(finding) {
  const named = nameIn(finding);
  if (isField(named)) return named;
  if (keys.has(named.split(".")[0])) return "";
  const above = desk.editor.text.split("\n").slice(1, finding.first).findLast((line) => /^[a-z_]+:/.test(line)) ?? "";
  const key = above.split(":")[0];
  return isField(key) ? key : "";
}

export function start() {
  if (desk.readOnly) return;
  desk.ask("/front").then((told) => { fields = new Set(told.fields); keys = new Set(told.keys); }, () => {});
  const button = element("button", { class: "small", type: "button", text: desk.words("front"), "aria-haspopup": "dialog", on: { click: () => open() } });
  desk.tools.append(button);
}

const isArticle = () => /^source\/[^/]+\/article(\.[\w-]+)?\.md$/.test(desk.file.name);

/** The form, at the field of this name if it has one. */
async function open(name = "") {
  if (!isArticle()) return desk.say(desk.words("front-none"), true);
  try {
    const told = await desk.ask("/front", { file: desk.file.name, text: desk.editor.text });
    dialog = element("dialog", { class: "front", "aria-labelledby": "front-head" });
    dialog.addEventListener("close", () => { dialog.remove(); dialog = null; desk.editor.view.focus(); });
    draw(told.groups);
    document.body.append(dialog);
    dialog.showModal();
    const field = name && document.getElementById(`f-${name}`);
    if (field) {
      field.closest("details").open = true;
      field.scrollIntoView({ block: "center" });
      field.focus();
    }
  } catch (refusal) {
    desk.say([refusal.message, refusal.place, refusal.hint].filter(Boolean).join(" · "), true);
  }
}

function draw(groups) {
  const focused = document.activeElement?.id;
  const top = dialog.scrollTop;
  // What somebody opened or closed stays so when a row is added to it.
  const seen = new Map([...dialog.querySelectorAll("details")].map((details) => [details.dataset.group, details.open]));
  dialog.replaceChildren(
    element("div", { class: "head" }, element("h2", { id: "front-head", text: desk.words("front") }),
      element("button", { type: "button", class: "first", text: desk.words("front-close"), on: { click: () => dialog.close() } })),
    element("p", { class: "quiet", text: desk.words("front-says") }),
    ...groups.map((group) => element("details", { "data-group": group.name, open: seen.get(group.name) ?? (["what", "who", "when", "interests"].includes(group.name) || group.fields.some((field) => field.faults.length)) },
      element("summary", {}, element("h3", { text: desk.words(`front-group-${group.name}`) })),
      ...group.fields.map(drawField))));
  dialog.scrollTop = top;
  if (focused) document.getElementById(focused)?.focus();
}

/** Change the text: only what differs is replaced, so that one step takes it back. */
function write(text, now) {
  let from = 0;
  while (from < text.length && from < now.length && text[from] === now[from]) from += 1;
  let end = text.length, until = now.length;
  while (end > from && until > from && text[end - 1] === now[until - 1]) end -= 1, until -= 1;
  if (end > from || until > from) desk.editor.change(from, end, now.slice(from, until));
}

function change(changes, redraw = false, focus = "") {
  queue = queue.then(async () => {
    const text = desk.editor.text;
    try {
      const told = await desk.ask("/front", { file: desk.file.name, text, changes });
      if (desk.editor.text !== text) return desk.say(desk.words("mend-changed"), true);
      write(text, told.text);
      if (!dialog) return;
      if (redraw) draw(told.groups);
      else for (const group of told.groups) for (const field of group.fields) showFaults(field);
      if (focus) document.getElementById(focus)?.focus();
    } catch (refusal) {
      const said = [refusal.message, refusal.hint].filter(Boolean).join(": ");
      // Beside the field, where there is one: what is said of the page lies behind the form.
      const beside = changes.flatMap(({ path }) => [path.join("."), path[0]]).map((name) => document.getElementById(`fault-${name}`)).find(Boolean);
      if (!beside) return desk.say(said, true);
      beside.textContent = said;
      beside.closest(".field").classList.add("wrong");
    }
  });
}

function showFaults(field) {
  const place = document.getElementById(`fault-${field.name}`);
  if (!place) return;
  place.textContent = faultsOf(field);
  place.closest(".field").classList.toggle("wrong", field.faults.length > 0);
}

/** What is wrong with a field, in words for a form: nobody adds a line here. */
function faultsOf(field) {
  return field.faults.map(({ message, hint }) => {
    if (!message.endsWith(" is missing")) return `${message}: ${hint}`;
    return hint.startsWith("add a line") ? desk.words("is-needed") : `${desk.words("is-needed")}: ${hint}`;
  }).join(". ");
}

const labelOf = (name) => desk.words(`field-${name}`);

function drawField(field) {
  const id = `f-${field.name}`;
  const wrong = element("p", { class: "error", id: `fault-${field.name}`, text: faultsOf(field) });
  const place = element("div", { class: `field${field.faults.length ? " wrong" : ""}` });
  const notes = [field.inherited ? desk.words("front-inherited") : "", field.needed && !field.written ? desk.words("front-needed") : ""].filter(Boolean);
  const note = element("span", { class: "quiet", text: notes.join(" · ") });
  if (field.fixed) {
    place.append(element("p", {}, element("strong", { text: labelOf(field.name) }), " ", element("span", { class: "quiet", text: desk.words("front-fixed") })), wrong);
    return place;
  }
  if (field.kind === "rows") {
    place.append(rows(field, id), wrong);
    return place;
  }
  const input = control(field, id, field.value, (value) => change([{ path: field.path, value }]));
  input.setAttribute("aria-describedby", `fault-${field.name}`);
  place.append(element("label", { for: id }, element("span", {}, labelOf(field.name), " ", note)), input, wrong);
  return place;
}

function control(field, id, value, set) {
  if (field.kind === "choice" || field.kind === "truth") {
    const options = field.kind === "truth" ? [["", desk.words("front-unsaid")], ["true", desk.words("front-yes")], ["false", desk.words("front-no")]]
      : [["", desk.words("front-unsaid")], ...field.choices.map((choice) => [choice, desk.words(`choice-${choice}`)])];
    const now = value === null ? "" : String(value);
    if (!options.some(([each]) => each === now)) options.push([now, now]);
    const select = element("select", { id }, ...options.map(([each, text]) => element("option", { value: each, text })));
    select.value = now;
    select.addEventListener("change", () => set(field.kind === "truth" ? (select.value === "" ? null : select.value === "true") : select.value));
    return select;
  }
  const shared = { id, autocomplete: "off", maxlength: 4000 };
  const input = field.kind === "text" ? element("textarea", { ...shared, rows: 3, dir: "auto" })
    : field.kind === "names" ? element("textarea", { ...shared, rows: Math.max(2, value.length) })
      : element("input", { ...shared, dir: "auto", type: field.kind === "day" && (!value || /^\d{4}-\d{2}-\d{2}$/.test(value)) ? "date" : "text" });
  input.value = field.kind === "names" ? value.join("\n") : value ?? "";
  input.addEventListener("change", () => set(field.kind === "names" ? input.value.split("\n").map((line) => line.trim()).filter(Boolean) : input.value.trim()));
  return input;
}

function rows(field, id) {
  const group = element("fieldset", { id, tabindex: "-1" }, element("legend", { text: labelOf(field.name) }));
  field.value.forEach((row, index) => {
    const cells = element("div", { class: "row", role: "group", "aria-label": desk.words("front-row", { name: labelOf(field.name), number: index + 1 }) });
    for (const column of field.columns) {
      const name = column.path[0], cell = `${id}-${index}-${name}`;
      if (row[name] === null) {
        cells.append(element("p", { class: "quiet", text: `${labelOf(`column-${name}`)}: ${desk.words("front-fixed")}` }));
        continue;
      }
      cells.append(element("label", { for: cell }, element("span", { text: labelOf(`column-${name}`) }),
        control(column, cell, row[name], (value) => change([{ path: [...field.path, index, name], value }]))));
    }
    cells.append(element("button", { type: "button", class: "small", text: desk.words("front-remove"), "aria-label": desk.words("front-remove-row", { name: labelOf(field.name), number: index + 1 }), on: { click: () => change([{ path: [...field.path, index], value: null }], true, id) } }));
    group.append(cells);
  });
  group.append(element("button", { type: "button", class: "small", text: desk.words("front-add", { name: labelOf(field.name) }), on: { click: (event) => add(field, id, event.target) } }));
  return group;
}

/** A new row stands in the form first: it is written when its first needed cell is filled. */
function add(field, id, button) {
  const index = field.value.length;
  const cells = element("div", { class: "row", role: "group", "aria-label": desk.words("front-row", { name: labelOf(field.name), number: index + 1 }) });
  const first = field.columns.find((column) => column.needed) ?? field.columns[0];
  const name = first.path[0], cell = `${id}-${index}-${name}`;
  cells.append(element("label", { for: cell }, element("span", { text: labelOf(`column-${name}`) }),
    control(first, cell, "", (value) => {
      const next = field.columns[field.columns.indexOf(first) + 1];
      if (value) change([{ path: [...field.path, index], value: { [name]: value } }], true, `${id}-${index}-${next.path[0]}`);
    })));
  button.before(cells);
  document.getElementById(cell).focus();
  button.disabled = true;
}
