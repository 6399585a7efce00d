// In: {page, width, tags}. Out: what axe-core calls violations, shortened to what a person needs to find them.
"use strict";

const { asked, withPage } = require("./reading.js");

const question = asked();
withPage(question, async (page) => {
  await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
  const found = await page.evaluate(
    (tags) => globalThis.axe.run(document, tags.length ? { runOnly: { type: "tag", values: tags } } : {}),
    question.tags ?? [],
  );
  return found.violations.map(({ id, impact, help, nodes }) => ({
    id,
    impact,
    help,
    nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })),
  }));
}).then((violations) => process.stdout.write(JSON.stringify(violations)));
