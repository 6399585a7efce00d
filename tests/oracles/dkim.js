// In: {message (a character a byte), record (the DNS entry of the key)}. Out: what mailauth says of the signature.
"use strict";

const { dkimVerify } = require("mailauth/lib/dkim/verify");
const { message, record } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));

dkimVerify(Buffer.from(message, "latin1"), { resolver: async () => [[record]] }).then(({ results }) =>
  process.stdout.write(results.map(({ status }) => status.result).join(" ")),
);
