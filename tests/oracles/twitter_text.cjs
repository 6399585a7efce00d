// JSON strings come in, one a line; what npm twitter-text says of each goes out: [weighted length, valid, addresses].
const twitter = require("twitter-text");
const lines = require("readline").createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const text = JSON.parse(line);
  const parsed = twitter.parseTweet(text);
  const urls = twitter.extractUrlsWithIndices(text.normalize()).map((entity) => entity.url);
  process.stdout.write(JSON.stringify([parsed.weightedLength, parsed.valid, urls]) + "\n");
});
