// Who approved the article in which role, and the approval of whoever reads it.

let told = null;
let asked = -1;
let place = null;
let parts = null;

export function show(desk) {
  place ??= document.getElementById("approving");
  parts ??= make(desk);
  parts.wait.hidden = desk.current;
  parts.form.querySelector("button").disabled = !desk.current;
  // A new turn may have opened what was signed: who has signed what is asked for once a turn.
  if (asked === desk.galley.turn || desk.galley.checking) return;
  asked = desk.galley.turn;
  desk.ask(`/approvals/${desk.address}`).then((now) => draw(desk, now), () => { asked = -1; });
}

function make(desk) {
  const { element, words } = desk;
  const list = element("ul", { class: "signed" });
  const role = element("select", { name: "role", required: true });
  const name = element("input", { name: "name", required: true, maxlength: 120, autocomplete: "name" });
  const wait = element("p", { class: "quiet", text: words("approve-wait") });
  const form = element("form", { on: { submit: (event) => (event.preventDefault(), approve(desk, role.value, name)) } },
    element("label", {}, words("approve-as"), role), element("label", {}, words("approve-name"), name),
    wait, element("button", { text: words("approve") }));
  form.hidden = desk.readOnly;
  place.replaceChildren(element("h2", { id: "head-approving", text: words("approving") }), list, form);
  return { list, role, form, wait };
}

function draw({ element, words }, now) {
  told = now;
  place.hidden = !told.roles.length;
  parts.list.replaceChildren(...told.signed.map((each) => element("li", { class: each.holds ? "passed" : each.needed ? "error" : "quiet", text: each.words })));
  if (!told.signed.length) parts.list.replaceChildren(element("li", { class: "quiet", text: words("approved-nobody") }));
  const chosen = parts.role.value;
  parts.role.replaceChildren(...told.roles.map((role) => element("option", { value: role, text: role })));
  if (told.roles.includes(chosen)) parts.role.value = chosen;
}

async function approve(desk, role, name) {
  try {
    draw(desk, await desk.ask(`/approvals/${desk.address}`, { role, name: name.value, texts: desk.galley.texts }));
    desk.say(desk.words("approved", { role }));
  } catch (refusal) {
    desk.say([refusal.message, refusal.hint].filter(Boolean).join(" · "), true);
  }
}
