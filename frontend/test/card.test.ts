import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Account, Device, Hass } from "../src/types";
import { account, all, type Card, device, fake, finding, localize, low, press, put, say, settled, show, text, toggle, word } from "./sample";

// what is loaded on demand is there at once
beforeAll(() => Promise.all([import("../src/main"), import("../src/more")]));
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-22T10:00:00Z") });
});
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

const names = (card: Card): string[] => all(card, ".row .name");

describe("what is said where there is nothing to show", () => {
  const cases: [string, Partial<Account>, string][] = [
    ["an empty account", {}, word("no_devices")],
    ["no permission", { restricted: true }, word("no_permission")],
    ["Blink not loaded", { state: "blink_not_loaded" }, `${word("blink_not_loaded")} ${word("open_settings")}`],
    ["before the first reading", { state: "waiting" }, word("waiting")],
    ["our entry not loaded", { state: "not_loaded" }, `${word("no_answer")} ${word("open_settings")}`],
  ];
  it.each(cases)("%s", async (_, state, words) => {
    expect(text(await show([account(state)]), ".summary")).toBe(words);
  });

  it("before the first message", async () => {
    expect(text(await show(null))).toBe(word("loading"));
  });

  it("without any account", async () => {
    expect(text(await show([]))).toBe(word("not_set_up"));
  });

  it("without the integration, until it is there", async () => {
    const without = fake({}, { code: "unknown_command" });
    const card = await show(null, {}, without);
    expect(text(card)).toBe(word("not_set_up"));
    const later = fake();
    card.hass = { ...without.hass, connection: later.hass.connection };
    await settled(card);
    later.send({ full: true, accounts: [account({ devices: [device({ name: "Shed" })] })] });
    await settled(card);
    expect(names(card)).toEqual(["Shed"]);
  });

  it("with another error", async () => {
    expect(text(await show(null, {}, fake({}, { code: "unauthorized" })))).toBe(word("no_answer"));
  });

  it("chosen devices that are gone", async () => {
    const card = await show([account({ devices: [device()] })], { devices: ["gone"] });
    expect(text(card)).toBe(word("none_chosen"));
  });

});

describe("where all is fine", () => {
  const well = [device({ name: "Shed" }), device(), device()];

  it("says so once, in the line that opens", async () => {
    const card = await show([account({ devices: well })]);
    expect(all(card, ".shape + .info")).toEqual([word("all_fine")]);
    card.shadowRoot.querySelector<HTMLElement>(".fold")!.click();
    await settled(card);
    expect(names(card)).toContain("Shed");
  });

  it("does not say it of all devices where there is another account", async () => {
    const card = await show([account({ devices: [low()] }), account({ entry_id: "other", devices: well })]);
    expect(text(card)).toContain(word("fold_fine", { count: 3 }));
    expect(text(card)).not.toContain(word("all_fine"));
  });

  it("is not said while a camera's clips are not kept, though that is no fault", async () => {
    const storage = device({ recording: "storage_not_active" });
    const card = await show([account({ devices: [...well, storage] })]);
    const said = localize("component.blink_doctor.entity.sensor.recording.state.storage_not_active");
    expect(all(card, ".summary .name")).toEqual([`${said}: 1`]);
    expect(card.shadowRoot.querySelector(".summary.calm")).toBeNull();
    expect(all(card, ".fold .name")).toEqual([word("fold_fine", { count: 3 })]);
    const badge = await show([account({ devices: [...well, storage] })], {}, fake(), "blink-doctor-badge");
    expect(text(badge, ".pill")).toBe(`${said}: 1`);
    expect(badge.shadowRoot.querySelector(".pill.ok")).toBeNull();
  });
});

describe("a check-up under way", () => {
  const shed = device({ name: "Shed" });
  const during = (check_up: NonNullable<Account["check_up"]>) => show([account({ devices: [shed, device()], check_up })]);

  it("says who is being asked, and how many of how many", async () => {
    const card = await during({ done: 2, of: 4, device: shed.uid });
    expect(text(card, ".checking")).toBe(word("checking", { name: "Shed", number: 2, count: 3 }));
  });

  it("names nobody while all are asked at once, or where one may not see who it is", async () => {
    for (const progress of [{ done: 0, of: 1, device: null }, { done: 1, of: 2, device: "hidden" }])
      expect(text(await during(progress), ".checking")).toBe(word("check_up_busy"));
  });

  it("is gone when it is over", async () => {
    const from = fake();
    const card = await show([account({ devices: [shed], check_up: { done: 1, of: 2, device: shed.uid } })], {}, from);
    expect(text(card, ".checking")).not.toBe("");
    from.send({ full: false, accounts: [account({ devices: [], check_up: null })] });
    await settled(card);
    expect(text(card, ".checking")).toBe("");
  });
});

describe("a gap that has not ended", () => {
  const since = "2026-11-22T09:10:00Z";

  it("is said with its beginning, also while its cause is not known", async () => {
    const silent = device({ online: false, recording: "offline", recording_since: since });
    const idle = device({ recording: "storage_not_active", recording_since: since });
    const card = await show([account({ devices: [silent, idle] })]);
    const states = all(card, ".row .state");
    expect(states[0]).toMatch(new RegExp(`^${word("offline")} · since 1:10 AM$`));
    expect(states[1]).toMatch(/ · since 1:10 AM$/);
  });

  it("needs no beginning where all is well", async () => {
    const card = await show([account({ devices: [device({ recording: "ready", recording_since: since })] })]);
    expect(all(card, ".row .state")).toEqual([word("fine")]);
  });

  it("dates what a silent device said last", async () => {
    const silent = device({ name: "Shed", online: false, recording: "offline", recording_since: since, battery: "ok" });
    const card = await show([account({ devices: [silent, device({ name: "Well", battery: "ok" })] })]);
    await toggle(card, "Shed");
    expect(all(card, ".facts .heading")).toEqual([word("as_of", { when: "1:10 AM" })]);
    await toggle(card, "Shed");
    await toggle(card, "Well");
    expect(all(card, ".facts .heading")).toEqual([]);
  });

  it("keeps Wi-Fi on one line", async () => {
    const card = await show([account({ devices: [low({ findings: [finding({ cause: "weak_wifi", evidence: { wifi_bars: 2 } })] })] })]);
    expect(card.shadowRoot.querySelector(".row .state")!.textContent).toContain("Weak Wi-\u2060Fi");
    expect(card.shadowRoot.querySelector(".evidence li")!.textContent).toContain("Wi-\u2060Fi");
  });

  it("keeps a time on one line", async () => {
    const card = await show([account({ devices: [device({ online: false, recording: "offline", recording_since: since })] })]);
    expect(card.shadowRoot.querySelector(".since")!.textContent).toContain("1:10\u00a0AM");
  });
});

