// Runs in the sandboxed frame of a mail, a book or a web page, beside nothing of theirs: it tells what was chosen.

"use strict";
const found = (place) => [...document.querySelectorAll("[data-place]")].filter((each) => each.dataset.place === place);
const tell = (said) => parent.postMessage(said, "*");
addEventListener("click", (event) => {
  event.preventDefault();
  const own = event.target.closest("[data-place]");
  if (own) tell({ pointed: own.dataset.place });
});
let marked = [];
const mark = (marks) => {
  for (const each of marked) {
    each.style.removeProperty("box-shadow");
    each.removeAttribute("title");
    delete each.dataset.found;
  }
  marked = [];
  for (const [place, severity, says] of marks) {
    for (const each of found(place)) {
      each.style.setProperty("box-shadow", `-5px 0 0 ${severity === "error" ? "#b3261e" : "#b36b00"}`, "important");
      each.title = says;
      each.dataset.found = severity;
      marked.push(each);
    }
  }
};
let lit = [];
addEventListener("message", (event) => {
  const said = event.data ?? {};
  if (typeof said.scroll === "number") paged ? turnTo(said.scroll) : (root.scrollTop = said.scroll);
  if (typeof said.turn === "number") turnTo(page + said.turn);
  if (Array.isArray(said.marks)) mark(said.marks);
  if (said.light === undefined) return;
  for (const each of lit) each.style.removeProperty("outline"), each.style.removeProperty("outline-offset");
  lit = found(said.light);
  for (const each of lit) {
    each.style.setProperty("outline", "3px solid #b36b00", "important");
    each.style.setProperty("outline-offset", "2px", "important");
  }
  if (said.bring && lit.length) bring(lit[0]);
});

// A book as pages: columns as wide as the window, of which one is seen.
const root = document.scrollingElement;
const paged = document.documentElement.dataset.paged !== undefined;
// In a book that is read from right to left, the columns go on to the left, and offsets are negative (CSSOM View).
const way = getComputedStyle(document.documentElement).direction === "rtl" ? -1 : 1;
let page = 0;
const pages = () => Math.max(1, Math.round(root.scrollWidth / innerWidth));

function turnTo(number) {
  page = Math.max(0, Math.min(pages() - 1, number));
  root.scrollLeft = way * page * innerWidth;
  tell({ scrolled: page, page: page + 1, pages: pages() });
}

function bring(element) {
  if (!paged) return element.scrollIntoView({ block: "center" });
  const at = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const far = way > 0 ? at.left + root.scrollLeft : innerWidth - at.right - root.scrollLeft;
  turnTo(Math.floor(Math.max(0, far) / innerWidth));
}

if (paged) {
  let turned = 0;
  addEventListener("wheel", (event) => {
    // A touchpad tells of one movement many times.
    if (event.timeStamp - turned < 250 || Math.abs(event.deltaY) < 4) return;
    turned = event.timeStamp;
    turnTo(page + Math.sign(event.deltaY));
  }, { passive: true });
  addEventListener("keydown", (event) => {
    const step = { ArrowRight: way, ArrowLeft: -way, PageDown: 1, PageUp: -1, " ": 1 }[event.key];
    if (step) event.preventDefault(), turnTo(page + step);
  });
  addEventListener("resize", () => turnTo(page));
} else addEventListener("scroll", () => tell({ scrolled: root.scrollTop }), { passive: true });
addEventListener("load", () => {
  tell({ ready: true, height: document.documentElement.scrollHeight });
  if (paged) turnTo(page);
});
