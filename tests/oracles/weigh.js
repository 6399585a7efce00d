// In: a list of texts. Out: for each text its weight on X, whether it may be posted, and the addresses found in it.
"use strict";

const { extractUrls, parseTweet } = require("twitter-text");
const texts = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const verdicts = texts.map((text) => {
  const { weightedLength, valid } = parseTweet(text);
  return [weightedLength, valid, extractUrls(text.normalize())];
});
process.stdout.write(JSON.stringify(verdicts));