describe("data that is not of now", () => {
  const from = "2026-11-21T08:00:00Z";
  const states: [string, Partial<Account>, string][] = [
    ["no news", { state: "stale" }, word("stale", { when: "November 21" })],
    ["Blink not running", { state: "blink_not_loaded", trouble: "not_loaded" }, word("blink_not_loaded")],
    ["signed out", { state: "blink_not_loaded", trouble: "sign_in" }, say("shows_trouble_sign_in")],
  ];
  it.each(states)("%s: says of when it is and what to do, and nothing looks well", async (_, state, words) => {
    const devices = [device({ name: "Shed" }), low()];
    const card = await show([account({ ...state, data_at: from, devices })]);
    expect(all(card, ".summary .name, .summary .state")).toEqual([word("as_of", { when: "November 21" }), words]);
    expect(all(card, "li .name")).toEqual(["Front door", "Shed"]);
    expect(card.shadowRoot.querySelectorAll(".row.old")).toHaveLength(2);
    expect(all(card, ".row .state")).toEqual(["Low battery · since Nov 3", word("unknown")]);
    const actions: { tap_action: object }[] = [];
    card.addEventListener("hass-action", (event) => actions.push((event as CustomEvent).detail.config));
    await press(card, word("open_settings"));
    expect(actions[0]!.tap_action).toEqual({ action: "navigate", navigation_path: "/config/integrations/integration/blink" });
  });

  it("is not counted as problems of now, and a user who may not open the settings is not sent there", async () => {
    const card = await show(
      [account({ state: "stale", data_at: from, devices: [low()] })],
      {},
      fake({ user: { is_admin: false } }),
    );
    expect(text(card, ".summary")).not.toMatch(/attention/);
    expect(card.shadowRoot.querySelector(".summary button")).toBeNull();
  });
});

describe("a healthy house", () => {
  it("is one calm line and one line for each device", async () => {
    const devices = ["Door 10", "Door 2", "a"].map((name) => device({ name }));
    const card = await show([account({ devices })], { show_fine: true });
    expect(text(card, ".summary")).toBe(word("all_fine"));
    expect(all(card, ".row .name")).toEqual(["a", "Door 2", "Door 10"]);
    expect(new Set(all(card, ".state"))).toEqual(new Set([word("fine")]));
    expect(card.shadowRoot.querySelector(".more")).toBeNull();
    expect(card.shadowRoot.querySelector(".badge")).toBeNull();
  });

  it("folds what is fine, and opens it", async () => {
    const devices = Array.from({ length: 9 }, (_, n) => device({ name: `Camera ${n}` }));
    const card = await show([account({ devices: [...devices, low()] })]);
    expect(all(card, ".row .name")).toEqual(["Front door"]);
    expect(all(card, ".fold")).toEqual([word("fold_fine", { count: 9 })]);
    await press(card, word("fold_fine", { count: 9 }));
    expect(card.shadowRoot.querySelectorAll(".row.ok")).toHaveLength(9);
    expect(card.shadowRoot.querySelector(".fold")!.getAttribute("aria-expanded")).toBe("true");
  });

  it("tells a sync module from a camera of the same name", async () => {
    const card = await show([account({ devices: [device({ name: "Home", family: "sync_module" })] })]);
    expect(text(card, ".row .state")).toBe(`${word("sync_module")} · ${word("fine")}`);
  });

  it("shows only the calm line with faults only", async () => {
    const card = await show([account({ devices: [device()] })], { faults_only: true });
    expect(text(card)).toBe(word("all_fine"));
  });

  it("does not call an unknown device fine", async () => {
    const card = await show([account({ devices: [device({ online: null })] })]);
    expect(text(card, ".row .state")).toBe(word("unknown"));
    expect(text(card, ".summary")).toBe(`${word("unknown")}: 1`);
  });

  it("neither worries about nor praises what nobody wants watched", async () => {
    const card = await show([account({ devices: [device(), device({ online: false, watched: false })] })]);
    expect(all(card, ".summary .name, .summary .state")).toEqual([word("fold_fine", { count: 1 }), `${word("not_watched")}: 1`]);
    expect(all(card, ".row .state")).toEqual([word("not_watched"), word("fine")]);
  });

  it("does not praise where nothing is left to be fine", async () => {
    const weak = finding({ cause: "weak_wifi", severity: "warning", ignored: true });
    const card = await show([account({ devices: [device({ findings: [weak] }), device({ watched: false })] })]);
    expect(all(card, ".summary .name, .summary .state")).toEqual([`${word("ignored")}: 1`, `${word("not_watched")}: 1`]);
    expect(card.shadowRoot.querySelector(".calm")).toBeNull();
  });

  it("speaks of devices only where there are as many as problems", async () => {
    const weak = finding({ cause: "weak_wifi", severity: "warning" });
    const both = await show([account({ devices: [low({ findings: [finding(), weak] })] })]);
    expect(text(both, ".summary .name")).toBe(word("problems", { count: 2 }));
    const two = await show([account({ devices: [low(), device({ findings: [weak] })] })]);
    expect(text(two, ".summary .name")).toBe(word("need_care", { count: 2 }));
  });

  it("calls a sync module that, whatever it has, since a system often has the same name", async () => {
    const having = async (changes: Partial<Device>): Promise<string> =>
      text(await show([account({ devices: [device({ family: "sync_module", ...changes })] })]), ".row .state");
    const weak = finding({ cause: "weak_wifi", severity: "warning" });
    expect(await having({ findings: [weak] })).toMatch(/^Sync module · Weak Wi-Fi/);
    expect(await having({ online: false })).toBe(`${word("sync_module")} · ${word("offline")}`);
    expect(await having({ findings: [finding({ cause: "sync_module_offline" })] })).toMatch(/^Sync module offline/);
  });

  it("is not fine while something does not answer, though why is not known yet", async () => {
    const silent = Array.from({ length: 4 }, () => device({ online: false }));
    const card = await show([account({ devices: [device(), ...silent] })]);
    expect(text(card, ".summary")).toBe(word("finding_out", { count: 4 }));
    expect(card.shadowRoot.querySelector(".summary.calm")).toBeNull();
    const both = await show([account({ devices: [low(), ...silent] })]);
    expect(all(both, ".summary .name, .summary .state")).toEqual([word("one_needs_care"), word("finding_out", { count: 4 })]);
  });

  it("does not call an offline device fine before its cause is known", async () => {
    const card = await show([account({ devices: [device({ online: false })] })]);
    expect(text(card, ".row .state")).toBe(word("offline"));
    expect(card.shadowRoot.querySelector(".row.ok")).toBeNull();
    expect(card.shadowRoot.querySelector(".badge")).not.toBeNull();
  });

  it("draws no bars where there are none", async () => {
    const silent = device({ wifi_bars: null, sync_module_bars: null, battery: null });
    const card = await show([account({ devices: [silent] })]);
    expect(card.shadowRoot.querySelectorAll(".value")).toHaveLength(0);
  });
});

