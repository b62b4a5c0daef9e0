/** Typed sample data, and a Home Assistant that speaks the integration's real translations. */
import { expect, vi } from "vitest";
import en from "../../custom_components/blink_doctor/translations/en.json";
import type { Account, CardConfig, Connection, Device, Finding, Hass, Message } from "../src/types";

customElements.define("home-assistant", class extends HTMLElement {});

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

const flat = (node: Tree | string, path: string): [string, string][] =>
  typeof node === "string"
    ? [[path, node]]
    : Object.entries(node).flatMap(([key, below]) => flat(below, `${path}.${key}`));

/** What Home Assistant answers when it is asked for the integration's texts */
export const translations = (category: string): { resources: Record<string, string> } => ({
  resources: Object.fromEntries(flat(words[category] ?? {}, `component.blink_doctor.${category}`)),
});

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
  ignored: false,
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
    watched: true,
    paused: false,
    paused_until: null,
    pause_offered: false,
    recording: null,
    recording_since: null,
    usb_storage: null,
    battery: "ok",
    battery_volts: 1.58,
    wifi_bars: 4,
    sync_module_bars: 5,
    firmware: "10.53",
    picture_at: null,
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
  trouble: null,
  data_at: null,
  restricted: false,
  weak_bars: 2,
  devices: [],
  ...changes,
});

export interface Fake {
  hass: Hass;
  send: (message: Message) => void;
  leave: ReturnType<typeof vi.fn>;
  subscribe: ReturnType<typeof vi.fn>;
  callService: ReturnType<typeof vi.fn>;
  answer: ReturnType<typeof vi.fn>;
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
  const answer = vi.fn(async (): Promise<unknown> => ({}));
  const callWS = vi.fn((message: { type: string; category: string }) =>
    message.type === "frontend/get_translations" ? Promise.resolve(translations(message.category)) : answer(),
  );
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
    callWS: callWS as unknown as Hass["callWS"],
    ...changes,
  };
  return { hass, leave, subscribe, callService, answer, send: (message) => listener?.(message) };
}

/** What is drawn; it is within the element that stands on the dashboard. */
export type Card = HTMLElement & { hass: Hass; updateComplete: Promise<boolean>; shadowRoot: ShadowRoot };

/** The element on the dashboard */
export type Shell = HTMLElement & { hass: Hass; setConfig(config: object): void };

/** Waits for promises and drawing. */
export const settled = async (card?: Card): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((done) => setTimeout(done));
    await card?.updateComplete;
  }
};

export async function put(tag: string, config: object, from: Fake): Promise<Shell> {
  const shell = document.createElement(tag) as Shell;
  shell.setConfig({ type: `custom:${tag}`, ...config });
  shell.hass = from.hass;
  document.body.append(shell);
  await vi.waitFor(() => expect(shell.firstElementChild).not.toBeNull(), 10_000);
  await settled(shell.firstElementChild as Card);
  return shell;
}

export async function show(
  accounts: Account[] | null,
  config: Partial<CardConfig> | Record<string, unknown> = {},
  from: Fake = fake(),
  tag: "blink-doctor-card" | "blink-doctor-tile" | "blink-doctor-badge" = "blink-doctor-card",
): Promise<Card> {
  const card = (await put(tag, config, from)).firstElementChild as Card;
  if (accounts) from.send({ full: true, accounts });
  await settled(card);
  return card;
}

export const text = (card: Card, selector = "ha-card"): string =>
  (card.shadowRoot.querySelector(selector)?.textContent ?? "").replaceAll("\u2060", "").replace(/\s+/g, " ").trim();

export const all = (card: Card, selector: string): string[] =>
  [...card.shadowRoot.querySelectorAll(selector)].map((one) => (one.textContent ?? "").replaceAll("\u2060", "").replace(/\s+/g, " ").trim());

export const press = async (card: Card, label: string): Promise<void> => {
  const found = [...card.shadowRoot.querySelectorAll("button")].find((one) => one.textContent?.includes(label));
  if (!found) throw new Error(`no button ${label}: ${all(card, "button").join(", ")}`);
  found.click();
  await settled(card);
};

/** Opens or closes the line of a device. */
export const toggle = async (card: Card, name: string): Promise<void> => {
  const found = [...card.shadowRoot.querySelectorAll<HTMLElement>("button.chevron")].find((one) =>
    one.getAttribute("aria-label")?.startsWith(`${name}:`),
  );
  if (!found) throw new Error(`no line ${name}: ${all(card, ".name").join(", ")}`);
  found.click();
  await settled(card);
};
