// In: an MJML document. Out: the HTML that npm mjml makes of it; it leaves with 1 when the document has faults.
"use strict";

const mjml2html = require("mjml");
Promise.resolve(mjml2html(require("node:fs").readFileSync(0, "utf8"), { validationLevel: "soft" })).then(
  ({ html, errors }) => {
    for (const { formattedMessage } of errors) console.error(formattedMessage);
    process.exitCode = errors.length ? 1 : 0;
    process.stdout.write(html);
  },
);