describe("a device in trouble", () => {
  it("says the cause, the evidence, the steps, and is open by itself", async () => {
    const card = await show([account({ devices: [device({ name: "Zoo" }), low()] })]);
    expect(all(card, ".row .name")).toEqual(["Front door", "Zoo"]);
    expect(text(card, ".summary")).toBe(word("one_needs_care"));
    expect(text(card, ".row .state")).toBe("Low battery · since Nov 3");
    expect(all(card, ".evidence li")).toEqual([
      say("shows_battery_low"),
      say("shows_battery_volts", { value: "1.33" }),
      say("since", { when: "November 3" }),
    ]);
    expect(all(card, "ol li")).toEqual(["Change the batteries", "Check the Wi-Fi", "Check the firmware"]);
    expect(text(card, '[aria-current="step"]')).toBe("Change the batteries");
    expect(card.shadowRoot.querySelectorAll(".more")).toHaveLength(1);
  });

  it("says once since when, where it was so before it was first seen", async () => {
    const evidence = { battery: "low", since_before: "2026-11-03T08:00:00Z" };
    const card = await show([account({ devices: [low({ findings: [finding({ evidence })] })] })]);
    expect(all(card, ".evidence li")).toEqual([say("shows_battery_low"), say("shows_since_before", { value: "November 3" })]);
  });

  it("marks the steps before the current one as done", async () => {
    const card = await show([account({ devices: [low({ step: "check_wifi" })] })]);
    expect(all(card, "li.done")).toEqual(["Change the batteries"]);
    expect(all(card, "li.now")).toEqual(["Check the Wi-Fi"]);
  });

  it("opens only the worst one, none where compact", async () => {
    const warning = finding({ cause: "weak_wifi", severity: "warning", evidence: { wifi_bars: 2 } });
    const devices = [device({ name: "A", findings: [warning] }), low({ name: "B" })];
    const card = await show([account({ devices })]);
    expect(all(card, ".row .name")).toEqual(["B", "A"]);
    expect(card.shadowRoot.querySelectorAll(".more")).toHaveLength(1);
    expect(text(card, ".summary")).toBe(word("need_care", { count: 2 }));
    const compact = await show([account({ devices })], { compact: true });
    expect(compact.shadowRoot.querySelectorAll(".more")).toHaveLength(0);
  });

  it("opens and closes at a press, and tells assistive technology", async () => {
    const card = await show([account({ devices: [low()] })]);
    const button = card.shadowRoot.querySelector<HTMLElement>("button.chevron")!;
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(card.shadowRoot.getElementById(button.getAttribute("aria-controls")!)).not.toBeNull();
    await toggle(card, "Front door");
    expect(button.getAttribute("aria-expanded")).toBe("false");
    expect(card.shadowRoot.querySelector(".more")).toBeNull();
    await toggle(card, "Front door");
    expect(card.shadowRoot.querySelector(".more")).not.toBeNull();
  });

  it("counts problems that are not ignored, as the list of repairs does", async () => {
    const weak = finding({ cause: "weak_wifi", severity: "warning", evidence: { wifi_bars: 2 } });
    const devices = [
      low({ name: "Two problems", findings: [finding(), weak] }),
      device({ name: "One of two ignored", findings: [finding({ ignored: true }), weak] }),
      device({ name: "Ignored", findings: [{ ...weak, ignored: true }] }),
      device({ name: "Well" }),
    ];
    const card = await show([account({ devices })]);
    expect(all(card, ".summary .name, .summary .state")).toEqual([
      word("problems", { count: 3 }),
      `${word("ignored")}: 1`,
    ]);
    expect(all(card, ".row .name")).toEqual(["Two problems", "One of two ignored", "Ignored", "Well"]);
    expect(all(card, ".row .state")[1]).toMatch(/^Weak Wi-Fi/);
    expect(all(card, ".row .state")[2]).toContain(word("ignored"));
    expect(card.shadowRoot.querySelectorAll(".row.error, .row.warning")).toHaveLength(2);
  });

  it("is no error where only a person saw a red light", async () => {
    const seen = finding({ cause: "camera_error", severity: "warning", confidence: "possible", evidence: { red_light: "unknown" } });
    const card = await show([account({ devices: [device({ findings: [seen], red_light: true })] })]);
    expect(text(card, ".row .state")).toMatch(/^Red light, reported by you/);
    expect(text(card)).not.toContain("Camera error");
    const behind = device({ name: "B", findings: [finding(), seen] });
    expect(text(await show([account({ devices: [behind] })]), ".also")).toBe("Also: Red light, reported by you");
  });

  it("has a readable cause, also one that this version has no word for", async () => {
    const odd = finding({ cause: "lens_is_dirty", evidence: {} });
    const card = await show([account({ devices: [device({ findings: [odd] })] })]);
    expect(text(card, ".row .state")).toMatch(/^Lens is dirty/);
  });

  it("says how sure it is where it is not", async () => {
    const likely = finding({ cause: "camera_error", confidence: "likely", evidence: { offline_since: "2026-11-22T08:30:00Z" } });
    const card = await show([account({ devices: [device({ findings: [likely] })] })]);
    expect(all(card, ".evidence li")).toEqual([
      expect.stringMatching(/^No answer since /),
      say("confidence_likely"),
    ]);
  });

  it("lists the other causes", async () => {
    const other = finding({ cause: "weak_wifi", severity: "warning", evidence: { wifi_bars: 1, wifi_dbm: -81 } });
    const card = await show([account({ devices: [low({ findings: [finding(), other] })] })]);
    expect(text(card, ".also")).toBe("Also: Weak Wi-Fi");
    expect(all(card, ".evidence li")).toContain(say("shows_wifi_bars", { value: "1 of 5" }));
    expect(all(card, ".evidence li")).toContain(say("shows_wifi_dbm", { value: -81 }));
  });

  const proofs: [string, Record<string, string | number | null>, string[]][] = [
    ["a code", { issue: "error_149" }, [say("shows_issue", { value: "error_149" })]],
    ["a code without a name", { issue: "other" }, [say("shows_issue_other")]],
    ["a radio code", { issue: "lfr" }, [say("shows_issue_lfr")]],
    ["a heartbeat", { last_heartbeat: "2026-11-20T08:30:00Z" }, [say("shows_last_heartbeat", { value: "November 20" })]],
    ["a day", { wifi_bars_dropped_on: "2026-11-22" }, [say("shows_wifi_bars_dropped_on", { value: "November 22" })]],
    ["nothing of what is not known", { last_heartbeat: null }, []],
    ["nothing of what has no words", { from_the_future: 1 }, []],
    ["several devices", { devices_offline: 3 }, [say("shows_devices_offline", { value: 3 })]],
    [
      "firmware",
      { firmware: "10.5", newer_firmware: "10.53", newer_since: "2026-11-01T08:30:00Z" },
      [
        say("shows_firmware", { value: "10.5" }),
        say("shows_newer_firmware", { value: "10.53" }),
        say("shows_newer_since", { value: "November 1" }),
      ],
    ],
    ["a sign-in", { trouble: "sign_in" }, [say("shows_trouble_sign_in")]],
    ["a red light", { red_light: "unknown" }, [say("shows_red_light")]],
  ];
  it.each(proofs)("shows %s as evidence", async (_, evidence, lines) => {
    const trouble = device({ findings: [finding({ cause: "camera_error", evidence })] });
    const card = await show([account({ devices: [trouble] })]);
    expect(all(card, ".evidence li")).toEqual([...lines, say("since", { when: "November 3" })]);
  });

  it("is never told by colour alone: an icon and words say it", async () => {
    const card = await show([account({ devices: [low()] })]);
    expect(card.shadowRoot.querySelector(".row.error .badge svg")).not.toBeNull();
    expect(text(card, ".row.error .state")).toContain("Low battery");
    expect(card.shadowRoot.querySelector(".value.low")!.getAttribute("aria-label")).toBe("Battery state: Low");
    expect(card.shadowRoot.querySelector(".value.wifi")!.getAttribute("aria-label")).toBe("Wi-Fi: 4 of 5 bars");
  });
});

