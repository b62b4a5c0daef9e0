// The repairs page in Home Assistant's real frontend.
//
//   HOME_URL=… CLOUD_URL=… node e2e/run.mjs repair_low_battery
//
// With E2E_SCREENSHOTS set to a folder, a screenshot of each page is saved there.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { cloud, devices, phone } from "./home.mjs";

const FOLDER = process.env.E2E_SCREENSHOTS;
// check-ups must be a minute apart
const MEASURED = 100_000;

class Repair {
  static async open(home, title) {
    const page = await home.page("/config/repairs", { viewport: phone, scale: 2 });
    // click the list item: in some frontends the text inside it does not receive the click
    await page.getByText(title).first().click({ force: true });
    const repair = new Repair(page);
    await repair.dialog.getByText("Show me what to do").waitFor();
    return repair;
  }

  constructor(page) {
    this.page = page;
    this.dialog = page.locator("dialog-data-entry-flow");
  }

  press = (option) => this.dialog.getByText(option, { exact: true }).click();

  sees = (text, timeout = 45_000) => this.dialog.getByText(text).first().waitFor({ timeout }).catch(async (e) => { await this.picture("FAILED"); throw e; });

  async picture(name) {
    if (!FOLDER) return;
    await mkdir(FOLDER, { recursive: true });
    await this.page.waitForTimeout(700);
    await this.page.screenshot({ path: `${FOLDER}/${name}.png` });
  }
}

const key = async (name) => (await devices()).find((device) => device.name === name).key;

/** Low battery: evidence, battery type, replacement; Blink reports late, then the issue closes. */
export async function repair_low_battery(home) {
  const repair = await Repair.open(home, "Front door: low battery");
  await repair.sees("1.33 V each");
  await repair.picture("repair-low-battery-1-seen");
  await repair.press("Show me what to do");
  await repair.sees("two AA batteries");
  await repair.picture("repair-low-battery-2-change");
  await cloud("device", { device: await key("Front door"), do: "insert_batteries" });
  await repair.page.waitForTimeout(25_000);
  await repair.press("I have put in new batteries");
  await repair.sees("Blink has not noticed yet", MEASURED);
  await repair.picture("repair-low-battery-3-late");
  await repair.press("Check again now");
  await repair.sees("are fine again", MEASURED);
  await repair.picture("repair-low-battery-4-fixed");
  await repair.page.goto(new URL("/config/repairs", repair.page.url()).href);
  await repair.page.getByText("Driveway: weak Wi-Fi").waitFor();
  assert.equal(await repair.page.getByText("Front door: low battery").count(), 0);
}

/** Weak Wi-Fi: the signal meter before and after the camera was moved. */
export async function repair_weak_wifi(home) {
  const repair = await Repair.open(home, "Driveway: weak Wi-Fi");
  await repair.picture("repair-weak-wifi-1-seen");
  await repair.press("Show me what to do");
  await repair.press("Yes, the other device is fine");
  await repair.press("Measure the signal now");
  await repair.sees("Still weak", MEASURED);
  await repair.picture("repair-weak-wifi-2-meter");
  await cloud("device", { device: await key("Driveway"), do: "move", args: { wifi_bars: 4 } });
  await repair.press("Measure the signal now");
  await repair.sees("Checking again in");
  await repair.picture("repair-weak-wifi-3-waiting");
  await repair.sees("That is a good signal", MEASURED);
  await repair.sees("4 of 5");
  await repair.picture("repair-weak-wifi-4-good");
  await repair.press("Good, keep it there");
  await repair.sees("is good now");
  await repair.picture("repair-weak-wifi-5-fixed");
}

/** Sync module offline: lights, power cycle, and the devices that came back with it. */
export async function repair_sync_module(home) {
  const repair = await Repair.open(home, /Lake: sync module offline/);
  await repair.sees("Jetty");
  await repair.picture("repair-sync-module-1-seen");
  await repair.press("Show me what to do");
  await repair.sees("What do the lights show?");
  await repair.picture("repair-sync-module-2-lights");
  await repair.press("6. No light at all");
  await repair.press("Unplug it for 10 seconds");
  await repair.picture("repair-sync-module-3-power");
  const module = (await devices()).find(({ name, key: id }) => name === "Lake" && id.startsWith("sync_module"));
  await cloud("device", { device: module.key, do: "plug_in" });
  await repair.page.waitForTimeout(50_000);
  await repair.press("Check again now");
  await repair.sees("is online again", MEASURED);
  await repair.sees("Jetty");
  await repair.picture("repair-sync-module-4-fixed");
}

/** The link of a notification opens its repair, on a new page and in an open one. */
export async function repair_link(home) {
  const page = await home.page("/config/repairs", { viewport: phone });
  await page.getByText("Front door: low battery").first().waitFor();
  const id = await page.evaluate(async () => {
    const { hass } = document.querySelector("home-assistant");
    const { issues } = await hass.callWS({ type: "repairs/list_issues" });
    return issues.find(({ translation_key: key, domain }) => domain === "blink_doctor" && key === "low_battery").issue_id;
  });
  await page.goto(new URL(`/config/repairs?blink_doctor_repair=${id}`, page.url()).href);
  const dialog = page.locator("dialog-data-entry-flow");
  await dialog.getByText("Show me what to do").waitFor();
  assert.equal(new URL(page.url()).search, "");
  await page.goto(new URL("/config/repairs", page.url()).href);
  await page.getByText("Front door: low battery").first().waitFor();
  await page.evaluate((one) => {
    history.pushState(null, "", `/config/repairs?blink_doctor_repair=${one}`);
    window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
  }, id);
  await dialog.getByText("Show me what to do").waitFor();
}
