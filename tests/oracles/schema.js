// Ajv comes with Ace. In: a JSON Schema (draft-07) and a JSON file. Out: the complaints of Ajv, [] when the file fits.
"use strict";

const Ajv = require("ajv").default;
const read = (path) => JSON.parse(require("node:fs").readFileSync(path, "utf8"));
const [schema, values] = process.argv.slice(2).map(read);
const check = new Ajv({ allErrors: true }).compile(schema);
const complaints = check(values) ? [] : check.errors.map((error) => `${error.instancePath ?? error.dataPath} ${error.message}`);
process.stdout.write(JSON.stringify(complaints));
