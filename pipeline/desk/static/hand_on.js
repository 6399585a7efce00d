// What can be taken away: the files of the edition, its facts, its certificates.

import { words } from "./words.js";

let told = null;
let asking = false;

/** The panel closes with Escape, and when another one opens or somebody works elsewhere on the page. */
export function start() {
  const panel = document.querySelector("header details.menu");
  // Of the whole page: a button that is drawn anew while it works leaves the focus nowhere.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open || document.querySelector("dialog[open]")) return;
    panel.open = false;
    panel.firstElementChild.focus();
  });
  document.addEventListener("pointerdown", (event) => { if (!panel.contains(event.target)) panel.open = false; });
  document.addEventListener("toggle", (event) => {
    const other = event.target;
    if (other !== panel && !panel.contains(other) && other.open && other.matches("details.menu, dialog")) panel.open = false;
  }, true);
}

export function show(desk) {
  const { element, galley, address } = desk;
  const rows = galley.products.map((product) => {
    const base = `/proof/${address}/${product.name}/-/file`;
    const own = product.files.filter((file) => !file.name.includes("/"));
    const main = own.find((file) => file.name.endsWith(".pdf"));
    return element("section", {}, element("h3", { text: product.name }), element("ul", {},
      ...own.slice(0, 8).map((file) => element("li", {},
        element("a", { href: `${base}/${file.name}?download`, text: file.name }), ` ${Math.ceil(file.size / 1000).toLocaleString("en")} kB`)),
      product.files.length > 1 ? element("li", {}, element("a", { href: `/archive/${address}?product=${product.name}`, text: words("hand-on-zip") })) : null,
      main ? element("li", {}, element("a", { href: `${base}/${main.name}?view`, target: "_blank", rel: "noopener", text: words("hand-on-print") })) : null));
  });
  const said = galley.checking ? words("hand-on-wait") : galley.draft ? words("hand-on-draft") : "";
  desk.handOn.replaceChildren(
    element("h2", { text: words("hand-on-files") }),
    ...(said ? [element("p", { class: "quiet", text: said })] : []),
    element("p", {}, element("a", { href: `/facts/${address}`, target: "_blank", rel: "noopener", text: words("hand-on-facts") })),
    desk.readOnly ? "" : element("button", { text: words(asking ? "certify-running" : "certify"), disabled: asking || galley.checking, on: { click: () => certify(desk) } }),
    ...(told ?? []).map((each) => element("p", { class: each.passed ? "passed" : each.passed === false ? "error" : "warning", text: `${each.file}: ${each.says}` })),
    ...rows);
}

async function certify(desk) {
  asking = true;
  show(desk);
  try {
    told = (await desk.ask(`/certify/${desk.address}`, {})).certificates;
  } catch (refusal) { desk.say(refusal.message, true); }
  asking = false;
  show(desk);
}
