// Using the card in Home Assistant's real frontend.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { cloud, dashboard, desktop, devices, Home, phone, sections } from "./home.mjs";

const LOADS = Number(process.env.E2E_LOADS ?? 6);
const CARD = { type: "custom:blink-doctor-card" };

const rowOf = (page, name) =>
  page.locator("blink-doctor-card li").filter({ has: page.locator(`:scope > .row .name`, { hasText: name }) }).last();

/** Expands or collapses the row of a device. */
const toggle = (row) => row.locator("button.chevron").click();

/** Opens a new dashboard with these cards. */
async function open(home, path, cards, options) {
  const admin = await home.admin();
  await dashboard(home, admin, path, sections(...cards));
  const page = await home.page(`/${path}/0`, options);
  await page.locator("blink-doctor-card .summary, blink-doctor-card .row").first().waitFor();
  return page;
}

/** The card loads in new browsers, never drawn as unknown. E2E_LOADS is their number, 20 before a release. */
export async function loads(home) {
  const admin = await home.admin();
  await dashboard(home, admin, "e2e-loads", sections(CARD));
  for (let load = 1; load <= LOADS; load += 1) {
    const page = await home.page("/e2e-loads/0");
    await page.locator("blink-doctor-card .row").first().waitFor({ timeout: 20_000 }).catch((error) => {
      throw new Error(`load ${load}: ${error}`);
    });
    assert.equal(await page.getByText("Custom element doesn't exist").count(), 0, `load ${load}`);
    await page.context().close();
  }
}

/** Add the card through the picker, see its preview, edit it visually, save it. */
export async function picker(home) {
  const admin = await home.admin();
  await dashboard(home, admin, "e2e-picker", sections([]));
  const page = await home.page("/e2e-picker/0?edit=1");
  await page.locator("hui-grid-section .add").first().click();
  await page.getByRole("tab", { name: "By card" }).click();
  await page.getByPlaceholder("Search cards").fill("Blink Doctor");
  const offered = page.locator("hui-card-picker blink-doctor-card");
  await offered.locator(".row").first().waitFor();
  // the preview gets its `hass` only once, before the texts are loaded
  assert.match(await offered.locator(".summary").innerText(), /devices need attention/);
  for (const label of await offered.locator(".buttons > .action, summary.action").allInnerTexts()) assert.notEqual(label.trim(), "");
  await page.locator("hui-card-picker .card", { has: page.locator("blink-doctor-card") }).click();

  const editor = page.locator("hui-dialog-edit-card");
  const preview = editor.locator("blink-doctor-card");
  await preview.locator(".more").waitFor();
  await editor.locator("ha-form").getByText("Compact").first().waitFor();
  await editor.locator("ha-form ha-switch").nth(2).click();
  await preview.locator(".more").waitFor({ state: "detached" });
  await editor.locator("ha-form ha-switch").nth(0).click();
  await preview.locator(".fold").waitFor({ state: "detached" });
  await editor.getByText("Save", { exact: true }).click();
  await editor.locator("blink-doctor-card").waitFor({ state: "detached" });
  const { views } = await home.ws(admin, { type: "lovelace/config", url_path: "e2e-picker" });
  const [card] = views[0].sections.flatMap((section) => section.cards);
  assert.deepEqual(card, { ...CARD, compact: true, faults_only: true });
}

