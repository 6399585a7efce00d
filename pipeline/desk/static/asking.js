// What a page asks of the desk, and what the desk tells it.

import { words } from "./words.js";

/** An answer that says no: its words, place and hint, and the status of HTTP (0 when there was no answer at all). */
export class Refusal extends Error {
  constructor(said, status) {
    super(said.message);
    this.place = said.place ?? "";
    this.hint = said.hint ?? "";
    this.status = status;
    this.said = said;
  }
}

/** What the desk answers, as values. `body` is sent as JSON, a FormData as it is. Throws Refusal. */
export async function ask(path, body) {
  const sent = { headers: { Accept: "application/json" } };
  if (body !== undefined) {
    sent.method = "POST";
    sent.body = body instanceof FormData ? body : JSON.stringify(body);
    if (!(body instanceof FormData)) sent.headers["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch(path, sent);
  } catch {
    throw new Refusal({ message: words("desk-gone"), hint: words("desk-gone-hint") }, 0);
  }
  const values = await answer.json().catch(() => ({ message: words("desk-failed", { status: answer.status }) }));
  if (!answer.ok) throw new Refusal(values, answer.status);
  return values;
}

/**
 * Call `handlers[name](values)` for each event of the desk. `back` is called when the desk is heard again after a
 * silence (a computer that slept, a desk that was started anew): what happened meanwhile was not told. `lost` says that it is
 * silent now.
 */
export function listen(handlers, back = () => {}, lost = false) {
  const source = new EventSource("/events");
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
  source.addEventListener("reload", () => back());
  source.onopen = () => {
    if (lost) {
      say(words("desk-back"));
      back();
    }
    lost = false;
  };
  source.onerror = () => {
    if (!lost) say(words("desk-gone"), true);
    lost = true;
    // A browser gives up for good after an answer that is no stream, for instance of a desk with a new token.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(handlers, back, true), 2000), source.close();
  };
  return source;
}

/** Say something to everybody, seen and heard; `stays` until something else is said. */
export function say(text, stays = false) {
  const said = document.getElementById("said");
  said.textContent = text;
  clearTimeout(say.timer);
  if (text && !stays) say.timer = setTimeout(() => (said.textContent = ""), 6000);
}
