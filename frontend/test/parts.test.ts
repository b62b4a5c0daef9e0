/// <reference types="vite/client" />
import { describe, expect, it } from "vitest";
import { openFix } from "../src/fix";
import { trend } from "../src/history";
import { merge } from "../src/store";
import { generate } from "../src/strategy";
import type { Hass, RegistryEntity } from "../src/types";
import { account, device, fake, localize, word } from "./sample";

describe("merging messages", () => {
  it("keeps what did not change, by identity", () => {
    const [one, two] = [device(), device()];
    const first = merge(null, { full: true, accounts: [account({ devices: [one, two] })] });
    const [after] = merge(first, { full: false, accounts: [account({ state: "stale", devices: [{ ...two, online: false }] })] });
    expect(after!.state).toBe("stale");
    expect(after!.devices[0]).toBe(one);
    expect(after!.devices[1]!.online).toBe(false);
  });

  it("takes away and adds devices and accounts", () => {
    const [one, two] = [device(), device()];
    const first = merge(null, { full: true, accounts: [account({ devices: [one] }), account({ entry_id: "b" })] });
    const after = merge(first, {
      full: false,
      removed: ["b"],
      accounts: [
        { ...account({ devices: [two] }), removed: [one.uid] },
        account({ entry_id: "c", devices: [one] }),
      ],
    });
    expect(after.map(({ entry_id }) => entry_id)).toEqual(["entry", "c"]);
    expect(after[0]!.devices).toEqual([two]);
  });

  it("starts afresh with a whole message, as after a lost connection", () => {
    const first = merge(null, { full: true, accounts: [account({ devices: [device()] })] });
    expect(merge(first, { full: true, accounts: [] })).toEqual([]);
  });
});

describe("trends", () => {
  it("needs two points within thirty days", () => {
    expect(trend("wifi_signal", [], 100)).toBeNull();
    expect(trend("wifi_signal", [[10, 3], [99, 3]], 100)).toBeNull();
    expect(trend("wifi_signal", [[90, 3], [99, 3]], 100)).toMatchObject({ low: 3, high: 3, from: "1970-04-01" });
  });

  it("draws bars on their whole scale, until now", () => {
    expect(trend("wifi_signal", [[90, 0], [99, 5]], 100)!.path).toBe("M0.0 30.0L108.0 5.0H120");
  });

  it("draws none that is shorter than a day: it would look like a line under the value", () => {
    expect(trend("wifi_signal", [[99.5, 3], [99.9, 3]], 100)).toBeNull();
  });
});

describe("the guided fix", () => {
  const issue = { domain: "blink_doctor", issue_id: "low_battery_x", is_fixable: true };
  const withIssues = (...issues: object[]): Hass => {
    const { hass, answer } = fake();
    answer.mockResolvedValue({ issues });
    return hass;
  };
  it("says so if the issue is gone", async () => {
    expect(await openFix(document.body, withIssues({ ...issue, issue_id: "other" }), "low_battery_x")).toBe("gone");
  });

  it("does not open where the frontend has no list to press", async () => {
    expect(await openFix(document.body, withIssues(issue), issue.issue_id)).toBe("not_opened");
  });

  it("has the frontend's own list open the dialog, and leaves nothing behind", async () => {
    class List extends HTMLElement {
      repairsIssues: { issue_id: string }[] = [];
      get updateComplete(): Promise<boolean> {
        const item = document.createElement("ha-list-item-button");
        item.addEventListener("click", () =>
          this.dispatchEvent(
            new CustomEvent("show-dialog", { bubbles: true, composed: true, detail: this.repairsIssues[0]! }),
          ),
        );
        this.attachShadow({ mode: "open" }).append(item);
        return Promise.resolve(true);
      }
    }
    // as in Home Assistant: a panel's code defines the list
    class Panel extends HTMLElement {
      routerOptions = {
        routes: { repairs: { load: async () => customElements.define("ha-config-repairs", List) } },
      };
    }
    class Resolver extends HTMLElement {
      _getRoutes = () => ({
        routes: { config: { load: async () => customElements.define("ha-panel-config", Panel) } },
      });
    }
    customElements.define("partial-panel-resolver", Resolver);
    const asked: unknown[] = [];
    document.addEventListener("show-dialog", (event) => asked.push((event as CustomEvent).detail), { once: true });
    expect(await openFix(document.body, withIssues(issue), issue.issue_id)).toBe("opened");
    expect(asked).toEqual([issue]);
    expect(document.querySelector("ha-config-repairs")).toBeNull();
  });
});

