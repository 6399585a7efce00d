// A dialog that asks which of several mends is right, or for the words that only the author knows.

import { element } from "./dom.js";

/** What was chosen: { mend, answer }, or null. */
export function chosen(finding, mends, words) {
  return new Promise((done) => {
    const heading = element("h2", { id: "choosing-head", text: finding.message });
    const dialog = element("dialog", { class: "ask", "aria-labelledby": "choosing-head" }, heading);
    const end = (picked) => { dialog.close(); dialog.remove(); done(picked); };
    for (const mend of mends) {
      const change = element("pre", { class: "change", dir: "auto", tabindex: "0", "aria-label": words("mend-change") });
      for (const line of mend.change.split("\n").filter((each) => !each.startsWith("---") && !each.startsWith("+++") && !each.startsWith("@@") && each.trim())) {
        change.append(element(line.startsWith("+") ? "ins" : line.startsWith("-") ? "del" : "span", { text: `${line}\n` }));
      }
      const form = element("form", { method: "dialog" });
      const answer = element("input", { name: "answer", maxlength: 500, autocomplete: "off", required: true, "aria-describedby": "choosing-hint" });
      if (mend.question) form.append(element("label", { text: `${mend.question[0].toUpperCase()}${mend.question.slice(1)}?` }, answer), element("p", { class: "quiet", id: "choosing-hint", text: mend.hint }));
      form.append(change, element("button", { class: "first", text: `${mend.says[0].toUpperCase()}${mend.says.slice(1)}` }));
      form.addEventListener("submit", (event) => { event.preventDefault(); end({ mend, answer: answer.value }); });
      dialog.append(form);
    }
    dialog.append(element("p", {}, element("button", { type: "button", text: words("mend-leave"), on: { click: () => end(null) } })));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(null); });
    document.body.append(dialog);
    dialog.showModal();
  });
}
