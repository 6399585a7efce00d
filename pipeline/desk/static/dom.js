// Elements out of names, attributes and children; text is never markup.

/** An element; `text` is its text, `on` its listeners by event, everything else an attribute unless it is undefined. */
export function element(name, { text, on, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  for (const [event, listener] of Object.entries(on ?? {})) made.addEventListener(event, listener);
  if (text !== undefined) made.textContent = text;
  made.append(...children.filter((child) => child !== undefined && child !== null));
  return made;
}

/** Fill a select with [value, words] pairs, keeping what is chosen where it still is there. */
export function fill(select, options) {
  const kept = select.value;
  const now = options.map(([value]) => value).join("\n");
  if (select.dataset.options === now) return;
  select.dataset.options = now;
  select.replaceChildren(...options.map(([value, words]) => element("option", { value, text: words })));
  if (options.some(([value]) => value === kept)) select.value = kept;
}

/** While `work` goes on, a button is grey and says so with "…": whoever sees nothing happen presses again. */
export async function busy(button, work) {
  if (!button) return work();
  const said = button.textContent;
  button.disabled = true;
  button.textContent = `${said} …`;
  try { return await work(); } finally {
    button.disabled = false;
    button.textContent = said;
  }
}

/** What somebody chose before, kept in this browser only. */
export const kept = {
  get: (name, otherwise) => {
    try { return JSON.parse(localStorage.getItem(`plainleaf ${name}`)) ?? otherwise; } catch { return otherwise; }
  },
  set: (name, value) => { try { localStorage.setItem(`plainleaf ${name}`, JSON.stringify(value)); } catch { /* a private window */ } },
};
