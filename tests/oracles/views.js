// In: a list of {page, width, dark, inverted, pictures}. Out: for each the scroll width, every link that is shown with its
// size in CSS px and whether no words stand around it, and what axe-core calls violations.
"use strict";

const { asked, withPages } = require("./reading.js");

withPages(asked(), async (page) => {
  const seen = await page.evaluate(() => {
    const alone = (link) => {
      const around = link.closest("p,li,td,dd,h2,h3").cloneNode(true);
      for (const inner of around.querySelectorAll("a")) inner.remove();
      return !/[\p{L}\p{N}]/u.test(around.textContent);
    };
    const links = [...document.querySelectorAll("a[href]")]
      .map((link) => ({ link, box: link.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.height > 0)
      .map(({ link, box }) => ({
        words: link.innerText.trim(),
        href: link.href,
        alone: alone(link),
        width: box.width,
        height: box.height,
      }));
    return { width: document.documentElement.scrollWidth, links };
  });
  await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
  const found = await page.evaluate(() => globalThis.axe.run(document));
  const violations = found.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html) }));
  return { ...seen, violations };
}).then((said) => process.stdout.write(JSON.stringify(said)));
