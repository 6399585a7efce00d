// Publishing: how the edition stands in the output folder, and the button that puts it there.

import { element } from "./dom.js";
import { counted, words } from "./words.js";

let place = null;
let asked = "";
let told = null;
let working = false;

export function show(desk) {
  place ??= document.getElementById("publishing");
  const now = JSON.stringify(desk.galley.products.map((product) => product.digest));
  // Once for what is on the desk: it is looked at when all of it is checked.
  if (!desk.galley.checking && !working && asked !== now) {
    asked = now;
    desk.ask(`/publish/${desk.address}`).then((answer) => { told = answer; draw(desk); }, () => { asked = ""; });
  }
  draw(desk);
}

/** What stands against publishing it now; "" when nothing does. */
function against(desk) {
  const errors = desk.galley.findings.filter((finding) => finding.severity === "error").length;
  if (!desk.current) return words("publish-wait");
  if (desk.galley.why) return desk.galley.why;
  return errors ? words("publish-errors", { errors: counted("errors", errors) }) : "";
}

function draw(desk) {
  const why = against(desk);
  const stands = told?.stands ?? "none";
  const said = working ? words("publish-working") : told?.fault ?? words(`publish-${stands}`);
  place.replaceChildren(
    element("h2", { id: "head-publishing", text: words("publishing") }),
    element("p", { class: told?.fault ? "error" : stands === "same" ? "passed" : "quiet", role: "status", text: said }),
    ...(stands !== "none" && told ? [element("p", { class: "quiet place", text: words("publish-folder", { folder: told.folder }) })] : []),
    ...(told?.findings ?? []).slice(0, 3).map((finding) => element("p", { class: "error", text: `${finding.message}: ${finding.hint}` })),
    ...(told?.notes ?? []).map((note) => element("p", { class: "quiet", text: note })),
    ...(told?.certificates ?? []).map((each) => element("p", { class: each.passed ? "passed" : each.passed === false ? "error" : "warning", text: `${each.file}: ${each.says}` })),
    ...(working ? [element("button", { class: "first", text: `${words("publish")} …`, disabled: true })] : []),
    ...(desk.readOnly || working ? [] : [
      ...(why ? [element("p", { class: "quiet", text: why })] : []),
      element("button", { class: "first", text: words(stands === "none" ? "publish" : "publish-again"), disabled: why !== "", on: { click: () => publish(desk) } })]));
}

async function publish(desk) {
  working = true;
  told = { ...told, fault: undefined, findings: [], certificates: [], notes: [] };
  draw(desk);
  try {
    told = await desk.ask(`/publish/${desk.address}`, {});
    if (!told.published) told.fault = words("publish-held");
    desk.say(words(told.published ? "publish-done" : "publish-held"));
  } catch (refusal) {
    told = { ...told, fault: [refusal.message, refusal.hint].filter(Boolean).join(": ") };
  }
  working = false;
  draw(desk);
}
