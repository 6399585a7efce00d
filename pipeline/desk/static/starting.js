// A new article, or a new brand: what is asked, and what cannot be used, each beside its field.

import { ask } from "./asking.js";
import { busy } from "./dom.js";

const begin = document.getElementById("begin");
const fault = document.getElementById("fault");
const article = document.getElementById("new");
const brand = document.getElementById("brand");

function tell(refusal) {
  fault.textContent = [refusal.message, refusal.hint].filter(Boolean).join(": ");
}

const submitOf = (form) => form.querySelector("button.first");

async function enter(folder, button) {
  fault.textContent = "";
  try {
    location.href = (await busy(button, () => ask("/begin", { folder }))).address;
  } catch (refusal) {
    tell(refusal);
    begin.elements.folder.focus();
  }
}

begin?.addEventListener("submit", (event) => {
  event.preventDefault();
  enter(begin.elements.folder.value, submitOf(begin));
});
for (const button of document.querySelectorAll("[data-open]")) button.addEventListener("click", () => enter(button.dataset.open, button));

article?.addEventListener("submit", async (event) => {
  event.preventDefault();
  fault.textContent = "";
  try {
    const made = await busy(submitOf(article), () => ask("/new", Object.fromEntries(new FormData(article))));
    location.href = made.address;
  } catch (refusal) {
    tell(refusal);
    if (!article.elements.title.value.trim()) article.elements.title.focus();
  }
});

/** A clinic has to say its number; of every other house it may stay empty. */
function askForPhone() {
  document.getElementById("empty-phone").hidden = brand.elements.kind.value === "clinic";
}
if (brand) {
  brand.elements.kind.addEventListener("change", askForPhone);
  askForPhone();
}

brand?.addEventListener("submit", async (event) => {
  event.preventDefault();
  fault.textContent = "";
  for (const field of brand.querySelectorAll("[data-field]")) {
    const said = field.querySelector(".error");
    if (said) said.textContent = "";
    field.querySelector("input, textarea, select").removeAttribute("aria-invalid");
  }
  try {
    const made = await busy(submitOf(brand), () => ask(brand.dataset.to, new FormData(brand)));
    document.getElementById("notes").replaceChildren(...made.notes.map((note) => {
      const item = document.createElement("li");
      item.textContent = note;
      return item;
    }));
    brand.hidden = true;
    document.getElementById("made").hidden = false;
    document.getElementById("made-head").focus();
  } catch (refusal) {
    const faults = refusal.said?.faults ?? {};
    for (const [name, words] of Object.entries(faults)) {
      document.getElementById(`fault-${name}`).textContent = words;
      brand.elements[name].setAttribute("aria-invalid", "true");
    }
    const first = [...brand.querySelectorAll("[aria-invalid]")][0];
    if (first) first.focus();
    else tell(refusal);
  }
});
