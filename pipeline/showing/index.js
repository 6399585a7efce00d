// Finds editions by words, brand, language and need in the list that editions.js brings; without it the pages are lists.
"use strict";

(() => {
  const form = document.getElementById("find");
  const found = document.getElementById("found");
  const rows = globalThis.plainleaf;
  if (!form || !rows) return;
  const most = 100;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const hay = rows.map((row) => plain(row.slice(0, 4).join(" ")));
  for (const [name, at] of [["brand", 1], ["lang", 2]]) {
    for (const value of [...new Set(rows.map((row) => row[at]))].sort()) form.elements[name].add(new Option(value, value));
  }
  const make = (tag, kind, words) => Object.assign(document.createElement(tag), { className: kind, textContent: words });
  const show = () => {
    const words = plain(form.elements.words.value).split(/\s+/).filter(Boolean);
    const { brand, lang, need } = form.elements;
    const asked = words.length || brand.value || lang.value || need.checked;
    found.hidden = !asked;
    if (!asked) return;
    const hits = rows.filter(
      (row, at) =>
        words.every((word) => hay[at].includes(word)) &&
        (!brand.value || row[1] === brand.value) &&
        (!lang.value || row[2] === lang.value) &&
        (!need.checked || row[5]),
    );
    const list = make("ul", "list", "");
    for (const [title, house, tongue, slug, said, weight] of hits.slice(0, most)) {
      const item = make("li", "", "");
      const link = make("a", "", title);
      link.href = `_index/${house}/${tongue}/${slug}.html`;
      link.lang = tongue;
      const kind = weight ? (weight > 1 ? "said error" : "said warning") : "said facts";
      item.append(link, make("span", "facts", `${house}, ${tongue}, ${slug}`), make("span", kind, said));
      list.append(item);
    }
    const more = hits.length > most ? `, the first ${most} are shown` : "";
    found.replaceChildren(make("p", "facts", `${hits.length} found${more}`), list);
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
