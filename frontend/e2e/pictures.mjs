// Takes the pictures of README and docs from a running demo house:
//
//   HOME_URL=… CLOUD_URL=… node e2e/pictures.mjs FOLDER
//
// and prints their names.
import { mkdir } from "node:fs/promises";
import { dashboard, desktop, Home, phone, sections } from "./home.mjs";
import { sideBySide } from "./side-by-side.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("needs a folder");
  process.exit(2);
}
await mkdir(folder, { recursive: true });
const CARD = { type: "custom:blink-doctor-card" };
const SHOWN = ["Front door", "Driveway", "Living room", "Terrace", "Nursery"];

/** Badge, tiles and half-width cards beside Home Assistant's own. */
function compare(known) {
  const at = (name) => known.find((device) => device.name === name).id;
  const tile = (name, more = {}) => ({ type: "custom:blink-doctor-tile", device: at(name), ...more });
  const half = { grid_options: { columns: 6, rows: "auto" } };
  const theirs = (entity, more = {}) => ({ type: "tile", entity, ...more });
  const heading = (text) => ({ type: "heading", heading: text });
  return {
    views: [
      {
        title: "Cameras",
        type: "sections",
        max_columns: 3,
        badges: [{ type: "custom:blink-doctor-badge" }, { type: "entity", entity: "binary_sensor.front_door_battery" }],
        sections: [
          {
            type: "grid",
            cards: [
              heading("Home Assistant's tiles"),
              theirs("camera.front_door"),
              theirs("binary_sensor.front_door_battery"),
              theirs("binary_sensor.front_door_fault", { vertical: true }),
              theirs("sensor.front_door_fault_cause", { vertical: true }),
              heading("Blink Doctor's"),
              tile("Front door"),
              tile("Driveway"),
              tile("Front door", { show_picture: true, ...half }),
              tile("Balcony", { show_picture: true, ...half }),
            ],
          },
          {
            type: "grid",
            cards: [heading("Half a width"), { ...CARD, compact: true, ...half }, { ...CARD, devices: [at("Driveway")], ...half }],
          },
          { type: "grid", cards: [heading("Compact"), { ...CARD, compact: true }] },
        ],
      },
    ],
  };
}

const home = await Home.open();
try {
  const admin = await home.admin();
  const known = await home.ws(admin, { type: "config/device_registry/list" });
  const module = known.find(({ name }) => name?.startsWith("blink ")).id;
  const chosen = [module, ...SHOWN.map((name) => known.find((device) => device.name === name).id)];
  await dashboard(home, admin, "picture-card", sections({ ...CARD, devices: chosen }));
  await dashboard(home, admin, "picture-compact", sections({ ...CARD, compact: true, title: "Blink" }));
  await dashboard(home, admin, "picture-editor", sections([]));
  await dashboard(home, admin, "picture-compare", compare(known));
  await dashboard(home, admin, "picture-beside", sideBySide(known));
  await dashboard(home, admin, "picture-page", { strategy: { type: "custom:blink-doctor" } });
  const take = async (target, name) => {
    await target.screenshot({ path: `${folder}/${name}.png`, animations: "disabled" });
    console.log(`${name}.png`);
  };
  const card = async (path, options) => {
    const page = await home.page(`/${path}/0`, { scale: 1.5, ...options });
    const found = page.locator("blink-doctor-card");
    await found.locator(".row").first().waitFor();
    if (path === "picture-card") await found.locator(".trend").first().waitFor();
    return { page, found };
  };

  for (const dark of [false, true]) {
    const { found } = await card("picture-card", { dark, viewport: { width: 760, height: 1300 } });
    await take(found, dark ? "card-dark" : "card");
  }
  await take((await card("picture-card", { viewport: phone })).page, "card-phone");
  await take((await card("picture-compact", { viewport: { width: 760, height: 1000 } })).found, "card-compact");
  await take((await card("picture-card", { viewport: { width: 760, height: 1300 }, language: "he" })).found, "card-rtl");
  const beside = await card("picture-compare", { viewport: { width: 1440, height: 860 }, scale: 1 });
  await beside.page.waitForTimeout(2000);
  await take(beside.page, "card-compare");

  for (const dark of [false, true]) {
    const { page } = await card("picture-beside", { viewport: { width: 2000, height: 880 }, scale: 1, dark });
    await page.waitForTimeout(1500);
    const name = dark ? "side-by-side-dark" : "side-by-side";
    await page.screenshot({ path: `${folder}/${name}.png`, clip: { x: 262, y: 60, width: 1738, height: 800 } });
    console.log(`${name}.png`);
  }

  const { page, found } = await card("picture-card", { viewport: desktop, scale: 1 });
  await found.getByRole("button", { name: "Start the guided fix" }).click();
  await page.locator("dialog-data-entry-flow").getByText("Show me what to do").click();
  await page.locator("dialog-data-entry-flow").getByText("I have put in new batteries").waitFor();
  await page.waitForTimeout(500);
  await take(page, "card-fix");

  const front = known.find(({ name }) => name === "Front door").id;
  const device = await home.page(`/config/devices/device/${front}`, { viewport: { width: 1280, height: 960 } });
  await device.getByText("Fault cause").waitFor();
  await device.waitForTimeout(1500);
  await take(device, "device");

  const editing = await home.page("/picture-editor/0?edit=1", { viewport: desktop });
  await editing.locator("hui-grid-section .add").first().click();
  await editing.getByRole("tab", { name: "By card" }).click();
  await editing.getByPlaceholder("Search cards").fill("Blink Doctor");
  await editing.locator("hui-card-picker .card", { has: editing.locator("blink-doctor-card") }).click();
  await editing.locator("hui-dialog-edit-card blink-doctor-card .trend").first().waitFor();
  await editing.waitForTimeout(500);
  await take(editing, "card-editor");

  const whole = await home.page("/picture-page", { viewport: { width: 1440, height: 1000 } });
  await whole.locator("blink-doctor-card .trend").first().waitFor();
  await whole.locator("blink-doctor-tile img").first().waitFor();
  await whole.waitForTimeout(2000);
  await take(whole, "page");

  // one paused, one with motion detection off
  const at = (name) => known.find((one) => one.name === name).id;
  const call = (domain, service, service_data) => home.ws(admin, { type: "call_service", domain, service, service_data });
  await call("blink_doctor", "pause", { device_id: [at("Terrace")], until: `${new Date().getFullYear() + 1}-03-01` });
  await call("switch", "turn_off", { entity_id: "switch.living_room_camera_motion_detection" });
  await dashboard(home, admin, "picture-paused", sections({ ...CARD, devices: ["Terrace", "Living room", "Doorbell"].map(at) }));
  await home.poll(whole);
  const { found: paused } = await card("picture-paused", { viewport: { width: 760, height: 900 } });
  await paused.locator(".row.idle").first().waitFor();
  await paused.locator(".row.paused button.chevron").click();
  await paused.locator(".trend").first().waitFor();
  await take(paused, "card-paused");
} finally {
  await home.close();
}
