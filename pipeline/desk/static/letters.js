// A proof of the newsletter, sent to a few colleagues.

let place = null;
let parts = null;

export function show(desk) {
  if (desk.readOnly) return;
  place ??= document.getElementById("letters");
  parts ??= make(desk);
  const own = desk.galley.products.map((product) => product.name).filter((name) => name.startsWith("newsletter/"));
  place.hidden = !own.length;
  if (!parts.form) return;
  const variants = own.map((name) => name.split("/")[1]);
  const chosen = parts.variant.value;
  parts.variant.replaceChildren(...variants.map((name) => desk.element("option", { value: name, text: name })));
  if (variants.includes(chosen)) parts.variant.value = chosen;
  parts.draft.parentElement.hidden = !desk.galley.draft;
  parts.button.disabled = parts.sending || !desk.current;
}

function make(desk) {
  const { element, words } = desk;
  const head = element("h2", { id: "head-letters", text: words("letters") });
  if (place.dataset.server !== "yes") {
    place.replaceChildren(head, element("p", { class: "quiet", text: words("letters-no-server") }));
    return {};
  }
  const variant = element("select", { name: "variant" });
  const to = element("input", { name: "to", required: true, maxlength: 5000, autocomplete: "email", placeholder: "you@example.org" });
  const draft = element("input", { type: "checkbox" }), again = element("input", { type: "checkbox" });
  const button = element("button", { text: words("letters-send") });
  const said = element("p", { role: "status" });
  const form = element("form", { on: { submit: (event) => (event.preventDefault(), send(desk)) } },
    element("label", {}, words("letters-to"), to), element("label", {}, words("variant"), variant),
    element("label", { class: "inline" }, draft, ` ${words("letters-draft")}`),
    element("label", { class: "inline" }, again, ` ${words("letters-again")}`), button, said);
  again.parentElement.hidden = true;
  place.replaceChildren(head, form);
  return { form, variant, to, draft, again, button, said, sending: false };
}

async function send(desk) {
  const { to, variant, draft, again, said } = parts;
  parts.sending = true;
  said.className = "quiet";
  said.textContent = desk.words("letters-sending");
  show(desk);
  try {
    const done = await desk.ask(`/letters/${desk.address}`, { to: to.value, variant: variant.value, draft: draft.checked, again: again.checked });
    said.className = done.sent ? "passed" : "error";
    said.textContent = done.sent ? desk.words("letters-sent", { to: done.sent.to.join(", "), says: done.sent.answer })
      : [desk.words("letters-held"), ...done.findings.slice(0, 3).map((each) => each.message)].join(" · ");
    again.checked = false;
    again.parentElement.hidden = true;
  } catch (refusal) {
    said.className = "error";
    said.textContent = refusal.message;
    // Somebody has it already: only now is there something to insist on.
    again.parentElement.hidden = !/sent before/.test(refusal.message);
  }
  parts.sending = false;
  show(desk);
}