describe("a dead sync module", () => {
  const root = "module";
  const dead = finding({ cause: "sync_module_offline", evidence: {} });
  const module = device({
    uid: root,
    name: "Home",
    family: "sync_module",
    online: false,
    battery: "mains",
    findings: [dead],
    steps: ["read_lights"],
    step: "read_lights",
  });
  const behind = ["Attic", "Barn"].map((name) =>
    device({ name, parent: root, online: false, findings: [{ ...dead, confidence: "likely", root }] }),
  );

  it("is the parent of its cameras, and is the one that needs care", async () => {
    const card = await show([account({ devices: [...behind, module, device({ name: "Mini", family: "owl" })] })]);
    expect(all(card, ".row .name")).toEqual(["Home", "Mini"]);
    expect(text(card, ".summary")).toBe(word("one_needs_care"));
    const fold = `${word("behind", { name: "Home" })} · 2`;
    expect(all(card, ".fold")).toEqual([fold]);
    await press(card, fold);
    expect(all(card, ".folded .name")).toEqual(["Attic", "Barn"]);
    expect(all(card, ".folded .state")[0]).toBe(word("behind", { name: "Home" }));
    expect(card.shadowRoot.querySelectorAll(".row.error")).toHaveLength(1);
    expect(card.shadowRoot.querySelectorAll(".folded .row.behind .badge")).toHaveLength(2);
    expect(card.shadowRoot.querySelectorAll(".more")).toHaveLength(1);
  });

  it("may be a system, which is no device", async () => {
    const gone = finding({ cause: "home_network_offline", confidence: "likely", evidence: {} });
    const system = device({ uid: "s", device_id: null, name: "Cabin", family: "system", online: false, battery: null, control: false, findings: [gone] });
    const cameras = ["A", "B"].map((name) => device({ name, online: false, findings: [{ ...gone, root: "s" }] }));
    const card = await show([account({ devices: [...cameras, system] })]);
    expect(text(card, ".summary")).toBe(word("one_problem"));
    expect(all(card, ".row .name")).toEqual(["Cabin"]);
    expect(all(card, ".fold")).toEqual([`${word("behind", { name: "Cabin" })} · 2`]);
  });

  it("is named on a camera that is shown alone", async () => {
    const card = await show([account({ devices: [...behind, module] })], { devices: [behind[0]!.device_id!] });
    expect(all(card, ".row .name")).toEqual(["Attic"]);
    expect(text(card, ".summary")).toBe("");
    await toggle(card, "Attic");
    expect(text(card, ".why")).toBe(word("behind_long", { name: "Home" }));
  });
});

describe("names", () => {
  const hostile = [
    "<img src=x onerror=alert(1)>",
    "<script>document.title='owned'</script>",
    "{name}${1}`'\"",
    "\u202Eevil\u202C",
    "x".repeat(300),
    "  ",
  ];
  it.each(hostile)("are never HTML: %s", async (name) => {
    const module = device({ uid: "m", name, family: "sync_module", findings: [finding({ cause: "sync_module_offline", evidence: {} })] });
    const camera = low({ name, parent: "m", findings: [finding({ root: "m" })] });
    const hostileAccount = account({ title: name, devices: [module, camera] });
    const card = await show([hostileAccount, { ...hostileAccount, entry_id: "other" }], { title: name });
    expect(card.shadowRoot.querySelector("img, script")).toBeNull();
    expect(card.shadowRoot.querySelector(".row .name bdi")!.textContent).toBe(name);
  });

  it("of codes and firmware are text, too", async () => {
    const code = "<b>x</b>";
    const odd = device({ firmware: code, findings: [finding({ cause: code, evidence: { issue: code } })] });
    const card = await show([account({ devices: [odd] })]);
    expect(card.shadowRoot.querySelector("ha-card b")).toBeNull();
    expect(text(card)).toContain(code);
  });
});

describe("buttons", () => {
  const labels = (card: Card): string[] => all(card, ".buttons > .action");

  it("are offered by what the user may do", async () => {
    const admin = await show([account({ devices: [low()] })]);
    expect(labels(admin)).toEqual([word("fix"), "Check up", "It is flashing red", "Batteries replaced"]);
    const user = await show([account({ devices: [low()] })], {}, fake({ user: { is_admin: false } }));
    expect(labels(user)).toHaveLength(3);
    const reader = await show([account({ devices: [low({ control: false })] })], {}, fake({ user: { is_admin: false } }));
    expect(labels(reader)).toEqual([]);
  });

  it("offer no batteries where there are none, no fix without an issue", async () => {
    const mini = device({ battery: "mains", findings: [finding({ cause: "weak_wifi", evidence: {} })] });
    expect(labels(await show([account({ devices: [mini] })]))).toHaveLength(2);
  });

  it("call the action for the device, and say that it is done", async () => {
    const from = fake();
    const target = low();
    const card = await show([account({ devices: [target] })], {}, from);
    const said: string[] = [];
    card.addEventListener("hass-notification", (event) => said.push((event as CustomEvent).detail.message));
    card.shadowRoot.querySelectorAll<HTMLElement>(".action")[1]!.click();
    await settled(card);
    expect(from.callService).toHaveBeenCalledWith("blink_doctor", "check_up", { device_id: [target.device_id] });
    expect(said).toEqual([word("check_up_done", { name: "Front door" })]);
  });

  const undoable = async (from: ReturnType<typeof fake>, label: string, target = low()): Promise<{ card: Card; undo: () => void }> => {
    const card = await show([account({ devices: [target] })], {}, from);
    let undo: (() => void) | undefined;
    card.addEventListener("hass-notification", (event) => {
      const { action } = (event as CustomEvent).detail;
      expect(action.text).toBe(word("undo"));
      undo = action.action;
    });
    if (target.name !== "Front door") await toggle(card, target.name);
    await press(card, label);
    return { card, undo: undo! };
  };

  it("can be taken back: new batteries are told when there was time to think", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], shouldAdvanceTime: true, now: new Date("2026-11-22T10:00:00Z") });
    const from = fake();
    const { undo } = await undoable(from, "Batteries replaced");
    undo();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(from.callService).not.toHaveBeenCalled();
    const again = fake();
    const target = low();
    await undoable(again, "Batteries replaced", target);
    expect(again.callService).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(7_000);
    expect(again.callService.mock.calls).toEqual([["blink_doctor", "batteries_replaced", { device_id: [target.device_id] }]]);
  });

  it("tell of new batteries at once when the page is left", async () => {
    const from = fake();
    const { card } = await undoable(from, "Batteries replaced");
    card.remove();
    expect(from.callService).toHaveBeenCalledTimes(1);
  });

  it("can be taken back: a red light that was reported has stopped", async () => {
    const from = fake();
    const { undo } = await undoable(from, "It is flashing red");
    undo();
    expect(from.callService.mock.calls.map(([, , data]) => data.pattern)).toEqual([undefined, "stopped"]);
  });

  it("take a report of a red light back", async () => {
    const from = fake();
    const target = device({ red_light: true });
    const card = await show([account({ devices: [target] })], {}, from);
    await toggle(card, target.name);
    await press(card, "It has stopped");
    expect(from.callService.mock.calls[0]!.slice(0, 3)).toEqual([
      "blink_doctor",
      "report_red_light",
      { device_id: [target.device_id], pattern: "stopped" },
    ]);
  });

  it("leave it to the frontend to say what went wrong, and can be pressed again", async () => {
    const from = fake();
    from.callService.mockRejectedValue(new Error("Blink does not answer"));
    const card = await show([account({ devices: [low()] })], {}, from);
    const said = vi.fn();
    card.addEventListener("hass-notification", said);
    const button = card.shadowRoot.querySelectorAll<HTMLButtonElement>(".action")[1]!;
    button.click();
    await card.updateComplete;
    expect(button.disabled).toBe(true);
    expect(button.textContent!.trim()).toBe(word("check_up_busy"));
    await settled(card);
    expect(said).not.toHaveBeenCalled();
    expect(button.disabled).toBe(false);
  });

  it("say so if the guided fix is no longer needed", async () => {
    const from = fake();
    from.answer.mockResolvedValue({ issues: [] });
    const card = await show([account({ devices: [low()] })], {}, from);
    const said: string[] = [];
    card.addEventListener("hass-notification", (event) => said.push((event as CustomEvent).detail.message));
    await press(card, word("fix"));
    await vi.waitFor(() => expect(said).toEqual([word("fix_gone")]));
  });
});