/** Add the badge through its picker, edit it visually, save it; pressing it opens the repairs. */
export async function badge(home) {
  const admin = await home.admin();
  await dashboard(home, admin, "e2e-badge", sections([CARD]));
  const page = await home.page("/e2e-badge/0?edit=1");
  await page.getByText("Add badge").first().click();
  await page.getByRole("tab", { name: "By badge" }).click();
  const offered = page.locator("hui-badge-picker .badge", { has: page.locator("blink-doctor-badge") });
  assert.match(await offered.locator(".pill").innerText(), /need attention/);
  await offered.click();
  const editor = page.locator("hui-dialog-edit-badge");
  await editor.locator("ha-form").getByText("Only devices in trouble").first().waitFor();
  await editor.locator("ha-form ha-switch").first().click();
  await editor.getByText("Save", { exact: true }).click();
  await editor.locator("blink-doctor-badge").waitFor({ state: "detached" });
  const { views } = await home.ws(admin, { type: "lovelace/config", url_path: "e2e-badge" });
  assert.deepEqual(views[0].badges, [{ type: "custom:blink-doctor-badge", faults_only: true }]);
  const shown = await home.page("/e2e-badge/0");
  await shown.locator("blink-doctor-badge .pill").click();
  await shown.waitForURL(/config\/repairs/);
}

/** Pick a camera's entity: the card is suggested, with that camera. */
export async function suggestion(home) {
  const admin = await home.admin();
  await dashboard(home, admin, "e2e-suggestion", sections([]));
  const page = await home.page("/e2e-suggestion/0?edit=1");
  await page.locator("hui-grid-section .add").first().click();
  await page.getByPlaceholder("Search entities").fill("front door fault");
  await page.getByText(/^Fault(:|$)/).first().click();
  await page.locator("blink-doctor-tile .state", { hasText: "Low battery" }).first().waitFor();
  const suggested = page.locator("blink-doctor-card");
  await suggested.locator(".name", { hasText: "Front door" }).waitFor();
  assert.equal(await suggested.locator(".row").count(), 1);
}

/** A fault appears while the page is open; the guided fix is started from the card and finished. */
export async function fix(home) {
  const page = await open(home, "e2e-fix", [{ ...CARD, show_fine: true }]);
  const terrace = (await devices()).find(({ name }) => name === "Terrace").key;
  const row = rowOf(page, "Terrace");
  await row.locator(".row.ok").waitFor();
  await cloud("device", { device: terrace, preset: "low_battery" });
  await home.poll(page);
  await row.locator(".row.error").waitFor();
  assert.match(await row.locator(".row .state").innerText(), /^Low battery · since /);
  await toggle(row);
  await row.locator(".evidence", { hasText: "1.33 V each" }).waitFor();
  assert.equal((await row.locator('[aria-current="step"]').innerText()).trim(), "Change the batteries");

  await row.getByRole("button", { name: "Start the guided fix" }).click();
  const dialog = page.locator("dialog-data-entry-flow");
  await dialog.getByText("Terrace: low battery").waitFor();
  assert.equal(new URL(page.url()).pathname, "/e2e-fix/0");
  await dialog.getByText("Show me what to do").click();
  await dialog.getByText("Take both old batteries out.").waitFor();
  await cloud("device", { device: terrace, preset: "mend" });
  await dialog.getByText("I have put in new batteries").click();
  await row.locator(".row.ok").waitFor({ timeout: 60_000 });
  // the row is drawn before its text can be seen behind a dialog that moves
  await row.locator(".row .state", { hasText: /^\s*All good\s*$/ }).waitFor();
  // a poll may show it before the check-up does, which must wait a minute after the one before
  await dialog.getByText("Finish", { exact: true }).click({ timeout: 100_000 });
  await dialog.locator("ha-dialog[open]").waitFor({ state: "detached" });
}

