// In: {page, width}. Out: {width, height}, the scroll size of the page in CSS px.
"use strict";

const { asked, withPage } = require("./reading.js");

withPage(asked(), (page) =>
  page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    height: document.documentElement.scrollHeight,
  })),
).then((size) => process.stdout.write(JSON.stringify(size)));