describe("a guided fix that cannot be opened", () => {
  it.each([
    ["because the frontend has changed", { issues: [{ domain: "blink_doctor", issue_id: "low_battery_uid" }] }],
    ["because Home Assistant does not answer", undefined],
  ])("%s opens the repairs page", async (_, answer) => {
    const from = fake();
    if (answer) from.answer.mockResolvedValue(answer);
    else from.answer.mockRejectedValue(new Error("no connection"));
    const card = await show([account({ devices: [low()] })], {}, from);
    const actions: unknown[] = [];
    card.addEventListener("hass-action", (event) => actions.push((event as CustomEvent).detail));
    await press(card, word("fix"));
    const repairs = { tap_action: { action: "navigate", navigation_path: "/config/repairs" } };
    await vi.waitFor(() => expect(actions).toEqual([{ config: repairs, action: "tap" }]));
  });
});

describe("several accounts", () => {
  it("are told apart", async () => {
    const two = [
      account({ entry_id: "1", title: "Home", devices: [device({ name: "A" })] }),
      account({ entry_id: "2", title: "Cabin", devices: [device({ name: "B" })] }),
    ];
    expect(all(await show(two), "h3")).toEqual(["Home", "Cabin"]);
    const one = await show(two, { devices: [two[1]!.devices[0]!.device_id!] });
    expect(all(one, ".row .name")).toEqual(["B"]);
  });

  it("are not a thing that one could wait for: the cause is named", async () => {
    const dark = finding({ cause: "home_network_offline", evidence: { devices_offline: 2 } });
    const self = device({ uid: "account", name: "Blink", family: "account", findings: [dark] });
    const camera = device({ name: "Hall", online: false, findings: [{ ...dark, root: "account" }] });
    const card = await show([account({ devices: [self, camera] })]);
    const fold = "Home network offline · 1";
    await press(card, fold);
    expect(all(card, ".row.behind .state")).toEqual(["Home network offline"]);
    expect(all(card, ".action")).not.toContain("It is flashing red");
    await toggle(card, "Hall");
    expect(all(card, ".why")[1]).toBe(word("behind_long", { name: "Home network offline" }));
  });

  it("show trouble of the account itself first", async () => {
    const self = device({ name: "Blink", family: "account", device_id: "x", findings: [finding({ cause: "blink_unreachable", evidence: {} })] });
    const card = await show([account({ devices: [low(), self] })], { faults_only: true });
    expect(all(card, ".row .name")).toEqual(["Blink", "Front door"]);
    const fine = await show([account({ devices: [device({ name: "A" }), { ...self, fault: false, severity: null, findings: [] }] })]);
    expect(all(fine, ".row .name")).toEqual(["A"]);
  });
});

describe("drawing", () => {
  it("does not happen when an unrelated state changes", async () => {
    const from = fake();
    const card = await show([account({ devices: [low()] })], {}, from);
    const render = vi.spyOn(card as unknown as { render(): unknown }, "render");
    for (let n = 0; n < 20; n += 1) card.hass = { ...from.hass, states: { [`light.l${n}`]: undefined } };
    await settled(card);
    expect(render).not.toHaveBeenCalled();
    card.hass = { ...from.hass, locale: { language: "de" } };
    await settled(card);
    expect(render).toHaveBeenCalledTimes(1);
  });

  it("happens once for a push, and only touches the device that changed", async () => {
    const from = fake();
    const [one, two] = [device({ name: "A" }), device({ name: "B" })];
    const card = await show([account({ devices: [one, two] })], {}, from);
    const rows = [...card.shadowRoot.querySelectorAll(".row")];
    from.send({ full: false, accounts: [account({ devices: [{ ...two, online: false }] })] });
    await settled(card);
    expect(all(card, ".row .state")).toEqual([word("offline"), word("fine")]);
    expect(card.shadowRoot.querySelectorAll(".row")).toHaveLength(rows.length);
  });

  it("ends its subscription with the last card, and joins again", async () => {
    const from = fake();
    const first = await show([account({ devices: [device()] })], {}, from);
    const second = await show(null, {}, from);
    expect(from.subscribe).toHaveBeenCalledTimes(1);
    expect(all(second, ".row .name")).toHaveLength(1);
    first.parentElement!.remove();
    await settled(second);
    expect(from.leave).not.toHaveBeenCalled();
    const shell = second.parentElement!;
    shell.remove();
    await settled(second);
    expect(from.leave).toHaveBeenCalledTimes(1);
    document.body.append(shell);
    await settled(second);
    expect(from.subscribe).toHaveBeenCalledTimes(2);
  });
});

describe("words that cannot be loaded", () => {
  it("leave a card with names and bars", async () => {
    const from = fake({ callWS: () => Promise.reject(new Error("offline")) });
    const card = await show([account({ devices: [device({ name: "Shed" })] })], {}, from);
    expect(all(card, ".row .name")).toEqual(["Shed"]);
  });
});

