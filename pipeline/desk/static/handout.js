// The pages of a handout as they print: pictures, and the blocks that stand on them.

import { ask, say } from "./asking.js";
import { element } from "./dom.js";
import { told } from "./marking.js";
import { words } from "./words.js";

const CSS_PX = 96 / 72;

/** So many px a flag is high and takes of the margin: the least target of WCAG 2.2, 2.5.8. */
const FLAG = 24;

/** Whether a box goes on in the line of another: words of one line come in several, one for each typeface. */
const goesBefore = (one, other) => one[4] === other[4] && Math.abs(one[1] - other[1]) < Math.max(one[3], other[3]) && one[0] < other[0] && other[0] - one[0] - one[2] < 60;

/** The pane of pages. `point(place)` is called when somebody chooses a block, `open(finding)` when its flag is chosen. */
export function makePages(pane, address, point, open) {
  const paper = pane.querySelector(".paper");
  const zoom = pane.querySelector(".zoom");
  let product = "";
  let digest = "";
  let pages = [];
  let lit = "";
  let marks = new Map();
  let flagged = "";
  let chosen = -1;

  const base = () => `/proof/${address}/${product}/-`;

  function size(page) {
    if (zoom.value === "fit") return Math.max(200, paper.clientWidth - 34);
    return Math.round((page.width * CSS_PX * Number(zoom.value)) / 100);
  }

  async function show(name, now) {
    if (name === product && now === digest) return;
    const changed = name !== product;
    product = name;
    const told = await ask(`${base()}/pages`);
    if (name !== product) return;
    digest = told.digest;
    pages = told.pages;
    if (changed) paper.replaceChildren(), (paper.scrollTop = 0), (flagged = "");
    draw();
  }

  /** Pictures are exchanged when the new one can be shown, so that nothing flickers and the scroll stays. */
  function draw() {
    pages.forEach((page, number) => {
      const wide = size(page);
      const sheet = paper.children[number] ?? paper.appendChild(
        element("figure", { class: "page" }, element("img", { draggable: "false" }), element("div", { class: "boxes" }), element("figcaption", { class: "quiet" }), element("div", { class: "boxes flags" })));
      const [picture, , caption] = sheet.children;
      sheet.style.width = `${wide}px`;
      picture.style.aspectRatio = `${page.width} / ${page.height}`;
      caption.textContent = words("page-of", { number: number + 1, all: pages.length });
      const address = `${base()}/page/${number}?digest=${digest}&width=${Math.min(2400, Math.round(wide * devicePixelRatio))}`;
      if (picture.dataset.wanted !== address) {
        picture.dataset.wanted = address;
        const next = new Image();
        next.src = address;
        next.decode().then(() => {
          if (picture.dataset.wanted !== address) return;
          picture.src = address;
          picture.alt = words("page-picture", { number: number + 1, all: pages.length });
          picture.dataset.digest = digest;
        }, () => say(words("page-failed", { number: number + 1 }), true));
      }
      sheet.onclick = (event) => pointed(event, number, sheet.firstChild);
    });
    while (paper.children.length > pages.length) paper.lastChild.remove();
    light(lit, false);
    flag();
  }

  /** What was found stands in the margin beside its block, once a page. */
  function mark(now) {
    marks = now;
    flag();
  }

  function flag() {
    // Flags that say the same stay: somebody may have the focus on one.
    const now = JSON.stringify([digest, product, pages.length, paper.firstChild?.style.width, [...marks]]);
    if (now === flagged) return;
    flagged = now;
    pages.forEach((page, number) => {
      const sheet = paper.children[number];
      if (!sheet) return;
      const high = (parseFloat(sheet.style.width) * page.height) / page.width;
      const own = page.boxes.filter((box) => marks.has(box[4]));
      const bars = own.filter((box) => !own.some((other) => goesBefore(other, box))).map((box) => barOf(marks.get(box[4])[0].severity, box));
      const tops = new Map();
      for (const [, y, , , place] of own) tops.set(place, Math.min(y, tops.get(place) ?? 1000));
      let free = 0;
      const flags = [...tops].sort((one, other) => one[1] - other[1]).map(([place, y]) => {
        const top = Math.max(free, (y * high) / 1000 - 4);
        free = top + FLAG;
        return flagOf(marks.get(place), top);
      });
      sheet.children[3].replaceChildren(...bars, ...flags);
    });
  }

  /** Beside each line of a block of which something was found. */
  function barOf(severity, [x, y, , height]) {
    const made = element("span", { class: `bar-beside ${severity}` });
    made.style.cssText = `left:calc(${x / 10}% - 5px);top:${y / 10}%;height:${height / 10}%`;
    return made;
  }

  function flagOf(findings, top) {
    const [worst] = findings;
    const made = element("button", {
      class: `flag ${worst.severity}`, type: "button", title: told(findings), text: findings.length > 1 ? String(findings.length) : "!",
      "aria-label": words("flag", { severity: words(`severity-${worst.severity}`), says: told(findings) }),
      on: { click: (event) => (event.stopPropagation(), open(worst)) },
    });
    made.style.top = `${top}px`;
    return made;
  }

  function pointed(event, number, picture) {
    const area = picture.getBoundingClientRect();
    const x = (1000 * (event.clientX - area.left)) / area.width;
    const y = (1000 * (event.clientY - area.top)) / area.height;
    const near = pages[number].boxes
      .map(([left, top, width, height, place]) => ({
        place, area: width * height,
        away: Math.max(left - x, 0, x - left - width) + 2 * Math.max(top - y, 0, y - top - height),
      }))
      .filter((box) => box.away < 25)
      .sort((one, other) => one.away - other.away || one.area - other.area);
    if (near.length) point(near[0].place);
  }

  function light(place, bring) {
    lit = place;
    let first = null;
    pages.forEach((page, number) => {
      const boxes = paper.children[number]?.children[1];
      if (!boxes) return;
      boxes.replaceChildren(...page.boxes.filter((box) => box[4] === place).map(([x, y, width, height]) => {
        const box = element("span", { class: "box" });
        box.style.cssText = `left:${x / 10 - 0.4}%;top:${y / 10 - 0.2}%;width:${width / 10 + 0.8}%;height:${height / 10 + 0.4}%`;
        first ??= box;
        return box;
      }));
    });
    if (bring && first) {
      const at = first.getBoundingClientRect(), area = paper.getBoundingClientRect();
      if (at.top < area.top || at.bottom > area.bottom) paper.scrollTop += at.top - area.top - area.height / 3;
    }
  }

  /** With a keyboard: the arrows go from block to block, Enter opens its line. */
  paper.addEventListener("keydown", (event) => {
    if (event.target !== paper) return;
    const places = [...new Set(pages.flatMap((page) => page.boxes.map((box) => box[4])))];
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step && places.length && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      chosen = Math.max(0, Math.min(places.length - 1, (places[chosen] === lit ? chosen : places.indexOf(lit)) + step));
      light(places[chosen], true);
      say(words("block-of-line", { line: places[chosen].split(":").pop() }));
    } else if (event.key === "Enter" && lit) point(lit);
  });
  zoom.addEventListener("change", draw);
  new ResizeObserver(() => zoom.value === "fit" && pages.length && draw()).observe(paper);
  return { show, light, mark, get digest() { return digest; } };
}
