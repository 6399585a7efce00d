// Reads all of standard input as JSON; opens a page in the Chromium that the caller names.
"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const puppeteer = require("puppeteer-core");

exports.asked = () => JSON.parse(fs.readFileSync(0, "utf8"));

// What a client in forced dark mode does: every colour is replaced by its opposite, hue kept, in place.
const turnAround = () => {
  const opposite = (colour) => {
    const parts = (colour.match(/[\d.]+/g) ?? []).map(Number);
    if (parts.length < 3 || parts[3] === 0) return colour;
    const [r, g, b] = parts.slice(0, 3).map((value) => 255 - value);
    const turned = [
      -0.574 * r + 1.43 * g + 0.144 * b,
      0.426 * r + 0.43 * g + 0.144 * b,
      0.426 * r + 1.43 * g - 0.856 * b,
    ].map((value) => Math.min(255, Math.max(0, Math.round(value))));
    return `rgb(${turned.join(",")})`;
  };
  const changes = [...document.querySelectorAll("*")].map((element) => {
    const style = getComputedStyle(element);
    return [element, opposite(style.color), opposite(style.backgroundColor)];
  });
  for (const [element, ink, ground] of changes) {
    element.style.setProperty("color", ink, "important");
    element.style.setProperty("background-color", ground, "important");
  }
  document.documentElement.style.setProperty("background-color", "#000", "important");
};

const open = async (browser, { page: address, width, height = 900, dark, inverted, pictures = true }) => {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  if (dark) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  if (!pictures) {
    await page.setRequestInterception(true);
    page.on("request", (request) => (request.resourceType() === "image" ? request.abort() : request.continue()));
  }
  await page.goto(address, { waitUntil: "load" });
  if (inverted) await page.evaluate(turnAround);
  return page;
};

// Opens every view of the list in one browser, one after the other, and gives what `use` says of each.
exports.withPages = async (views, use) => {
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
    const said = [];
    for (const view of views) {
      const page = await open(browser, view);
      said.push(await use(page, view));
      await page.close();
    }
    return said;
  } finally {
    await browser.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
};

exports.withPage = async (view, use) => (await exports.withPages([view], use))[0];
