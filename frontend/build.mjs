// Builds the card into custom_components/blink_doctor/frontend.
//
//   node build.mjs           builds
//   node build.mjs --check   fails if the built files are not what the source makes, or are too big
import { build, transformSync } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../custom_components/blink_doctor/frontend");
const card = "blink-doctor-card.js";
// What every page of Home Assistant loads, for every user
const limit = 15_000;

// Lit's styles and templates are full of white space that only people need.
const squeeze = {
  name: "squeeze",
  setup({ onLoad }) {
    const small = (css) => transformSync(css, { loader: "css", minify: true, charset: "utf8" }).code.trim();
    onLoad({ filter: /src[\\/].*\.ts$/ }, async ({ path }) => {
      const source = (await readFile(path, "utf8"))
        .replace(/css`([^`]*)`/g, (_, css) => `css\`${small(css)}\``)
        .replace(/\n\s+/g, "\n ");
      return { contents: source, loader: "ts" };
    });
  },
};

const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: { "blink-doctor-card": "src/main.ts" },
  outdir: target,
  bundle: true,
  format: "esm",
  splitting: true,
  minify: true,
  // our own private names; `_getRoutes` is Home Assistant's
  mangleProps: /^_[a-z]/,
  reserveProps: /^_getRoutes$/,
  target: "es2022",
  charset: "utf8",
  conditions: ["production"],
  chunkNames: "[name]-[hash]",
  legalComments: "none",
  plugins: [squeeze],
  write: false,
});
const built = new Map(outputFiles.map((file) => [file.path.slice(target.length + 1), file.contents]));

const size = gzipSync(built.get(card), { level: 9 }).length;
for (const [name, contents] of built) {
  const gzip = gzipSync(contents, { level: 9 }).length;
  console.log(`${name}: ${contents.length} bytes, ${gzip} bytes gzip`);
}
if (size > limit) fail(`${card} is ${size} bytes gzip, more than ${limit}`);

if (process.argv.includes("--check")) await check();
else await write();

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
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
