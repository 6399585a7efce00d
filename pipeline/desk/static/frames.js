// A book or a mail in a sandboxed frame: another text takes its place when it is ready, where the old one was scrolled.

import { element } from "./dom.js";
import { told } from "./marking.js";
import { words } from "./words.js";

const ready = new Map();

addEventListener("message", (event) => ready.get(event.source)?.(event.data ?? {}));

/**
 * The pane of frames. `address(product)` says what the frame shows, `width()` how wide in px. Where the pane has buttons for
 * turning and the frame shows pages, these turn them.
 */
export function makeFrame(pane, title, address, width, point) {
  const paper = pane.querySelector(".paper");
  const turning = pane.querySelector(".turning");
  let current = null;
  let wanted = "";
  let scroll = 0;
  let kind = "";
  let lit = "";
  let marks = [];
  let shownDigest = "";

  function heard(frame) {
    return (said) => {
      if (said.ready && frame !== current) exchange(frame);
      if (typeof said.scrolled === "number" && frame === current && frame.dataset.shape === kind) scroll = said.scrolled;
      if (turning && typeof said.page === "number" && frame === current) turning.querySelector("span").textContent = words("page-of", { number: said.page, all: said.pages });
      if (said.pointed && frame === current) point(said.pointed);
    };
  }

  function exchange(frame) {
    if (frame.dataset.address !== wanted) return drop(frame);
    frame.contentWindow.postMessage({ scroll, light: lit, marks }, "*");
    frame.classList.remove("coming");
    frame.removeAttribute("aria-hidden");
    frame.removeAttribute("tabindex");
    if (current) drop(current);
    current = frame;
    shownDigest = frame.dataset.digest;
    pane.dataset.shown = shownDigest;
  }

  function drop(frame) {
    ready.delete(frame.contentWindow);
    frame.remove();
  }

  /** Show a product; `shape` tells ways of showing it whose places have nothing in common (a page's number, px). */
  function show(product, digest, shape = "") {
    if (shape !== kind) scroll = 0;
    kind = shape;
    if (turning) turning.hidden = shape !== "paged";
    const now = `${address(product)}&digest=${digest}`;
    fit();
    if (now === wanted) return;
    wanted = now;
    for (const old of paper.querySelectorAll(".coming")) drop(old);
    // No script of an article runs in it (the answer's policy), and it has no origin: it reaches nothing of the desk.
    const frame = element("iframe", { sandbox: "allow-scripts", title, src: now, class: "coming", "aria-hidden": "true", tabindex: "-1", "data-address": now, "data-digest": digest, "data-shape": shape });
    paper.append(frame);
    ready.set(frame.contentWindow, heard(frame));
  }

  function fit() {
    const wide = width();
    // A mail that is wider than the pane is shown smaller and whole, as a proof is.
    const scale = Math.min(1, paper.clientWidth / wide);
    paper.style.setProperty("--wide", `${wide}px`);
    paper.style.setProperty("--scale", scale);
    paper.style.setProperty("--high", `${Math.floor(paper.clientHeight / scale)}px`);
  }

  turning?.addEventListener("click", (event) => {
    const turn = Number(event.target.closest("[data-turn]")?.dataset.turn);
    if (turn) current?.contentWindow.postMessage({ turn }, "*");
  });
  new ResizeObserver(fit).observe(paper);
  return {
    show, fit,
    light(place, bring) {
      lit = place;
      current?.contentWindow.postMessage({ light: place, bring }, "*");
    },
    mark(found) {
      marks = [...found].map(([place, findings]) => [place, findings[0].severity, told(findings)]);
      current?.contentWindow.postMessage({ marks }, "*");
    },
    get digest() { return shownDigest; },
  };
}
