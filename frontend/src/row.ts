/** One device: its line. What opens beneath it is in `detail.ts`. */
import { html, nothing, type TemplateResult } from "lit-html";
import { detail } from "./detail";
import type { History } from "./history";
import { bars, icon, icons, shape } from "./icons";
import type { Text } from "./text";
import type { Action, Device, Hass } from "./types";
import type { Known } from "./verdict";

export interface RowContext {
  text: Text;
  hass: Hass;
  open: boolean;
  compact: boolean;
  busy: Action | undefined;
  history: History | undefined;
  /** Blink's own camera entity */
  camera: string | undefined;
  toggle: (known: Known) => void;
  press: (known: Known, action: "tap" | "hold") => void;
  moreInfo: (entity: string) => void;
  act: (device: Device, action: Action) => void;
}

const HOLD_MS = 500;

/** The state in words: never colour alone. */
export function words({ device, tone, finding, root }: Known, text: Text): string {
  if (finding) {
    // the account is no thing that one could go to
    const cause = root && root.family !== "account" ? text.say("behind", { name: root.name }) : text.fault(finding);
    return tone === "ignored" ? `${cause} · ${text.say("ignored")}` : cause;
  }
  const state = tone === "ok" ? "fine" : tone === "silent" ? "offline" : "unknown";
  // a system and its sync module often share their name
  return device.family === "sync_module" ? `${text.say("sync_module")} · ${text.say(state)}` : text.say(state);
}

interface Value {
  kind: string;
  label: string;
  entity: string | undefined;
  drawn: TemplateResult;
}

function values(known: Known, text: Text): Value[] {
  const { device, account } = known;
  const { battery, entities } = device;
  const signals = (["link", "wifi"] as const).flatMap((kind) => {
    const count = kind === "link" ? device.sync_module_bars : device.wifi_bars;
    return count === null ? [] : [{ kind, count, key: kind === "link" ? "sync_module_link" : "wifi_signal" }];
  });
  const worst = Math.min(...signals.map(({ count }) => count));
  // the first of two that are equal stands for both where room is short
  const kept = signals.find(({ count }) => count === worst)?.kind;
  return [
    ...signals.map(({ kind, count, key }) => ({
      kind: `${kind}${count <= account.weak_bars ? " weak" : " good"}${kind === kept ? "" : " lesser"}`,
      label: text.bars(kind, count),
      entity: entities[key],
      drawn: html`${icon(icons[kind])}${bars(count)}`,
    })),
    ...(battery === null
      ? []
      : [
          {
            kind: `power ${battery === "low" ? "low" : "good"}`,
            label: `${text.entity("sensor.battery_state.name")}: ${text.entity(`sensor.battery_state.state.${battery}`)}`,
            entity: entities["battery_state"],
            drawn: icon(battery === "low" ? icons.batteryLow : battery === "mains" ? icons.mains : icons.battery),
          },
        ]),
  ];
}

const valueOf = ({ kind, label, entity, drawn }: Value, { moreInfo }: RowContext): TemplateResult =>
  entity
    ? html`<button class="value ${kind}" aria-label=${label} title=${label} @click=${() => moreInfo(entity)}>${drawn}</button>`
    : html`<span class="value ${kind}" role="img" aria-label=${label} title=${label}>${drawn}</span>`;

/** A press, and a longer one. */
export function presses(press: (action: "tap" | "hold") => void): Record<string, (event: Event) => void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held = false;
  const stop = (): void => clearTimeout(timer);
  return {
    down: () => {
      held = false;
      stop();
      timer = setTimeout(() => {
        held = true;
        press("hold");
      }, HOLD_MS);
    },
    stop,
    click: () => {
      stop();
      if (!held) press("tap");
      held = false;
    },
    menu: (event) => {
      if (held) event.preventDefault();
    },
  };
}

export function row(known: Known, context: RowContext): TemplateResult {
  const { device, tone, finding } = known;
  const { text, open } = context;
  const on = presses((action) => context.press(known, action));
  const since = finding && !known.root && !context.compact ? text.since(finding.since) : "";
  return html`
    <div class="row ${tone}${device.online === false ? " away" : ""}">
      <button
        class="names"
        @click=${on["click"]}
        @pointerdown=${on["down"]}
        @pointerup=${on["stop"]}
        @pointerleave=${on["stop"]}
        @pointercancel=${on["stop"]}
        @contextmenu=${on["menu"]}
      >
        ${shape(device.family, tone)}
        <span class="info">
          <span class="name"><bdi>${device.name}</bdi></span>
          <span class="state">${words(known, text)}${since ? html`<span class="since"> · ${since}</span>` : nothing}</span>
        </span>
      </button>
      <span class="values">${values(known, text).map((value) => valueOf(value, context))}</span>
      <button
        class="chevron"
        aria-label="${device.name}: ${text.say("details")}"
        aria-expanded=${open}
        aria-controls=${open ? `more-${device.uid}` : nothing}
        @click=${() => context.toggle(known)}
      >
        ${icon(icons.chevron)}
      </button>
    </div>
    ${open ? html`<div class="more ${tone}${device.online === false ? " away" : ""}" id="more-${device.uid}">${detail(known, context)}</div>` : nothing}
  `;
}