/** Report a red light, see it, withdraw it, check up, all with buttons of the card. */
export async function buttons(home) {
  const page = await open(home, "e2e-buttons", [{ ...CARD, show_fine: true }]);
  const row = rowOf(page, "Living room");
  await toggle(row);
  await row.getByRole("button", { name: "It is flashing red" }).click();
  await row.locator(".row.warning").waitFor();
  await row.locator(".row .state", { hasText: "Red light, reported by you" }).waitFor();
  await row.locator(".evidence li").first().waitFor();
  await row.locator("ol li").first().waitFor();
  await row.getByRole("button", { name: "It has stopped" }).click();
  await row.locator(".row.ok").waitFor();
  // Blink is slow to answer for this camera
  await cloud("faults", { path: "config", mode: "delay=2", times: 1 });
  await row.getByRole("button", { name: "Check up" }).click();
  const progress = page.locator("blink-doctor-card .checking", { hasText: "Checking Living room, 1 of 1" });
  const begun = await progress.waitFor({ timeout: 10_000 }).then(() => true, () => false);
  await page.waitForFunction(() => window.said.length > 2);
  const said = await page.evaluate(() => window.said);
  assert.deepEqual(said.slice(0, 2), ["Noted: Living room flashes red.", "Noted: Living room no longer flashes."]);
  // another scenario may have asked Blink within the last minute, so this one may have to wait
  assert.match(said[2], /^Living room was checked\.$|Blink may be asked once a minute/);
  // progress is shown while it runs, and removed afterwards
  assert.equal(begun, /was checked/.test(said[2]));
  await page.locator("blink-doctor-card .checking").waitFor({ state: "detached" });
}

/** Pause a camera until a day, by keyboard; it then counts neither as fine nor as a problem; resume it. */
export async function pausing(home) {
  const page = await open(home, "e2e-pausing", [{ ...CARD, show_fine: true }]);
  const row = rowOf(page, "Garden");
  const summary = page.locator("blink-doctor-card .summary");
  const before = Number.parseInt(await summary.innerText());
  await row.locator(".row.warning").waitFor();
  await toggle(row);
  await row.locator("details > summary").focus();
  await page.keyboard.press("Enter");
  const day = row.locator("details input");
  await day.waitFor();
  await day.fill(`${new Date().getFullYear() + 1}-03-01`);
  await day.press("Enter");
  await row.locator(".row.paused .state", { hasText: "Paused until March 1" }).waitFor();
  await summary.filter({ hasText: `${before - 1} device` }).filter({ hasText: /Paused: \d/ }).waitFor();
  await row.getByRole("button", { name: "Resume" }).click();
  await row.locator(".row.paused").waitFor({ state: "detached" });
  const said = (await page.evaluate(() => window.said)).map((words) => words.replaceAll("\u00a0", " "));
  assert.deepEqual(said, ["Garden is paused until March 1.", "Garden is watched again."]);
  // the link is still weak, and its hold starts now
  await home.poll(page);
}

/** Show only devices in trouble, and a card for a single device. */
export async function options(home) {
  const admin = await home.admin();
  const known = await home.ws(admin, { type: "config/device_registry/list" });
  const nursery = known.find(({ name }) => name === "Nursery").id;
  const page = await open(home, "e2e-options", [
    { ...CARD, faults_only: true },
    { ...CARD, devices: [nursery] },
  ]);
  const cards = page.locator("blink-doctor-card");
  const names = async (at) => (await cards.nth(at).locator(".row .name").allInnerTexts()).map((name) => name.trim());
  assert.ok((await names(0)).includes("Front door"));
  assert.ok(!(await names(0)).includes("Living room"));
  assert.deepEqual(await names(1), ["Nursery"]);
  assert.equal(await cards.nth(1).locator(".summary").count(), 0);
}

