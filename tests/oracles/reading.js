// Reads all of standard input as JSON; opens a page in the Chromium that the caller names.
"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const puppeteer = require("puppeteer-core");

exports.asked = () => JSON.parse(fs.readFileSync(0, "utf8"));

exports.withPage = async ({ page: address, width, height = 900 }, use) => {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "plainleaf-chromium-"));
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM,
    userDataDir: profile,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
    ],
  });
  try {
    const page = await browser.newPage();
    await page.setViewport({ width, height });
    await page.goto(address, { waitUntil: "load" });
    return await use(page);
  } finally {
    await browser.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
};
