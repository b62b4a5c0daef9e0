/** Typed sample data, and a Home Assistant that speaks the integration's real translations. */
import { vi } from "vitest";
import en from "../../custom_components/blink_doctor/translations/en.json";
import type { Account, CardConfig, Connection, Device, Finding, Hass, Message } from "../src/types";

type Tree = { [key: string]: Tree | string };
const words = en as Tree;

/** Fails where a word or one of its values is missing, as the browser would only log. */
export function localize(key: string, values: Record<string, string | number> = {}): string {
  const parts = key.split(".");
  if (parts[0] !== "component" || parts[1] !== "blink_doctor") throw new Error(`not a word of ours: ${key}`);
  let found: Tree | string | undefined = words;
  for (const part of parts.slice(2)) found = typeof found === "object" ? found[part] : undefined;
  if (typeof found !== "string") return "";
  return found.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (!(name in values)) throw new Error(`${key} needs ${name}`);
    return String(values[name]);
  });
}

const common = (key: string, values?: Record<string, string | number>): string => {
  const found = localize(`component.blink_doctor.common.${key}`, values);
  if (!found) throw new Error(`there is no word ${key}`);
  return found;
};

/** A word of the card's own, and a sentence that it shares with the repair pages */
export const word = (key: string, values?: Record<string, string | number>): string => common(`card_${key}`, values);
export const say = (key: string, values?: Record<string, string | number>): string => common(`say_${key}`, values);

export const finding = (changes: Partial<Finding> = {}): Finding => ({
  cause: "low_battery",
  severity: "error",
  confidence: "confirmed",
  since: "2026-11-03T08:00:00Z",
  evidence: { battery: "low", battery_volts: 1.33 },
  root: null,
  ...changes,
});

let count = 0;
export const device = (changes: Partial<Device> = {}): Device => {
  const id = (count += 1);
  const [first] = changes.findings ?? [];
  return {
    uid: `uid${id}`,
    device_id: `device${id}`,
    name: `Camera ${id}`,
    family: "camera",
    parent: null,
    online: true,
    battery: "ok",
    battery_volts: 1.58,
    wifi_bars: 4,
    sync_module_bars: 5,
    firmware: "10.53",
    fault: Boolean(first),
    severity: first?.severity ?? null,
    primary_cause: first?.cause ?? "none",
    since: first?.since ?? null,
    findings: [],
    issue_id: null,
    steps: [],
    step: null,
    red_light: false,
    entities: {},
    control: true,
    ...changes,
  };
};

export const low = (changes: Partial<Device> = {}): Device =>
  device({
    name: "Front door",
    battery: "low",
    battery_volts: 1.33,
    findings: [finding()],
    issue_id: "low_battery_uid",
    steps: ["replace_batteries", "check_wifi", "check_firmware"],
    step: "replace_batteries",
    ...changes,
  });

export const account = (changes: Partial<Account> = {}): Account => ({
  entry_id: "entry",
  title: "Blink Doctor",
  state: "ok",
  data_at: null,
  restricted: false,
  devices: [],
  ...changes,
});

export interface Fake {
  hass: Hass;
  send: (message: Message) => void;
  leave: ReturnType<typeof vi.fn>;
  subscribe: ReturnType<typeof vi.fn>;
  callService: ReturnType<typeof vi.fn>;
  callWS: ReturnType<typeof vi.fn>;
}

export function fake(changes: Partial<Hass> = {}, error?: { code: string }): Fake {
  let listener: ((message: Message) => void) | undefined;
  const leave = vi.fn();
  const subscribe = vi.fn(async (callback: (message: Message) => void) => {
    if (error) throw error;
    listener = callback;
    return leave;
  });
  const callService = vi.fn(async () => undefined);
  const callWS = vi.fn(async (): Promise<unknown> => ({}));
  const hass: Hass = {
    connection: { subscribeMessage: subscribe } as unknown as Connection,
    localize,
    locale: { language: "en" },
    config: { components: ["blink_doctor"] },
    user: { is_admin: true },
    states: {},
    entities: {},
    devices: {},
    loadBackendTranslation: async () => localize,
    callService,
    callWS: callWS as Hass["callWS"],
    ...changes,
  };
  return { hass, leave, subscribe, callService, callWS, send: (message) => listener?.(message) };
}

export type Card = HTMLElement & {
  hass: Hass;
  setConfig(config: CardConfig): void;
  updateComplete: Promise<boolean>;
  shadowRoot: ShadowRoot;
};

/** Waits for promises and drawing. */
export const settled = async (card: Card): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((done) => setTimeout(done));
    await card.updateComplete;
  }
};

export async function show(
  accounts: Account[] | null,
  config: Partial<CardConfig> = {},
  from: Fake = fake(),
): Promise<Card> {
  const card = document.createElement("blink-doctor-card") as Card;
  card.setConfig({ type: "custom:blink-doctor-card", ...config });
  card.hass = from.hass;
  document.body.append(card);
  await settled(card);
  if (accounts) from.send({ full: true, accounts });
  await settled(card);
  return card;
}

export const text = (card: Card, selector = "ha-card"): string =>
  (card.shadowRoot.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();

export const all = (card: Card, selector: string): string[] =>
  [...card.shadowRoot.querySelectorAll(selector)].map((one) => (one.textContent ?? "").replace(/\s+/g, " ").trim());

export const press = async (card: Card, label: string): Promise<void> => {
  const found = [...card.shadowRoot.querySelectorAll("button")].find((one) => one.textContent?.includes(label));
  if (!found) throw new Error(`no button ${label}: ${all(card, "button").join(", ")}`);
  found.click();
  await settled(card);
};