describe("what is paused", () => {
  const stored = device({ name: "Boat house", paused: true, watched: false, online: false, paused_until: "2027-03-01T00:00:00Z" });

  // a day of the house is that day for a browser elsewhere, too
  const house = (): ReturnType<typeof fake> => fake({ config: { components: ["blink_doctor"], time_zone: "UTC" } });

  it("is said with its end, is neither fine nor a problem, and is grey", async () => {
    const card = await show([account({ devices: [device(), device(), stored] })], {}, house());
    expect(text(card, ".row.paused .state")).toBe(word("paused_until", { when: "March 1" }));
    expect(all(card, ".summary .name, .summary .state")).toEqual([word("fold_fine", { count: 2 }), "Paused: 1"]);
    expect(card.shadowRoot.querySelectorAll(".row.ok")).toHaveLength(2);
    const forever = await show([account({ devices: [device({ paused: true, watched: false })] })]);
    expect(text(forever, ".row .state")).toBe("Paused");
    expect(text(forever, ".summary .name")).toBe("Paused: 1");
    expect(forever.shadowRoot.querySelector(".calm, .row.ok")).toBeNull();
  });

  it("says the year where the day would be taken for one of this year", async () => {
    const far = device({ ...stored, paused_until: "2027-11-20T00:00:00Z" });
    expect(text(await show([account({ devices: [far] })], {}, house()), ".row .state")).toBe(word("paused_until", { when: "November 20, 2027" }));
  });

  it("is known to be so while the data is old", async () => {
    const card = await show([account({ state: "stale", data_at: "2026-11-20T08:00:00Z", devices: [stored] })], {}, house());
    expect(text(card, ".row .state")).toBe(word("paused_until", { when: "March 1" }));
  });

  it("is resumed by a button, which is taken back by pausing it until the same day", async () => {
    const from = fake();
    const card = await show([account({ devices: [stored] })], {}, from);
    let undo = (): void => undefined;
    const said: string[] = [];
    card.addEventListener("hass-notification", (event) => {
      const { message, action } = (event as CustomEvent).detail;
      said.push(message);
      undo = action.action;
    });
    await toggle(card, "Boat house");
    expect(all(card, ".buttons > .action")).toEqual(["Resume", "Check up", "Batteries replaced"]);
    expect(card.shadowRoot.querySelector("form")).toBeNull();
    await press(card, "Resume");
    expect(from.callService).toHaveBeenLastCalledWith("blink_doctor", "resume", { device_id: [stored.device_id] });
    expect(said).toEqual([word("resume_done", { name: "Boat house" })]);
    undo();
    expect(from.callService).toHaveBeenLastCalledWith("blink_doctor", "pause", { device_id: [stored.device_id], until: stored.paused_until });
  });
});

describe("pausing", () => {
  const form = (card: Card): HTMLFormElement | null => card.shadowRoot.querySelector("form");
  const send = async (card: Card, until: string): Promise<void> => {
    form(card)!.querySelector("input")!.value = until;
    form(card)!.dispatchEvent(new Event("submit", { cancelable: true }));
    await settled(card);
  };
  const shown = async (changes: Partial<Device> = {}, config: object = {}): Promise<[Card, ReturnType<typeof fake>, string[]]> => {
    const from = fake(config);
    const card = await show([account({ devices: [low(changes)] })], {}, from);
    await settled(card);
    const said: string[] = [];
    card.addEventListener("hass-notification", (event) => said.push((event as CustomEvent).detail.message));
    return [card, from, said];
  };

  it("takes a day from tomorrow on, or none", async () => {
    const [card, from, said] = await shown({ device_id: "d" });
    expect(form(card)!.querySelector("input")!.min).toBe("2026-11-23");
    await send(card, "2027-03-01");
    expect(from.callService).toHaveBeenLastCalledWith("blink_doctor", "pause", { device_id: ["d"], until: "2027-03-01" });
    await send(card, "");
    expect(from.callService).toHaveBeenLastCalledWith("blink_doctor", "pause", { device_id: ["d"] });
    expect(said).toEqual([
      say("summary_paused_until", { name: "Front door", date: "March\u00a01" }),
      say("summary_paused", { name: "Front door" }),
    ]);
  });

  it("is offered to who may control the device, with a reason where it has been silent for long", async () => {
    const [card] = await shown();
    expect(card.shadowRoot.querySelector("details")!.open).toBe(false);
    const [offered] = await shown({ pause_offered: true });
    expect(offered.shadowRoot.querySelector("details")!.open).toBe(true);
    expect(text(offered, "form p")).toBe(word("pause_offer"));
    expect(form((await shown({ control: false }))[0])).toBeNull();
  });
});

describe("what would not record", () => {
  it("is told plainly, is counted, and is no fault", async () => {
    const devices = [device({ recording: "not_armed" }), device({ recording: "motion_off" }), device({ recording: "ready" })];
    const card = await show([account({ devices })], { show_fine: true });
    expect(all(card, ".summary .name, .summary .state")).toEqual([word("all_fine"), "Not armed: 1 · Motion detection off: 1"]);
    expect(all(card, ".row .state").sort()).toEqual([word("fine"), "Motion detection off", "Not armed"]);
    expect(card.shadowRoot.querySelectorAll(".row.idle")).toHaveLength(2);
    expect(card.shadowRoot.querySelector(".warning, .error")).toBeNull();
  });

  it("is not said where a fault says more, nor where it is not known", async () => {
    const card = await show([account({ devices: [low({ recording: "not_armed" }), device({ recording: "not_known" })] })]);
    expect(all(card, ".row .state")).toEqual(["Low battery · since Nov 3", word("fine")]);
    await settled(card);
    expect(all(card, ".fact").join()).toMatch(/Recording\s*Not armed/);
  });

  it("is not claimed of old data", async () => {
    const card = await show([account({ state: "stale", data_at: "2026-11-20T08:00:00Z", devices: [device({ name: "Shed", recording: "ready" })] })]);
    await toggle(card, "Shed");
    await settled(card);
    expect(card.shadowRoot.textContent).not.toContain("Ready");
  });
});

