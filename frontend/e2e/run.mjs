// Runs one end-to-end scenario against a running demo house:
//
//   HOME_URL=http://127.0.0.1:8123 CLOUD_URL=http://127.0.0.1:8199 node e2e/run.mjs NAME
//
// Without a name it lists them. On failure it saves a screenshot in E2E_PICTURES, if that is set.
import { mkdir } from "node:fs/promises";
import { Home } from "./home.mjs";
import * as repairs from "./repairs.mjs";
import * as owner from "./owner.mjs";
import * as card from "./scenarios.mjs";

const name = process.argv[2];
const scenarios = { ...card, ...owner, ...repairs };
const scenario = scenarios[name];
if (!scenario) {
  console.log(Object.keys(scenarios).join("\n"));
  process.exit(name ? 2 : 0);
}
const home = await Home.open();
try {
  await scenario(home);
  if (home.problems.length) throw new Error(`errors in the page: ${home.problems.join("; ")}`);
} catch (error) {
  const folder = process.env.E2E_PICTURES;
  if (folder) {
    await mkdir(folder, { recursive: true });
    let number = 0;
    for (const context of home.browser.contexts()) {
      for (const page of context.pages()) {
        await page.screenshot({ path: `${folder}/${name}-${(number += 1)}.png` }).catch(() => undefined);
      }
    }
  }
  console.error(error);
  // screenshot of what was on the screen
  for (const page of home.browser.contexts().flatMap((context) => context.pages())) {
    const dialog = page.locator("dialog-data-entry-flow ha-dialog").first();
    const seen = (await dialog.count()) ? await dialog.innerText().catch(() => "") : "no dialog";
    console.error(`${page.url()}: ${seen}`);
  }
  process.exitCode = 1;
} finally {
  await home.close();
}
