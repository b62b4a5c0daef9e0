// Takes the pictures of docs/recording.md from a running demo house "watching":
//
//   HOME_URL=… CLOUD_URL=… node e2e/watching.mjs FOLDER
//
// and prints their names.
import { mkdir } from "node:fs/promises";
import { dashboard, Home, sections } from "./home.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("needs a folder");
  process.exit(2);
}
await mkdir(folder, { recursive: true });
// a camera whose system is disarmed, and one that drops out most nights
const PICTURES = { "recording-not-armed": "Hallway", "recording-drop-outs": "Garden" };

const home = await Home.open();
try {
  const admin = await home.admin();
  const known = await home.ws(admin, { type: "config/device_registry/list" });
  for (const [name, camera] of Object.entries(PICTURES)) {
    const { id } = known.find((device) => device.name === camera);
    await dashboard(home, admin, name, sections({ type: "custom:blink-doctor-card", devices: [id] }));
    const page = await home.page(`/${name}/0`, { scale: 1.5, viewport: { width: 760, height: 900 } });
    const card = page.locator("blink-doctor-card");
    await card.locator(".row button.chevron").first().click();
    await page.waitForTimeout(1500);
    await card.screenshot({ path: `${folder}/${name}.png`, animations: "disabled" });
    console.log(`${name}.png`);
  }
} finally {
  await home.close();
}