describe("what was", () => {
  const opened = async (changes: Partial<Device>): Promise<Card> => {
    const card = await show([account({ devices: [device({ name: "Garden", ...changes })] })]);
    await toggle(card, "Garden");
    await settled(card);
    return card;
  };
  const local = (day: number, hour: number, minute: number): string => new Date(2026, 10, day, hour, minute).toISOString();

  it("says when a camera was not watching, and why, on its line and beneath it", async () => {
    const gap = { reason: "offline" as const, from: local(22, 2, 10), until: local(22, 4, 40) };
    const card = await opened({ not_watching: gap });
    expect(text(card, ".row .state")).toMatch(/^All good · Offline 2:10\sAM – 4:40\sAM$/);
    expect(text(card, ".was").replaceAll("\u202f", " ")).toBe(
      say("not_watching", { name: "Garden", when: "2:10 AM", until: "4:40 AM", why: "Offline" }),
    );
    const night = { ...gap, from: local(21, 23, 50) };
    expect(text(await opened({ not_watching: night }), ".row .state")).toMatch(/Offline Sat 11:50\sPM – Sun 4:40\sAM$/);
    const now = await opened({ online: false, not_watching: { ...gap, until: null } });
    expect(text(now, ".row .state")).toBe(word("offline"));
    expect(now.shadowRoot.querySelector(".was")).toBeNull();
  });

  it("says how a camera drops out, and when most nights", async () => {
    const month = { count: 7, total_minutes: 1240, availability: 97.2 };
    const card = await opened({ drop_outs: { day: month, week: month, month }, drop_out_pattern: { from: "03:00", until: "03:20" } });
    expect(all(card, ".was")).toEqual([
      say("dropped_out", { name: "Garden", count: 7, days: 30, minutes: "1,240", percent: "97.2" }),
      // with the clock of all other times
      say("nightly", { name: "Garden", start: "3:00 AM", end: "3:20 AM" }),
    ]);
    const none = { count: 1, total_minutes: 30, availability: 99.9 };
    expect(all(await opened({ drop_outs: { day: none, week: none, month: none } }), ".was")).toEqual([]);
  });

  it("lists the last faults with what ended them, and how many there were this year", async () => {
    const incidents = [
      { cause: "weak_wifi", from: "2026-11-20T12:00:00Z", to: null, ended_by: null },
      { cause: "low_battery", from: "2026-11-03T12:00:00Z", to: "2026-11-05T12:00:00Z", ended_by: "new_batteries" },
      { cause: "red_light", from: "2026-08-01T12:00:00Z", to: "2026-08-01T15:00:00Z", ended_by: "power_cycle" },
    ];
    const card = await opened({ incidents, faults_this_year: 3 });
    expect(text(card, ".heading")).toBe(word("faults", { count: 3, when: "Nov 5" }));
    const lines = all(card, ".evidence li");
    expect(lines[0]).toBe(`Low battery · Nov 3 – Nov 5 · ${say("ended_new_batteries")}`);
    expect(lines[1]).toMatch(new RegExp(`^${word("red_light")} · Aug 1 · \\w`));
    expect(lines).toHaveLength(2);
    expect(text(await opened({ incidents: [incidents[1]!], faults_this_year: 1 }), ".heading")).toBe(word("one_fault", { when: "Nov 5" }));
  });

  it("says what wakes a camera often", async () => {
    const woken = (count: number, kind = "automation", called = "Snap"): object[] => [{ kind, name: called, count }, { kind: "script", name: "x", count: 1 }];
    const lines = async (woken_yesterday: object[]): Promise<string[]> => all(await opened({ woken_yesterday } as Partial<Device>), ".was");
    expect(await lines(woken(1200))).toEqual([say("woken_by", { count: "1,201", by: say("by_automation", { name: "Snap" }) })]);
    expect(await lines(woken(40, "user", ""))).toEqual([say("woken", { count: 41 })]);
    expect(await lines(woken(3))).toEqual([]);
  });

  it("counts no faults of another year", async () => {
    const incidents = [{ cause: "low_battery", from: "2025-11-03T12:00:00Z", to: "2025-11-05T12:00:00Z", ended_by: "new_batteries" }];
    const card = await opened({ incidents, faults_this_year: 0 });
    expect(card.shadowRoot.querySelector(".heading")).toBeNull();
    expect(all(card, ".evidence li")).toHaveLength(1);
  });
});

describe("a battery's reading", () => {
  it("has its day where it is old", async () => {
    const of = async (battery_read_at: string): Promise<string> => {
      const card = await show([account({ devices: [device({ name: "Garden", battery_read_at })] })]);
      await toggle(card, "Garden");
      await settled(card);
      return text(card, ".facts .value-text");
    };
    expect(await of("2026-11-10T12:00:00Z")).toBe(`OK · 1.58 V · ${word("as_of", { when: "November 10" })}`);
    expect(await of("2026-11-20T12:00:00Z")).toBe("OK · 1.58 V");
  });
});

describe("words that come late", () => {
  it("are drawn in a preview, which is given its `hass` only once, and in every card that waits for them", async () => {
    let arrive = (): void => undefined;
    const late = new Promise<void>((done) => (arrive = done));
    const known = fake();
    const from = fake({
      // what Home Assistant's own `localize` knows at that moment
      localize: () => "",
      callWS: (async (message: object) => {
        await late;
        return known.hass.callWS(message);
      }) as Hass["callWS"],
    });
    const cards = await Promise.all([show([account({ devices: [low()] })], {}, from), show(null, {}, from)]);
    for (const card of cards) expect(card.shadowRoot.querySelector(".row")).toBeNull();
    arrive();
    for (const card of cards) {
      await vi.waitFor(() => expect(text(card, ".summary")).toBe(word("one_needs_care")));
      expect(all(card, ".action")).not.toContain("");
    }
  });
});

describe("pressing", () => {
  const asked = (card: Card): { config: Record<string, unknown>; action: string }[] => {
    const actions: { config: Record<string, unknown>; action: string }[] = [];
    card.addEventListener("hass-action", (event) => actions.push((event as CustomEvent).detail));
    return actions;
  };
  const entities = { fault: "binary_sensor.shed_fault", wifi_signal: "sensor.shed_wifi", battery_state: "sensor.shed_battery" };
  const shed = (): ReturnType<typeof device> => device({ name: "Shed", device_id: "d1", entities });
  const line = (card: Card): HTMLElement => card.shadowRoot.querySelector<HTMLElement>(".names")!;

  it("a line leads to its device, a value to its entity", async () => {
    const card = await show([account({ devices: [shed()] })]);
    const actions = asked(card);
    line(card).click();
    expect(actions[0]).toMatchObject({
      action: "tap",
      config: { entity: entities.fault, tap_action: { action: "navigate", navigation_path: "/config/devices/device/d1" } },
    });
    card.shadowRoot.querySelector<HTMLElement>(".value.wifi")!.click();
    expect(actions[1]!.config).toEqual({ entity: "sensor.shed_wifi", tap_action: { action: "more-info" } });
    await toggle(card, "Shed");
    card.shadowRoot.querySelector<HTMLElement>(".fact")!.click();
    expect(actions[2]!.config["entity"]).toBe("sensor.shed_battery");
  });

  it("a line shows more to a user who may not open the settings", async () => {
    const card = await show([account({ devices: [shed()] })], {}, fake({ user: { is_admin: false } }));
    const actions = asked(card);
    line(card).click();
    expect(actions[0]!.config["tap_action"]).toEqual({ action: "more-info" });
  });

  it("does what the configuration says, as in other cards; a long press is no short one", async () => {
    const tap = { action: "navigate", navigation_path: "/x" };
    const hold = { action: "perform-action", perform_action: "light.toggle" };
    const card = await show([account({ devices: [shed()] })], { tap_action: tap, hold_action: hold });
    const actions = asked(card);
    line(card).click();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    line(card).dispatchEvent(new Event("pointerdown", { bubbles: true }));
    vi.advanceTimersByTime(600);
    line(card).dispatchEvent(new Event("pointerup", { bubbles: true }));
    line(card).click();
    expect(actions.map(({ action, config }) => [action, config["tap_action"], config["hold_action"]])).toEqual([
      ["tap", tap, hold],
      ["hold", tap, hold],
    ]);
  });
});

describe("which devices, and in which order", () => {
  const shedAt = (area_id: string | null, labels: string[] = []) => ({ id: "", area_id, labels });
  const where = {
    devices: { a: shedAt("garden"), b: shedAt("house", ["outside"]), c: shedAt(null) },
    areas: { garden: { name: "Garden" }, house: { name: "Attic" } },
  };
  const devices = [
    device({ name: "A", device_id: "a" }),
    low({ name: "B", device_id: "b" }),
    device({ name: "C", device_id: "c", online: false }),
  ];
  const shown = async (config: Record<string, unknown>): Promise<string[]> =>
    names(await show([account({ devices })], config, fake(where)));

  it("are chosen by area, label and device together", async () => {
    expect(await shown({ areas: ["garden"] })).toEqual(["A"]);
    expect(await shown({ labels: ["outside"] })).toEqual(["B"]);
    expect(await shown({ areas: ["garden"], devices: ["c"] })).toEqual(["C", "A"]);
    expect(text(await show([account({ devices })], { areas: ["cellar"] }, fake(where)))).toBe(word("none_chosen"));
  });

  it("count only what is chosen", async () => {
    const card = await show([account({ devices })], { areas: ["garden"] }, fake(where));
    // which is not all
    expect(text(card, ".summary")).toBe(word("fold_fine", { count: 1 }));
  });

  it("are sorted by trouble, name or area", async () => {
    const two = [low({ name: "Z", device_id: "a" }), low({ name: "B", device_id: "b", severity: "warning", findings: [finding({ severity: "warning" })] })];
    const order = async (sort: string): Promise<string[]> => names(await show([account({ devices: two })], { sort }, fake(where)));
    expect(await order("trouble")).toEqual(["Z", "B"]);
    expect(await order("name")).toEqual(["B", "Z"]);
    expect(await order("area")).toEqual(["B", "Z"]);
  });
});

