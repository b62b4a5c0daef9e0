// Builds the card into custom_components/blink_doctor/frontend.
//
//   node build.mjs           builds
//   node build.mjs --check   fails if the built files are out of date or too big
import { build, transformSync } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../custom_components/blink_doctor/frontend");
const card = "blink-doctor-card.js";
// Size limits (gzip): what every page of Home Assistant loads, and what a page with a card, tile or badge loads
const LOADER = 2 * 1024;
const DRAWN = 18 * 1024;

// Removes the white space of styles and templates, which only serves readability.
const squeeze = {
  name: "squeeze",
  setup({ onLoad }) {
    const small = (css) => transformSync(css, { loader: "css", minify: true, charset: "utf8" }).code.trim();
    onLoad({ filter: /src[\\/].*\.ts$/ }, async ({ path }) => {
      const source = (await readFile(path, "utf8"))
        .replace(/\/\* css \*\/ `([^`]*)`/g, (_, css) => JSON.stringify(small(css)))
        .replace(/\n\s+/g, "\n ");
      return { contents: source, loader: "ts" };
    });
  },
};

const { outputFiles, metafile } = await build({
  absWorkingDir: here,
  entryPoints: { "blink-doctor-card": "src/main.ts", "blink-doctor-link": "src/link.ts" },
  outdir: target,
  bundle: true,
  format: "esm",
  splitting: true,
  minify: true,
  // our own private names may be shortened; `_getRoutes` is Home Assistant's
  mangleProps: /^_[a-z]/,
  reserveProps: /^_getRoutes$/,
  target: "es2022",
  charset: "utf8",
  conditions: ["production"],
  chunkNames: "[name]-[hash]",
  legalComments: "none",
  plugins: [squeeze],
  write: false,
  metafile: true,
});
const built = new Map(outputFiles.map((file) => [file.path.slice(target.length + 1), file.contents]));

const zipped = (name) => gzipSync(built.get(name), { level: 9 }).length;
const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
for (const [name, contents] of built) console.log(`${name}: ${contents.length} bytes, ${zipped(name)} bytes gzip`);
const everywhere = [card, "blink-doctor-link.js"].reduce((sum, name) => sum + zipped(name), 0);
console.log(`on every page: ${everywhere} bytes gzip`);
if (everywhere > LOADER) fail(`every page loads ${everywhere} bytes gzip, more than ${LOADER}`);
const [drawing] = [...outputs].find(([, { entryPoint }]) => entryPoint === "src/view.ts");
const drawn = [...needed(drawing)].reduce((sum, name) => sum + zipped(name), 0);
console.log(`to draw a card, tile or badge: ${drawn} bytes gzip`);
if (drawn > DRAWN) fail(`to draw a card, tile or badge takes ${drawn} bytes gzip, more than ${DRAWN}`);

const more = [...outputs].find(([, { entryPoint }]) => entryPoint === "src/more.ts")[0];
const opened = [...needed(more)].filter((name) => !needed(drawing).has(name)).reduce((sum, name) => sum + zipped(name), 0);
console.log(`when a line is opened first: ${opened} bytes gzip`);

if (process.argv.includes("--check")) await check();
else await write();

/** A file and everything that it imports statically. */
function needed(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const { path, kind } of outputs.get(name).imports)
    if (kind === "import-statement") needed(basename(path), found);
  return found;
}

async function write() {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const [name, contents] of built) await writeFile(join(target, name), contents);
}

async function check() {
  const there = (await readdir(target).catch(() => [])).sort();
  const wanted = [...built.keys()].sort();
  if (there.join() !== wanted.join()) fail(`built files are ${there}, the source makes ${wanted}`);
  for (const [name, contents] of built) {
    const digest = (data) => createHash("sha256").update(data).digest("hex");
    if (digest(await readFile(join(target, name))) !== digest(contents)) {
      fail(`${name} is not what the source makes: run npm run build`);
    }
  }
  console.log("the built files are what the source makes");
  await checkDocs();
}

/** Whether the docs state these sizes, with a tolerance for other versions of zlib. */
async function checkDocs() {
  const docs = await readFile(join(here, "../docs/measurements.md"), "utf8");
  const [, ...said] = docs.match(/The card: ([\d,]+) bytes gzip on every page.*?([\d,]+) where a card.*?([\d,]+) when a line/) ?? [];
  const real = [everywhere, drawn, opened];
  const agree = real.every((size, at) => Math.abs(size - Number(said[at]?.replaceAll(",", ""))) <= size / 100);
  if (!agree) fail(`docs/measurements.md says ${said.join(" ")}, and it is ${real.join(" ")}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