/** Phone and desktop, light and dark, left to right and right to left: nothing is cut off, axe finds no error. */
export async function looks(home) {
  const admin = await home.admin();
  const known = await home.ws(admin, { type: "config/device_registry/list" });
  const [front, doorbell] = ["Front door", "Doorbell"].map((wanted) => known.find(({ name }) => name === wanted).id);
  const act = (service, data = {}) =>
    home.ws(admin, { type: "call_service", domain: "blink_doctor", service, service_data: { device_id: [doorbell], ...data } });
  await act("pause", { until: `${new Date().getFullYear() + 1}-03-01` });
  const tile = { type: "custom:blink-doctor-tile", device: front };
  const half = { columns: 6, rows: "auto" };
  await dashboard(home, admin, "e2e-looks", {
    views: [
      {
        ...sections(
          CARD,
          { ...CARD, compact: true, show_fine: true, title: "Blink" },
          [
            { ...CARD, grid_options: half },
            tile,
            { ...tile, show_picture: true, grid_options: half },
            { ...tile, device: doorbell, show_picture: true, grid_options: half },
          ],
        ).views[0],
        badges: [{ type: "custom:blink-doctor-badge" }],
      },
    ],
  });
  const axe = await readFile(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
  for (const options of [{}, { dark: true }, { language: "he" }, { language: "ja" }]) {
    const page = await home.page("/e2e-looks/0", options);
    const cards = page.locator("blink-doctor-card");
    await cards.nth(0).locator(".trend").first().waitFor();
    await cards.nth(1).locator(".row").first().waitFor();
    await cards.nth(1).locator(".row.paused button.chevron").click();
    await cards.nth(0).locator("details > summary").first().click();
    await cards.nth(0).locator("details input").first().waitFor();
    await page.evaluate(axe);
    for (const viewport of [desktop, phone, { width: 320, height: 640 }]) {
      await page.setViewportSize(viewport);
      // as many columns as the dashboard has room for
      await page.waitForTimeout(500);
      const where = `${viewport.width} ${JSON.stringify(options)}`;
      const wide = await cards.evaluateAll((all) =>
        all.flatMap((card) => [...card.firstElementChild.shadowRoot.querySelectorAll("ha-card, .row, .more, .summary, .fold")])
          .filter((part) => part.scrollWidth > part.clientWidth + 1)
          .map((part) => part.className || part.localName),
      );
      assert.deepEqual(wide, [], `too wide at ${where}`);
      // at half width each row still shows which device it is, and its state
      const untold = await cards.nth(2).evaluate((card) =>
        [...card.firstElementChild.shadowRoot.querySelectorAll(".row")]
          .filter((row) => [...row.querySelectorAll(".name, .state")].some((part) => part.getBoundingClientRect().width < 40 || !part.textContent.trim()))
          .map((row) => row.textContent.trim()),
      );
      assert.deepEqual(untold, [], `neither name nor state at ${where}`);
      const direction = await cards.first().evaluate((card) => getComputedStyle(card).direction);
      assert.equal(direction, options.language === "he" ? "rtl" : "ltr");
      const violations = await page.evaluate(async () => {
        // landmarks belong to the page, not the card
        const { violations } = await window.axe.run(
          document,
          { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], rules: { region: { enabled: false } } },
        );
        return violations.flatMap(({ id, nodes }) =>
          nodes
            .filter(({ target }) => JSON.stringify(target).includes("blink-doctor-"))
            .map(({ target, failureSummary }) => `${id}: ${target.flat().at(-1)}: ${failureSummary}`),
        );
      });
      assert.deepEqual(violations, [], `axe at ${where}`);
    }
    await page.context().close();
  }
  await act("resume");
  await home.poll(await home.page("/e2e-looks/0"));
}

/** By keyboard alone: reach a row, with visible focus, open it, reach its buttons. */
export async function keyboard(home) {
  const page = await open(home, "e2e-keyboard", [CARD]);
  const focused = () =>
    page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      const style = active && getComputedStyle(active);
      return {
        text: active?.textContent.replace(/\s+/g, " ").trim(),
        label: active?.ariaLabel ?? "",
        kind: active?.className,
        seen: style?.outlineStyle !== "none" && parseFloat(style?.outlineWidth) >= 2,
        expanded: active?.getAttribute("aria-expanded"),
      };
    });
  /** Presses Tab until an element has focus; every focused element on the way must be visible. */
  const tabTo = async (wanted) => {
    for (let stop = 0; stop < 30; stop += 1) {
      await page.keyboard.press("Tab");
      const at = await focused();
      assert.ok(at.seen, `the focus cannot be seen on ${at.kind} ${at.text}`);
      if (wanted(at)) return at;
    }
    throw new Error(`not reached: ${wanted}`);
  };
  const names = page.locator("blink-doctor-card .names");
  await names.first().focus();
  assert.match((await focused()).text, /^Balcony Camera error/);
  // the values are separate stops, then the button that expands the row
  await tabTo(({ label }) => /^Wi-Fi: /.test(label));
  const chevron = await tabTo(({ kind }) => kind === "chevron");
  assert.deepEqual([chevron.label, chevron.expanded], ["Balcony: details", "true"]);
  await tabTo(({ text }) => text === "Start the guided fix");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  assert.equal((await focused()).expanded, "false");
  await tabTo(({ text }) => /^Front door/.test(text));
  await tabTo(({ kind }) => kind === "chevron");
  await page.keyboard.press("Space");
  assert.equal((await focused()).expanded, "true");
  // a row opens its device
  await names.nth(1).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/config\/devices\/device\//);
}