describe("signals", () => {
  it("that are weak are marked, and the better one of two goes where room is short", async () => {
    const camera = device({ wifi_bars: 2, sync_module_bars: 4 });
    const card = await show([account({ weak_bars: 2, devices: [camera] })]);
    const [wifi, link] = ["wifi", "link"].map((kind) => card.shadowRoot.querySelector(`.value.${kind}`)!.className);
    expect(wifi).toContain("weak");
    expect(wifi).not.toContain("lesser");
    expect(link).toContain("lesser");
    const strict = await show([account({ weak_bars: 4, devices: [camera] })]);
    expect(strict.shadowRoot.querySelectorAll(".value.weak")).toHaveLength(2);
  });
});

describe("the camera's picture", () => {
  const camera = { entity_id: "camera.shed", platform: "blink", device_id: "d1" };
  const from = (): ReturnType<typeof fake> =>
    fake({
      entities: { "camera.shed": camera },
      states: { "camera.shed": { state: "idle", attributes: { entity_picture: "/api/camera_proxy/camera.shed?token=x" } } },
      hassUrl: (path) => `https://home${path}`,
    });

  it("has its age and the fault over it, and is grey where the camera is silent", async () => {
    const shed = low({ device_id: "d1", online: false, picture_at: "2026-11-20T08:00:00Z" });
    const card = await show([account({ devices: [shed] })], {}, from());
    expect(card.shadowRoot.querySelector(".picture img")!.getAttribute("src")).toBe("https://home/api/camera_proxy/camera.shed?token=x");
    expect(text(card, ".over")).toBe("Low battery");
    expect(text(card, ".age")).toBe(word("picture_at", { when: "Nov 20" }));
    expect(card.shadowRoot.querySelector(".away .picture")).not.toBeNull();
    card.shadowRoot.querySelector("img")!.dispatchEvent(new Event("error"));
    expect(card.shadowRoot.querySelector<HTMLElement>(".picture")!.hidden).toBe(true);
  });

  it("has nothing over it where all is well", async () => {
    const card = await show([account({ devices: [device({ name: "Shed", device_id: "d1" })] })], {}, from());
    expect(card.shadowRoot.querySelector(".picture")).toBeNull();
    await toggle(card, "Shed");
    expect(card.shadowRoot.querySelector(".picture")).not.toBeNull();
    expect(card.shadowRoot.querySelector(".over, .age, .away")).toBeNull();
  });
});

describe("a date", () => {
  it.each([
    ["he", "November 20"],
    ["en-GB", "20 November"],
  ])("is in the language of its sentence: %s", async (language, day) => {
    const shed = device({ findings: [finding({ since: "2026-11-20T08:00:00Z" })] });
    const card = await show([account({ devices: [shed] })], {}, fake({ locale: { language } }));
    expect(all(card, ".evidence li")).toContain(say("since", { when: day }));
  });

  it("is of the house's time zone where the user says so", async () => {
    const shed = device({ findings: [finding({ since: "2026-11-22T08:00:00Z" })] });
    const locale = { language: "en", time_zone: "server", time_format: "24" };
    const card = await show([account({ devices: [shed] })], {}, fake({ locale, config: { components: ["blink_doctor"], time_zone: "Asia/Tokyo" } }));
    expect(text(card, ".row .state")).toBe("Low battery · since 17:00");
  });
});

describe("batteries", () => {
  it("say when they were changed and are expected to be low, where that is known", async () => {
    const entities = { batteries_changed: "sensor.c", expected_low: "sensor.e" };
    const state = (value: string) => ({ state: value, attributes: {} });
    const from = fake({ states: { "sensor.c": state("2026-03-01"), "sensor.e": state("unknown") } });
    const card = await show([account({ devices: [low({ entities })] })], {}, from);
    expect(all(card, ".fact")).toContain("Batteries changed March 1");
    expect(text(card, ".facts")).not.toContain("expected");
    card.hass = { ...from.hass, states: { ...from.hass.states, "sensor.e": state("2026-12-24") } };
    await settled(card);
    expect(all(card, ".fact")).toContain("Batteries expected low December 24");
  });
});

describe("the configuration", () => {
  it.each(["devices", "areas", "labels"])("refuses %s that are no list", async (key) => {
    await expect(put("blink-doctor-card", { [key]: "front" }, fake())).rejects.toThrow(key);
  });

  it("has a form with a label for every option", async () => {
    const { formOf } = await import("../src/form");
    const page = document.body.appendChild(document.createElement("home-assistant")) as HTMLElement & { hass?: Hass };
    page.hass = fake().hass;
    const generic = ["name", "tap_action", "hold_action"].map((name) => `ui.panel.lovelace.editor.card.generic.${name}`);
    const speak = (key: string): string => (generic.includes(key) ? "x" : "");
    for (const kind of ["card", "tile", "badge"] as const) {
      const { schema, computeLabel } = await formOf(kind);
      for (const field of schema) expect(computeLabel(field, speak), field.name).toBeTruthy();
    }
    const { schema, computeHelper } = await formOf("card");
    expect(computeHelper(schema[1]!)).toBe(word("help_devices"));
  });
});

describe("history", () => {
  it("is asked for once for an open device, and drawn", async () => {
    const from = fake();
    from.answer.mockResolvedValue({ battery_voltage: [], wifi_signal: [[20770, 5], [20775, 2]], sync_module_link: [] });
    const card = await show([account({ devices: [low()] })], {}, from);
    await vi.waitFor(() => expect(card.shadowRoot.querySelector(".trend")).not.toBeNull());
    expect(card.shadowRoot.querySelector(".trend")!.getAttribute("aria-label")).toBe(
      `${word("trend", { low: 2, high: 5 })}. ${word("weak_limit", { bars: "2 of 5" })}`,
    );
    expect(card.shadowRoot.querySelector(".trend .limit")).not.toBeNull();
    expect(all(card, ".axis span")).toEqual(["Nov 13", "today"]);
    expect(from.answer).toHaveBeenCalledTimes(1);
  });

  it("may be missing", async () => {
    const from = fake();
    from.answer.mockRejectedValue({ code: "not_found" });
    const card = await show([account({ devices: [low()] })], {}, from);
    expect(all(card, ".row .name")).toEqual(["Front door"]);
    expect(card.shadowRoot.querySelector(".trend")).toBeNull();
  });
});
