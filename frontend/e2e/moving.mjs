// The frames of the animated picture: from a red row of the card through the guide to a fixed camera.
//
//   HOME_URL=… CLOUD_URL=… node e2e/moving.mjs FOLDER
//
// `scripts/screenshots` combines them.
import { cloud, dashboard, devices, Home, phone, sections } from "./home.mjs";

const [folder] = process.argv.slice(2);
// check-ups must be a minute apart
const MEASURED = 100_000;

const home = await Home.open();
const page = await home.page("/", { viewport: { width: phone.width, height: 700 } });
await page.waitForFunction(() => document.querySelector("home-assistant")?.hass?.callWS);
await dashboard(home, page, "moving-picture", sections({ type: "custom:blink-doctor-card" }));
await page.goto(`${process.env.HOME_URL}/moving-picture/0`);

let frames = 0;
/** Saves a frame, with a ring around what is pressed next. */
const frame = async (next) => {
  await page.waitForTimeout(700);
  const box = await next?.boundingBox();
  await page.evaluate((at) => {
    document.querySelector("#ring")?.remove();
    if (!at) return;
    const ring = document.createElement("div");
    ring.id = "ring";
    ring.popover = "manual";
    ring.style.cssText = `position:fixed;inset:auto;margin:0;left:${at.x - 4}px;top:${at.y - 4}px;width:${at.width + 8}px;height:${at.height + 8}px;border:3px solid #ff9800;border-radius:12px;background:none;pointer-events:none;box-sizing:border-box;padding:0`;
    document.body.append(ring);
    ring.showPopover();
  }, box);
  await page.screenshot({ path: `${folder}/frame-${String(frames++).padStart(2, "0")}.png` });
  await page.evaluate(() => document.querySelector("#ring")?.remove());
};
const press = async (target) => {
  await target.scrollIntoViewIfNeeded();
  await frame(target);
  await target.click();
};

const row = page.locator("blink-doctor-card li").filter({ has: page.locator(":scope > .row .name", { hasText: "Front door" }) }).last();
await row.locator(".row.error").waitFor();
await frame();
const fix = row.getByRole("button", { name: "Start the guided fix" });
if (!(await fix.count())) await press(row.locator("button.chevron"));
await press(fix);
const dialog = page.locator("dialog-data-entry-flow");
await press(dialog.getByText("Show me what to do"));
await dialog.getByText("Take both old batteries out.").waitFor();
const front = (await devices()).find(({ name }) => name === "Front door").key;
await cloud("device", { device: front, preset: "mend" });
await press(dialog.getByText("I have put in new batteries"));
await dialog.getByText("are fine again").waitFor({ timeout: MEASURED });
await press(dialog.getByText("Finish", { exact: true }));
await row.locator(".row.error").waitFor({ state: "detached" });
await page.evaluate(() => scrollTo(0, 0));
await frame();
await home.close();