describe("the page that builds itself", () => {
  const entity = (entity_id: string, platform: string, changes: Partial<RegistryEntity> = {}): RegistryEntity => ({
    entity_id,
    platform,
    device_id: "d",
    ...changes,
  });
  const entities = Object.fromEntries(
    [
      entity("camera.well", "blink", { device_id: "well" }),
      entity("camera.front", "blink"),
      entity("camera.hidden", "blink", { hidden: true }),
      entity("camera.other", "generic"),
      entity("binary_sensor.front_battery", "blink"),
      entity("binary_sensor.front_fault", "blink_doctor", { translation_key: "fault" }),
      entity("binary_sensor.front_online", "blink_doctor", { translation_key: "online" }),
      entity("sensor.front_expected", "blink_doctor", { translation_key: "expected_low" }),
      entity("sensor.shed_expected", "blink_doctor", { translation_key: "expected_low" }),
      entity("sensor.new_expected", "blink_doctor", { translation_key: "expected_low" }),
      entity("button.check", "blink_doctor", { translation_key: "account_check_up" }),
      entity("sensor.to_buy", "blink_doctor", { translation_key: "batteries_to_buy" }),
    ].map((one) => [one.entity_id, one]),
  );
  const on = (state: string) => ({ state, attributes: {} });
  const known = {
    "sensor.front_expected": on("2027-03-01"),
    "sensor.shed_expected": on("2026-12-24"),
    "sensor.new_expected": on("unknown"),
  };
  const cards = async (changes: Partial<Hass>): Promise<string[]> => {
    const page = (await generate(fake({ entities, states: known, ...changes }).hass)) as { views: { sections: { cards: Record<string, string>[] }[] }[] };
    return page.views[0]!.sections.flatMap((section) =>
      section.cards.map((card) => [card["type"], card["device"] ?? card["entity"] ?? ""].join(" ").trim()),
    );
  };

  it("has the card, the pictures with their state, and what needs care; no fault twice", async () => {
    expect(await cards({})).toEqual([
      "custom:blink-doctor-card",
      "heading",
      "custom:blink-doctor-tile well",
      "custom:blink-doctor-tile d",
      "heading",
      "repairs",
      "tile button.check",
      "tile sensor.to_buy",
      "heading",
      "tile sensor.shed_expected",
      "tile sensor.front_expected",
    ]);
  });

  it.each([
    ["in trouble", { state: "on", attributes: {} }],
    ["that does not answer", { state: "off", attributes: { online: false } }],
  ])("shows the camera %s first", async (_, fault) => {
    const states = { "binary_sensor.front_fault": fault };
    expect((await cards({ states })).slice(2, 4)).toEqual(["custom:blink-doctor-tile d", "custom:blink-doctor-tile well"]);
  });

  it("leaves out what is not there and what a user may not see", async () => {
    expect(await cards({ entities: {}, user: { is_admin: false } })).toEqual(["custom:blink-doctor-card"]);
  });

  it("says how many batteries to buy and for which cameras, while there are any", async () => {
    const page = (await generate(fake({ entities, states: known }).hass)) as { views: { sections: { cards: Record<string, unknown>[] }[] }[] };
    const toBuy = page.views[0]!.sections.flatMap(({ cards }) => cards).find((card) => card["entity"] === "sensor.to_buy");
    expect(toBuy).toMatchObject({
      name: { type: "entity" },
      state_content: ["state", "devices"],
      visibility: [{ condition: "numeric_state", entity: "sensor.to_buy", above: 0 }],
    });
  });

  it("names the account where there are several", async () => {
    const second = entity("sensor.to_buy_lake", "blink_doctor", { translation_key: "batteries_to_buy" });
    const two = { ...entities, [second.entity_id]: second };
    const page = JSON.stringify(await generate(fake({ entities: two, states: known }).hass));
    expect(page).toContain('"entity":"sensor.to_buy_lake","name":[{"type":"device"},{"type":"entity"}]');
  });

  it("says plainly that Blink Doctor is not there any more", async () => {
    const { hass } = fake({ entities: {}, config: { components: [] } });
    const page = JSON.stringify(await generate(hass));
    expect(page).toContain(word("not_set_up"));
    expect(page).not.toContain("blink-doctor-card");
  });
});