/** The generated dashboard, from the list of community dashboards. */
export async function page(home) {
  const shown = await home.page("/config/lovelace/dashboards");
  await shown.getByText("Add dashboard").first().click();
  await shown.getByText("All Blink cameras: how they are").click();
  const dialog = shown.locator("dialog-lovelace-dashboard-detail");
  await dialog.getByRole("textbox").first().fill("Blink e2e");
  await dialog.getByText("Create", { exact: true }).click();
  await shown.getByText("Blink e2e").first().waitFor();
  const built = await home.page("/blink-e2e");
  await built.locator("blink-doctor-card .row").first().waitFor();
  const pictures = built.locator("blink-doctor-tile");
  await pictures.locator("img").first().waitFor();
  assert.ok((await pictures.count()) >= 10);
  await pictures.filter({ hasText: "Front door" }).getByText("Low battery").first().waitFor();
  const tones = await pictures.locator(".row").evaluateAll((rows) => rows.map((row) => /error|warning/.test(row.className)));
  assert.deepEqual(tones, [...tones].sort((a, b) => b - a), "what is in trouble stands first");
  // the card already shows it
  assert.equal(await built.locator("hui-tile-card:visible", { hasText: "Fault" }).count(), 0);
  await built.locator("hui-heading-card", { hasText: "Pictures" }).waitFor();
}

/** The built-in maintenance view shows the faults without configuration. */
export async function maintenance(home) {
  const shown = await home.page("/maintenance");
  await shown.locator("hui-tile-card", { hasText: "Front door" }).first().waitFor();
}

