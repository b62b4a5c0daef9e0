/** The row of one device. What opens below it is in `detail.ts`. */
import { html, nothing, type TemplateResult } from "lit-html";
import { detail } from "./detail";
import type { History } from "./history";
import { barsUpTo, icon, icons, shape } from "./icons";
import type { Press, Presses } from "./press";
import type { Text } from "./text";
import type { Action, Device, Hass, Recording } from "./types";
import type { Known, Tone } from "./verdict";

export interface RowContext {
  text: Text;
  hass: Hass;
  open: boolean;
  compact: boolean;
  busy: Action | undefined;
  history: History | undefined;
  /** loaded when the first row opens */
  more: typeof import("./more") | undefined;
  /** core Blink's camera entity */
  camera: string | undefined;
  on: Presses["on"];
  toggle: () => void;
  press: (known: Known, action: Press) => void;
  moreInfo: (entity: string) => void;
  act: (device: Device, action: Action, until?: string) => void;
}

/** No fault, but a camera would not record motion */
const IDLE = new Set<Recording | null>(["not_armed", "motion_off", "storage_not_active"]);
export const isIdle = ({ device, tone }: Known): boolean => tone === "ok" && IDLE.has(device.recording);

const STATES: Partial<Record<Tone, string>> = { ok: "fine", silent: "offline", ignored: "not_watched" };

/** Since when the state in the row holds; a device that waits for another has that one's time. */
export function since(known: Known, text: Text): string {
  const { device, tone, finding, root } = known;
  // for a silence without a known cause, from the ledger
  const at = root ? null : finding ? finding.since : tone === "silent" || isIdle(known) ? device.recording_since : null;
  return at ? text.since(at) : "";
}

/** The state in words: never colour alone. */
export function words(known: Known, text: Text): string {
  const { device, finding } = known;
  const said = stateOf(known, text);
  // a system and its sync module often have the same name
  const named = device.family !== "sync_module" || /^sync_module/.test(finding?.cause ?? "");
  return named ? said : `${text.say("sync_module")} · ${said}`;
}

/** The same without the device kind, for places where the icon shows it. */
export function stateOf(known: Known, text: Text): string {
  const { device, tone, finding, root } = known;
  const { recording, paused_until, not_watching: gap } = device;
  if (tone === "paused") return paused_until ? text.say("paused_until", { when: text.until(paused_until) }) : text.recording("paused");
  if (isIdle(known) || (tone === "ok" && recording === "snoozed")) return text.recording(recording!) || text.say("fine");
  if (tone === "ok" && gap?.until) return `${text.say("fine")} · ${text.recording(gap.reason)} ${text.span(gap.from, gap.until).join(" – ")}`;
  if (!finding) return text.say(STATES[tone] ?? "unknown");
  // the account is not something that one could go to
  const cause = root && root.family !== "account" ? text.say("behind", { name: root.name }) : text.fault(finding);
  return tone === "ignored" ? `${cause} · ${text.say("ignored")}` : cause;
}

interface Value {
  kind: string;
  label: string;
  entity: string | undefined;
  path: string;
  /** for a signal: its bars */
  count?: number;
}

function values(known: Known, text: Text): Value[] {
  const { device, account } = known;
  const { battery, entities } = device;
  const signals = (["link", "wifi"] as const).flatMap((kind) => {
    const count = kind === "link" ? device.sync_module_bars : device.wifi_bars;
    return count === null ? [] : [{ kind, count, key: kind === "link" ? "sync_module_link" : "wifi_signal" }];
  });
  const worst = Math.min(...signals.map(({ count }) => count));
  // the first of two equal values stands for both in narrow layouts
  const kept = signals.find(({ count }) => count === worst)?.kind;
  return [
    ...signals.map(({ kind, count, key }) => ({
      kind: `${kind}${count <= account.weak_bars ? " weak" : " good"}${kind === kept ? "" : " lesser"}`,
      label: text.bars(kind, count),
      entity: entities[key],
      path: icons[kind],
      count,
    })),
    ...(battery === null
      ? []
      : [
          {
            kind: `power ${battery === "low" ? "low" : "good"}`,
            label: `${text.entity("sensor.battery_state.name")}: ${text.entity(`sensor.battery_state.state.${battery}`)}`,
            entity: entities["battery_state"],
            path: battery === "low" ? icons.batteryLow : battery === "mains" ? icons.mains : icons.battery,
          },
        ]),
  ];
}

function valueOf({ kind, label, entity, path, count }: Value, { on, moreInfo }: RowContext): TemplateResult {
  const drawn =
    count === undefined
      ? html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`
      : html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg
          ><svg class="bars" viewBox="0 0 24 16" aria-hidden="true">
            <path class="off" d=${barsUpTo(5)} />
            <path d=${barsUpTo(count)} />
          </svg>`;
  return entity
    ? html`<button
        class="value ${kind}"
        aria-label=${label}
        title=${label}
        data-on=${on(`info ${entity}`, () => moreInfo(entity))}
      >
        ${drawn}
      </button>`
    : html`<span class="value ${kind}" role="img" aria-label=${label} title=${label}>${drawn}</span>`;
}

export function row(known: Known, context: RowContext): TemplateResult {
  const { device, tone } = known;
  const { text, open } = context;
  const at = context.compact ? "" : since(known, text);
  return html`
    <div class="row ${tone}${isIdle(known) ? " idle" : ""}${device.online === false ? " away" : ""}">
      <button class="names" data-on=${context.on(`line ${device.uid}`, (action) => context.press(known, action))}>
        ${shape(device.family, tone)}
        <span class="info">
          <span class="name"><bdi>${device.name}</bdi></span>
          <span class="state">${words(known, text)}${at ? html` <span class="since">· ${at}</span>` : nothing}</span>
        </span>
      </button>
      <span class="values">${values(known, text).map((value) => valueOf(value, context))}</span>
      <button
        class="chevron"
        aria-label="${device.name}: ${text.say("details")}"
        aria-expanded=${open}
        aria-controls=${open ? `more-${device.uid}` : nothing}
        data-on=${context.on(`open ${device.uid}`, context.toggle)}
      >
        ${icon(icons.chevron)}
      </button>
    </div>
    ${open ? html`<div class="more ${tone}${device.online === false ? " away" : ""}" id="more-${device.uid}">${detail(known, context)}</div>` : nothing}
  `;
}
