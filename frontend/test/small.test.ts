/** The tile and the badge. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Account, Device } from "../src/types";
import { account, type Card, device, fake, finding, low, put, settled, show, text, word } from "./sample";

beforeAll(() => import("../src/main"));
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-22T10:00:00Z") });
});
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

const asked = (card: Card): { config: Record<string, unknown> }[] => {
  const actions: { config: Record<string, unknown> }[] = [];
  card.addEventListener("hass-action", (event) => actions.push((event as CustomEvent).detail));
  return actions;
};
const press = (card: Card): void => card.shadowRoot.querySelector<HTMLElement>("button")!.click();

describe("the tile", () => {
  const tile = (accounts: Account[] | null, config: object = {}, from = fake()): Promise<Card> =>
    show(accounts, { device: "d1", ...config }, from, "blink-doctor-tile");
  const front = (changes: Partial<Device> = {}): Device => low({ device_id: "d1", ...changes });

  it("has the camera's name and the cause in words, and begins the guided fix", async () => {
    const from = fake();
    from.answer.mockResolvedValue({ issues: [] });
    const card = await tile([account({ devices: [device(), front()] })], {}, from);
    expect(text(card, ".name")).toBe("Front door");
    expect(text(card, ".state")).toBe("Low battery · Change the batteries");
    const said = vi.fn();
    card.addEventListener("hass-notification", (event) => said((event as CustomEvent).detail.message));
    press(card);
    await vi.waitFor(() => expect(said).toHaveBeenCalledWith(word("fix_gone")));
  });

  it("has a name of its own, where one is given", async () => {
    expect(text(await tile([account({ devices: [front()] })], { name: "Entrance" }), ".name")).toBe("Entrance");
  });

  it("leads to the camera where there is nothing to fix, and where the user may fix nothing", async () => {
    const fine = await tile([account({ devices: [device({ device_id: "d1" })] })]);
    const actions = asked(fine);
    press(fine);
    expect(actions[0]!.config["tap_action"]).toMatchObject({ action: "navigate" });
    const guest = await tile([account({ devices: [front({ entities: { fault: "b.f" } })] })], {}, fake({ user: { is_admin: false } }));
    const shown = asked(guest);
    press(guest);
    expect(shown[0]!.config).toMatchObject({ entity: "b.f", tap_action: { action: "more-info" } });
  });

  it("does what its configuration says", async () => {
    const tap_action = { action: "none" };
    const card = await tile([account({ devices: [front()] })], { tap_action });
    const actions = asked(card);
    press(card);
    expect(actions[0]!.config["tap_action"]).toEqual(tap_action);
  });

  it("leaves to the icon what kind of device it is", async () => {
    const module = await tile([account({ devices: [device({ device_id: "d1", family: "sync_module" })] })]);
    expect(text(module, ".state")).toBe(word("fine"));
  });

  it("says what is not there", async () => {
    expect(text(await tile([account({ devices: [device()] })]), ".state")).toBe(word("none_chosen"));
    expect(text(await tile([]), ".state")).toBe(word("not_set_up"));
    expect(text(await tile(null), ".state")).toBe(word("loading"));
  });

  it("never looks well while the data is old", async () => {
    const card = await tile([account({ state: "stale", data_at: "2026-11-20T08:00:00Z", devices: [device({ device_id: "d1" })] })]);
    expect(card.shadowRoot.querySelector(".row.old")).not.toBeNull();
    expect(text(card, ".state")).toBe(word("unknown"));
  });

  it("says once what is wrong: over the picture, or beneath the name", async () => {
    const picture = { states: { "camera.a": { state: "idle", attributes: { entity_picture: "/a" } } }, entities: { "camera.a": { entity_id: "camera.a", device_id: "d1", platform: "blink" } } };
    const of = (changes: Partial<Device>): Promise<Card> =>
      tile([account({ devices: [device({ device_id: "d1", ...changes })] })], { show_picture: true }, fake(picture));
    const paused = await of({ paused: true });
    expect([text(paused, ".over"), text(paused, ".state")]).toEqual(["Paused", ""]);
    const silent = await of({ online: false, recording: "offline", recording_since: "2026-11-03T09:00:00Z" });
    expect([text(silent, ".over"), text(silent, ".state")]).toEqual([word("offline"), expect.stringMatching(/^since /)]);
    const fine = await of({});
    expect(fine.shadowRoot.querySelector(".over")).toBeNull();
    expect(text(fine, ".state")).toBe(word("fine"));
  });

  it("begins with a camera in trouble", async () => {
    const shell = customElements.get("blink-doctor-tile") as unknown as { getStubConfig(hass: object): object };
    const fault = (entity_id: string, device_id: string) => ({ entity_id, device_id, platform: "blink_doctor", translation_key: "fault" });
    const entities = { a: fault("a", "d1"), b: fault("b", "d2") };
    const { hass } = fake({ entities, states: { b: { state: "on", attributes: {} } } });
    expect(shell.getStubConfig(hass)).toEqual({ device: "d2" });
  });
});

describe("the badge", () => {
  const badge = (accounts: Account[] | null, config: object = {}, from = fake()): Promise<Card> =>
    show(accounts, { ...config }, from, "blink-doctor-badge");
  const words = (card: Card): string => text(card, "button");

  it("says how many need attention, over all accounts", async () => {
    const two = [account({ devices: [low()] }), account({ entry_id: "b", devices: [low(), device()] })];
    const card = await badge(two);
    expect(words(card)).toBe(word("attention", { count: 2 }));
    expect(card.shadowRoot.querySelector(".pill.error")).not.toBeNull();
    expect(words(await badge([two[0]!]))).toBe(word("one_attention"));
    const ignored = low({ findings: [finding({ ignored: true })] });
    expect(words(await badge([account({ devices: [ignored, device()] })]))).toBe(word("fold_fine", { count: 1 }));
  });

  it("is not well while something is silent or old", async () => {
    expect(words(await badge([account({ devices: [device(), device({ online: false })] })]))).toBe(word("finding_out", { count: 1 }));
    const old = account({ state: "stale", data_at: "2026-11-20T08:00:00Z", devices: [low()] });
    expect(words(await badge([old]))).toBe(word("as_of", { when: "November 20" }));
  });

  it("says only of what is silent that it is looked into", async () => {
    expect(words(await badge([account({ devices: [device(), device({ online: null })] })]))).toBe(`${word("unknown")}: 1`);
    const behind = finding({ root: "elsewhere" });
    const card = await badge([account({ devices: [device(), device({ online: false, findings: [behind] })] })]);
    expect(words(card)).not.toContain(word("finding_out", { count: 1 }));
    expect(card.shadowRoot.querySelector(".pill.ok")).toBeNull();
  });

  it("does not say that none are fine", async () => {
    const ignored = low({ findings: [finding({ ignored: true })] });
    const card = await badge([account({ devices: [ignored] })]);
    expect(words(card)).toBe(`${word("ignored")}: 1`);
    expect(card.shadowRoot.querySelector(".pill.ok")).toBeNull();
  });

  it("is hidden while all is well, where that is wanted", async () => {
    const card = await badge([account({ devices: [device()] })], { faults_only: true });
    expect(card.hidden).toBe(true);
    expect((await badge([account({ devices: [low()] })], { faults_only: true })).hidden).toBe(false);
  });

  it("leads to the repairs, or to how many there are", async () => {
    const self = device({ family: "account", entities: { devices_with_fault: "sensor.n" } });
    const card = await badge([account({ devices: [self, low()] })]);
    const actions = asked(card);
    press(card);
    expect(actions[0]!.config).toMatchObject({ entity: "sensor.n", tap_action: { navigation_path: "/config/repairs" } });
    const guest = await badge([account({ devices: [self, low()] })], {}, fake({ user: { is_admin: false } }));
    const shown = asked(guest);
    press(guest);
    expect(shown[0]!.config["tap_action"]).toEqual({ action: "more-info" });
  });
});

describe("what stands on the dashboard", () => {
  it("is there before what it draws, and takes both settings and states at any time", async () => {
    const from = fake();
    const shell = await put("blink-doctor-card", { title: "One" }, from);
    shell.setConfig({ type: "custom:blink-doctor-card", title: "Two" });
    shell.hass = from.hass;
    const card = shell.firstElementChild as Card;
    await settled(card);
    expect(text(card, ".title")).toBe("Two");
    shell.remove();
    document.body.append(shell);
    expect(shell.children).toHaveLength(1);
  });
});