/** Every language on two phones and at half a width: nothing is cut off, no word is broken, numbers keep their place. */
export async function languages(home) {
  const folder = new URL("../../custom_components/blink_doctor/translations/", import.meta.url);
  const all = (await readdir(folder)).map((file) => file.replace(".json", ""));
  assert.ok(all.length >= 24);
  const page = await open(home, "e2e-languages", [{ ...CARD, show_fine: true }]);
  // what else a camera may be, in long words
  const detect = (on) => home.ws(page, { type: "call_service", domain: "switch", service: `turn_${on}`, service_data: { entity_id: "switch.living_room_camera_motion_detection" } });
  await detect("off");
  await home.poll(page);
  await page.locator("blink-doctor-card .row.idle").first().waitFor();
  const wrong = await page.evaluate(async (spoken) => {
    const { hass } = document.querySelector("home-assistant");
    const found = [];
    for (const language of spoken) {
      const box = document.createElement("div");
      box.lang = language;
      box.dir = language === "he" ? "rtl" : "ltr";
      const put = (width, type, config) => {
        const frame = document.createElement("div");
        frame.style.width = `${width}px`;
        const card = document.createElement(`blink-doctor-${type}`);
        card.setConfig({ type: `custom:blink-doctor-${type}`, ...config });
        card.hass = { ...hass, language, locale: { ...hass.locale, language } };
        frame.append(card);
        box.append(frame);
      };
      put(374, "card", {});
      put(304, "card", { show_fine: true });
      put(183, "card", { compact: true, show_fine: true });
      put(374, "badge", {});
      document.body.append(box);
      const parts = (selector) => [...box.querySelectorAll("*")].flatMap(({ shadowRoot }) => [...(shadowRoot?.querySelectorAll(selector) ?? [])]);
      while (!parts(".trend").length || parts(".summary").length < 3 || !parts(".pill").length) await new Promise((done) => setTimeout(done, 20));
      const say = (what, part) => found.push(`${language}: ${part.closest("ha-card")?.clientWidth}: ${what}: ${part.textContent.trim().replace(/\s+/g, " ")}`);
      for (const part of parts("ha-card, .row, .more, .summary, .fold, .action, .over, .pill, .label, .value-text, .axis, ol > li")) {
        if (part.scrollWidth > part.clientWidth + 1) say("too wide", part);
      }
      for (const part of parts("li .state, li .name")) if (part.scrollHeight > part.clientHeight + 1) say("cut off", part);
      for (const part of parts("li .state, .value-text, .axis span")) {
        const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
          const node = walk.currentNode;
          const boxes = (from, length = 1) => {
            const range = document.createRange();
            range.setStart(node, from);
            range.setEnd(node, from + length);
            return [...range.getClientRects()].filter(({ width }) => width);
          };
          // the first letter of what follows a soft hyphen has that hyphen's box, too
          const words = /ja|zh/.test(language) ? [] : node.data.matchAll(/\p{L}+/gu);
          for (const { 0: word, index } of words) if (new Set(boxes(index + 1, word.length - 1).map(({ top }) => top)).size > 1) say(`broken ${word}`, part);
          const volts = node.data.search(/\d V/);
          if (volts >= 0 && boxes(volts)[0].left > boxes(volts + 2)[0].left) say("V before its number", part);
          // from right to left a day has its month at its left
          const [day] = (box.dir === "rtl" && /^\d+\s+\p{L}/u.exec(node.data)) || [];
          if (day && boxes(0)[0].left < boxes(day.length - 1)[0].left) say("month before its day", part);
        }
      }
      box.remove();
    }
    return found;
  }, all);
  await detect("on");
  assert.deepEqual(wrong, []);
}

/** A user who is no administrator: no guided fix, and no button that is refused. */
export async function rights(home) {
  const admin = await home.admin();
  const { user } = await home.ws(admin, {
    type: "config/auth/create",
    name: "Guest",
    group_ids: ["system-read-only"],
  });
  await home.ws(admin, {
    type: "config/auth_provider/homeassistant/create",
    user_id: user.id,
    username: "guest",
    password: "guest",
  });
  await dashboard(home, admin, "e2e-rights", sections(CARD));
  const guest = await Home.open({ user: "guest", password: "guest" });
  try {
    const shown = await guest.page("/e2e-rights/0");
    await shown.locator("blink-doctor-card .more .evidence").first().waitFor();
    assert.equal(await shown.locator("blink-doctor-card .action").count(), 0);
  } finally {
    await guest.close();
  }
}

/** Blink is unloaded and loaded: the open card shows it. Reloading Blink Doctor leaves no gap. */
export async function life(home) {
  const page = await open(home, "e2e-life", [CARD]);
  const [blink] = await home.ws(page, { type: "config_entries/get", domain: "blink" });
  const switched = (by) =>
    home.ws(page, { type: "config_entries/disable", entry_id: blink.entry_id, disabled_by: by });
  await switched("user");
  await page.getByText("The Blink integration is not running.").waitFor();
  await page.getByText(/^As of \d/).waitFor();
  // nothing is shown as fine, and a link leads to where it can be fixed
  assert.equal(await page.locator("blink-doctor-card .row:not(.old)").count(), 0);
  await page.getByRole("button", { name: "Open settings" }).waitFor();
  await switched(null);
  await page.locator("blink-doctor-card .summary.trouble").waitFor();
  const [ours] = await home.ws(page, { type: "config_entries/get", domain: "blink_doctor" });
  await page.evaluate(
    (id) => document.querySelector("home-assistant").hass.callApi("POST", `config/config_entries/entry/${id}/reload`),
    ours.entry_id,
  );
  await page.locator("blink-doctor-card .row").first().waitFor();
}