describe("what is offered to the frontend", () => {
  it("is the card with a preview, suggestions for Blink's entities, and the page", async () => {
    await import("../src/main");
    const page = window as unknown as {
      customCards: { type: string; preview: boolean; getEntitySuggestion: (hass: Hass, id: string) => unknown }[];
      customBadges: { type: string }[];
      customStrategies: { type: string; strategyType: string }[];
    };
    const [card, tile] = page.customCards;
    expect(card).toMatchObject({ type: "blink-doctor-card", preview: true });
    expect(tile).toMatchObject({ type: "blink-doctor-tile", preview: true });
    expect(page.customBadges).toMatchObject([{ type: "blink-doctor-badge", preview: true }]);
    expect(page.customStrategies).toMatchObject([{ type: "blink-doctor", strategyType: "dashboard" }]);
    expect(customElements.get("ll-strategy-dashboard-blink-doctor")).toBeDefined();
    const { hass } = fake({
      entities: {
        "camera.a": { entity_id: "camera.a", platform: "blink", device_id: "d1" },
        "sensor.b": { entity_id: "sensor.b", platform: "blink_doctor", device_id: "d2" },
        "light.c": { entity_id: "light.c", platform: "hue", device_id: "d3" },
        "camera.d": { entity_id: "camera.d", platform: "blink" },
      },
    });
    const devices = (id: string) =>
      (card!.getEntitySuggestion(hass, id) as { config: { devices: string[] } } | null)?.config.devices;
    expect(devices("camera.a")).toEqual(["d1"]);
    expect(devices("sensor.b")).toEqual(["d2"]);
    expect(devices("light.c")).toBeUndefined();
    expect(devices("camera.d")).toBeUndefined();
    expect(devices("gone.gone")).toBeUndefined();
    expect(tile!.getEntitySuggestion(hass, "camera.a")).toEqual({ config: { type: "custom:blink-doctor-tile", device: "d1" } });
  });
});

describe("the words", () => {
  const anything = new Proxy<Record<string, string>>({}, { has: () => true, get: () => "x" });
  const files = import.meta.glob<string>("../src/*.ts", { query: "?raw", import: "default", eager: true });
  const source = Object.values(files).join("\n");

  it("that the card asks for are all in the translations", () => {
    const asked = [...source.matchAll(/\bsay\("(\w+)"/g)].map((match) => match[1]!);
    expect(asked.length).toBeGreaterThan(20);
    const missing = asked.filter((key) => !localize(`component.blink_doctor.common.card_${key}`, anything));
    expect(missing).toEqual([]);
  });

  it("of entities are all in the translations", () => {
    const asked = [...source.matchAll(/entity\("([\w.]+)"\)/g)].map((match) => match[1]!);
    expect(asked.length).toBeGreaterThan(0);
    for (const path of asked) expect(localize(`component.blink_doctor.entity.${path}`)).toBeTruthy();
  });
});
