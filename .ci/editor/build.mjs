// What is installed here comes in; the editor's bundle and the licences of all that is in it go out into the desk.
// Run it after a change of package.json or entry.js: npm ci --ignore-scripts && node build.mjs

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const target = new URL("../../pipeline/desk/static/", import.meta.url).pathname;
const done = await build({
  entryPoints: ["entry.js"],
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  outfile: `${target}codemirror.js`,
  metafile: true,
  // esbuild writes none with --legal-comments: the packages keep their licence in a file beside.
  legalComments: "none",
});
const folders = new Set(
  Object.keys(done.metafile.inputs).map((path) => path.match(/^(node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean),
);
const texts = [...folders].sort().map((folder) => {
  const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  return `${name} ${version}\n\n${readFileSync(`${folder}/${licence}`, "utf8").trim()}\n`;
});
writeFileSync(`${target}codemirror.LICENSE.txt`, texts.join(`\n${"-".repeat(78)}\n\n`));