/** A hundred cameras: how long rendering takes, initially and after a change. */
export async function speed(home) {
  const page = await open(home, "e2e-speed", [CARD]);
  const times = await page.evaluate(async () => {
    const { hass } = document.querySelector("home-assistant");
    const cause = { cause: "weak_wifi", severity: "warning", confidence: "confirmed", evidence: { wifi_bars: 1 }, root: null, ignored: false };
    const camera = (n) => ({
      uid: `u${n}`, device_id: `d${n}`, name: `Camera ${n}`, family: n % 10 ? "camera" : "sync_module",
      parent: n % 10 ? `u${n - (n % 10)}` : null, online: true, watched: true, battery: "ok", battery_volts: 1.5, wifi_bars: n % 6,
      sync_module_bars: 4, firmware: "10.53", fault: n % 7 === 1, severity: n % 7 === 1 ? "warning" : null,
      primary_cause: n % 7 === 1 ? "weak_wifi" : "none", since: "2026-11-01T00:00:00Z",
      findings: n % 7 === 1 ? [{ ...cause, since: "2026-11-01T00:00:00Z" }] : [], issue_id: null,
      steps: [], step: null, red_light: false, entities: {}, control: true,
    });
    const account = (devices) => ({ entry_id: "e", title: "", state: "ok", trouble: null, weak_bars: 2, data_at: null, restricted: false, devices });
    const sorted = (values) => values.slice(1).sort((a, b) => a - b);
    const first = [];
    const later = [];
    const bare = [];
    for (let turn = 0; turn < 15; turn += 1) {
      let send;
      const connection = { subscribeMessage: async (callback) => ((send = callback), () => undefined) };
      const card = document.createElement("blink-doctor-card");
      card.setConfig({ type: "custom:blink-doctor-card", compact: true, show_fine: true });
      card.hass = new Proxy(hass, { get: (real, key) => (key === "connection" ? connection : real[key]) });
      document.body.append(card);
      // the code is loaded, with its texts, and has subscribed
      while (!send) await new Promise((done) => setTimeout(done, 20));
      await new Promise((done) => setTimeout(done, 50));
      const view = card.firstElementChild;
      const all = Array.from({ length: 110 }, (_, n) => camera(n));
      const draw = async (message) => {
        const began = performance.now();
        send(message);
        await view.updateComplete;
        card.getBoundingClientRect();
        return performance.now() - began;
      };
      first.push(await draw({ full: true, accounts: [account(all)] }));
      if (view.shadowRoot.querySelectorAll(".row").length !== 110) throw new Error("not all were drawn");
      later.push(await draw({ full: false, accounts: [account([{ ...all[55], wifi_bars: 0 }])] }));
      // the browser's own time for the same rows: a clone of the rendered content
      const copy = document.createElement("div");
      const root = copy.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [...view.shadowRoot.adoptedStyleSheets];
      card.remove();
      document.body.append(copy);
      copy.getBoundingClientRect();
      const began = performance.now();
      root.append(...[...view.shadowRoot.childNodes].map((node) => node.cloneNode(true)));
      copy.getBoundingClientRect();
      bare.push(performance.now() - began);
      copy.remove();
    }
    return { first: sorted(first), later: sorted(later), bare: sorted(bare) };
  });
  const best = (values) => values[0];
  const told = (values) => `${best(values).toFixed(1)} ms (median ${values[values.length >> 1].toFixed(1)} ms)`;
  const share = best(times.first) / best(times.bare);
  console.log(
    `110 devices, script and layout: first drawing ${told(times.first)}, one change ${told(times.later)}, ` +
      `a copy of it ${told(times.bare)}, first drawing : copy ${share.toFixed(1)}`,
  );
  // Ratios, because machines differ. The best of many, because other programs also use the processor.
  assert.ok(share < 7, "the first drawing takes more than seven times what a copy of it takes");
  assert.ok(best(times.later) * 4 < best(times.first), "a change takes more than a quarter of the first drawing");
}
