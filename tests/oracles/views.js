// In: a list of {page, width, dark, inverted, pictures}. Out: for each the scroll width, every link that is shown with its
// size in CSS px, and what axe-core calls violations.
"use strict";

const { asked, withPages } = require("./reading.js");

withPages(asked(), async (page) => {
  const seen = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    links: [...document.querySelectorAll("a[href]")]
      .map((link) => ({ words: link.innerText.trim(), href: link.href, box: link.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.height > 0)
      .map(({ words, href, box }) => ({ words, href, width: box.width, height: box.height })),
  }));
  await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
  const found = await page.evaluate(() => globalThis.axe.run(document));
  const violations = found.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html) }));
  return { ...seen, violations };
}).then((said) => process.stdout.write(JSON.stringify(said)));
