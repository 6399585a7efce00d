// The list of what was found, worst first.

import { element } from "./dom.js";
import { counted, words } from "./words.js";

const MOST = 60;

/** The list; `open(finding)` leads to its line, `actions(finding)` gives further elements for a row. */
export function makeFindings(list, count, open, actions) {
  let shown = MOST;
  let told = [];
  let drawn = "";

  function show(findings, checking) {
    told = findings;
    const errors = findings.filter((each) => each.severity === "error").length;
    const warnings = findings.filter((each) => each.severity === "warning").length;
    const parts = [];
    if (errors) parts.push(counted("errors", errors));
    if (warnings) parts.push(counted("warnings", warnings));
    const rest = findings.length - errors - warnings;
    if (rest) parts.push(counted("infos", rest));
    // Nothing is said to be well while something is still being looked at.
    if (!parts.length && !checking) parts.push(words("nothing-found"));
    if (checking) parts.push(words("checks-running"));
    count.textContent = parts.join(" · ");
    draw();
    return { errors, warnings };
  }

  function draw() {
    // A list that says the same stays: somebody may have the focus in it, and the keyboard would lose its place.
    const now = JSON.stringify([told, shown]);
    if (now === drawn) return;
    drawn = now;
    list.replaceChildren(...told.slice(0, shown).map(row));
    if (told.length > shown) {
      list.append(element("li", { class: "more" }, element("button", { text: words("findings-more", { number: told.length - shown }), on: { click: () => ((shown += 200), draw()) } })));
    }
  }

  function row(finding) {
    const where = [finding.part, finding.first ? words("line", { line: finding.first }) : ""].filter(Boolean).join(" · ");
    return element("li", { class: finding.severity },
      element("button", { class: "finding", on: { click: () => open(finding) } },
        element("strong", { text: words(`severity-${finding.severity}`) }),
        element("span", { text: finding.message }),
        element("span", { class: "quiet", text: where })),
      finding.hint ? element("p", { class: "hint", text: finding.hint }) : null,
      ...(actions?.(finding) ?? []));
  }

  return { show, draw };
}
