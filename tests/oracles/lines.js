// In: a list of {page, width, dark, values, picture}. Out: for each the scroll size, the values and words that stand on two
// lines (a word with a soft hyphen may), the words that reach over the edge of the window or of a box that hides them, and
// the words that stand on others. `picture` names a PNG to write.
"use strict";

const { asked, withPages } = require("./reading.js");

withPages(asked(), async (page, { width, values, picture }) => {
  const seen = await page.evaluate((wanted) => {
    const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    const loose = (value) => [...value.replace(/\s/g, "")].map(escaped).join("[\\s\\u00a0\\u00ad\\u2060\\u2066-\\u2069]*");
    const known = wanted.length
      ? new RegExp(`(?<![\\d.,])(?:${[...wanted].sort((a, b) => b.length - a.length).map(loose).join("|")})`, "gu")
      : null;
    const inline = (element) => /^(inline|contents|ruby)/.test(getComputedStyle(element).display);
    const lines = (range) => {
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0.5);
      if (boxes.length < 2) return 1;
      const middles = boxes.map((box) => box.top + box.height / 2).sort((a, b) => a - b);
      const least = Math.min(...boxes.map((box) => box.height));
      return middles.at(-1) - middles[0] > least * 0.7 ? 2 : 1;
    };
    const found = { values: [], words: [], over: [], covered: [] };
    // A box that hides what is wider: the words beyond its edge are lost, or have to be scrolled to.
    const edges = (element) => {
      let [left, right] = [-1, document.documentElement.clientWidth + 1];
      for (let box = element; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflowX === "visible") continue;
        const sides = box.getBoundingClientRect();
        [left, right] = [Math.max(left, sides.left - 1), Math.min(right, sides.right + 1)];
      }
      return [left, right];
    };
    const placed = [];
    const runs = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    let paragraph = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.ELEMENT_NODE) {
        paragraph += /^br$/i.test(node.tagName);
        continue;
      }
      let block = node.parentElement;
      if (block.closest("sup,[class~=preheader],style,title")) continue;
      while (block !== document.body && inline(block)) block = block.parentElement;
      if (!runs.has(block)) runs.set(block, new Map());
      const parts = runs.get(block);
      if (!parts.has(paragraph)) parts.set(paragraph, []);
      parts.get(paragraph).push(node);
    }
    for (const nodes of [...runs.values()].flatMap((parts) => [...parts.values()])) {
      let text = "";
      const [left, right] = edges(nodes[0].parentElement);
      const starts = nodes.map((node) => (text += node.data).length - node.data.length);
      const range = (start, end) => {
        const made = document.createRange();
        const at = (place) => {
          let number = starts.length - 1;
          while (starts[number] > place) number -= 1;
          return [nodes[number], place - starts[number]];
        };
        made.setStart(...at(start));
        const [last, offset] = at(end - 1);
        made.setEnd(last, offset + 1);
        return made;
      };
      for (const match of known ? text.matchAll(known) : []) {
        if (lines(range(match.index, match.index + match[0].length)) > 1) found.values.push(match[0]);
      }
      for (const match of text.matchAll(/[\p{L}\p{N}\p{M}\u00ad]{2,}/gu)) {
        const made = range(match.index, match.index + match[0].length);
        if (!match[0].includes("\u00ad") && lines(made) > 1) found.words.push(match[0]);
        const boxes = [...made.getClientRects()].filter((box) => box.width > 0.5 && box.height > 2);
        if (boxes.some((box) => box.right > right || box.left < left)) found.over.push(match[0]);
        // The middle of a line box holds the small letters; two lines of a tight paragraph touch beyond it.
        for (const box of boxes) {
          const inner = { word: match[0], left: box.left, right: box.right, top: box.top + box.height * 0.3 };
          placed.push({ ...inner, bottom: box.bottom - box.height * 0.3 });
        }
      }
    }
    placed.sort((a, b) => a.top - b.top);
    for (const [number, one] of placed.entries()) {
      for (let next = number + 1; next < placed.length && placed[next].top < one.bottom; next += 1) {
        const other = placed[next];
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        if (wide > 2) found.covered.push(`${one.word} / ${other.word}`);
      }
    }
    const { scrollWidth, scrollHeight } = document.documentElement;
    return { width: scrollWidth, height: scrollHeight, ...found };
  }, values);
  // Chromium shifts a page that runs from right to left when it takes more of it than its window shows.
  if (picture) {
    await page.setViewport({ width, height: Math.max(200, Math.ceil(seen.height)) });
    await page.screenshot({ path: picture });
  }
  return seen;
}).then((said) => process.stdout.write(JSON.stringify(said)));
