// In: a list of texts. Out: a list of the weights that X gives them.
"use strict";

const { parseTweet } = require("twitter-text");
const texts = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => parseTweet(text).weightedLength)));
