/** One device: its line, and what opens beneath it. */
import { html, nothing, type TemplateResult } from "lit";
import type { History, Trend, TrendKey } from "./history";
import { bars, familyIcons, icon, icons } from "./icons";
import type { Text } from "./text";
import type { Action, Device, Finding } from "./types";

export interface RowContext {
  text: Text;
  open: boolean;
  compact: boolean;
  admin: boolean;
  busy: Action | undefined;
  history: History | undefined;
  /** all devices of the account, by uid */
  known: ReadonlyMap<string, Device>;
  toggle: (device: Device) => void;
  act: (device: Device, action: Action) => void;
}

type Tone = "ok" | "warning" | "error" | "unknown" | "behind";

/** The device that cuts this one off. */
const rootOf = (device: Device, { known }: RowContext): Device | undefined =>
  known.get(device.findings[0]?.root ?? "");

/** Only what answers and has no fault is fine; what waits for another device is no alarm of its own. */
const tone = (device: Device, context: RowContext): Tone =>
  rootOf(device, context) ? "behind" : (device.severity ?? (device.online ? "ok" : "unknown"));

/** The state in words: never colour alone. */
function words(device: Device, context: RowContext): string {
  const { text } = context;
  const [first] = device.findings;
  const root = rootOf(device, context);
  // the account is no thing that one could go to
  if (root && root.family !== "account") return text.say("behind", { name: root.name });
  if (first) return text.cause(first.cause);
  if (device.online === false) return text.say("offline");
  return text.say(device.online ? "fine" : "unknown");
}

const measure = (kind: string, label: string, content: TemplateResult): TemplateResult =>
  html`<span class="measure ${kind}" role="img" aria-label=${label} title=${label}>${content}</span>`;

function measures(device: Device, text: Text): (TemplateResult | typeof nothing)[] {
  const { battery, wifi_bars, sync_module_bars } = device;
  return [
    sync_module_bars === null
      ? nothing
      : measure("link", text.bars("link", sync_module_bars), html`${icon(icons.link)}${bars(sync_module_bars)}`),
    wifi_bars === null
      ? nothing
      : measure("wifi", text.bars("wifi", wifi_bars), html`${icon(icons.wifi)}${bars(wifi_bars)}`),
    battery === null
      ? nothing
      : measure(
          battery,
          `${text.entity("sensor.battery_state.name")}: ${text.entity(`sensor.battery_state.state.${battery}`)}`,
          icon(battery === "low" ? icons.batteryLow : battery === "mains" ? icons.mains : icons.battery, "power"),
        ),
  ];
}

export function row(device: Device, context: RowContext): TemplateResult {
  const { text, open, toggle } = context;
  const state = tone(device, context);
  const flip = () => toggle(device);
  return html`
    <div class="row ${state}" @click=${flip}>
      <span class="shape">
        ${icon(familyIcons[device.family] ?? familyIcons.camera)}
        ${state === "ok"
          ? nothing
          : html`<span class="badge">${icon(icons[state])}</span>`}
      </span>
      <button
        class="names"
        aria-expanded=${open}
        aria-controls="more-${device.uid}"
        @click=${(event: Event) => {
          event.stopPropagation();
          flip();
        }}
      >
        <span class="name"><bdi>${device.name}</bdi></span>
        <span class="state">
          ${words(device, context)}${device.since && state !== "behind" && !context.compact
            ? html`<span class="since"> · ${text.since(device.since)}</span>`
            : nothing}
        </span>
      </button>
      <span class=${device.online ? "measures" : "measures old"}>${measures(device, text)}</span>
      ${icon(icons.chevron, open ? "chevron open" : "chevron")}
    </div>
    ${open ? html`<div class="more" id="more-${device.uid}">${more(device, context)}</div>` : nothing}
  `;
}

function more(device: Device, context: RowContext): TemplateResult {
  return html`
    ${device.fault ? why(device, context) : nothing} ${steps(device, context.text)}
    ${buttons(device, context)} ${facts(device, context)}
  `;
}

function why(device: Device, context: RowContext): TemplateResult {
  const { text } = context;
  const [first, ...others] = device.findings as [Finding, ...Finding[]];
  const root = rootOf(device, context);
  return html`
    <div class="why">
      ${root ? html`<p>${text.say("behind_long", { name: root.family === "account" ? text.cause(first.cause) : root.name })}</p>` : proof(first, text)}
      ${others.map(
        (other) => html`<p class="also">${text.say("also", { cause: text.cause(other.cause) })}</p>${proof(other, text)}`,
      )}
    </div>
  `;
}

const proof = (finding: Finding, text: Text): TemplateResult =>
  html`<ul class="evidence">${text.evidence(finding).map((line) => html`<li>${line}</li>`)}</ul>`;

function steps(device: Device, text: Text): TemplateResult | typeof nothing {
  if (!device.steps.length) return nothing;
  const now = device.steps.indexOf(device.step ?? device.steps[0]!);
  return html`
    <h4>${text.say("steps")}</h4>
    <ol>
      ${device.steps.map(
        (step, at) => html`
          <li class=${at < now ? "done" : at === now ? "now" : ""} aria-current=${at === now ? "step" : nothing}>
            ${text.step(step)}
          </li>
        `,
      )}
    </ol>
  `;
}

function buttons(device: Device, { text, admin, busy, act }: RowContext): TemplateResult | typeof nothing {
  const offered: Action[] = [];
  if (device.issue_id && admin) offered.push("fix");
  if (device.control && device.device_id) {
    offered.push("check_up");
    if (device.family !== "account") offered.push(device.red_light ? "red_light_stopped" : "report_red_light");
    if (device.battery === "low" || device.battery === "ok") offered.push("batteries_replaced");
  }
  if (!offered.length) return nothing;
  return html`
    <div class="buttons">
      ${offered.map(
        (action) => html`
          <button
            class=${action === "fix" ? "action first" : "action"}
            ?disabled=${busy !== undefined}
            aria-busy=${busy === action}
            @click=${() => act(device, action)}
          >
            ${busy === action ? text.say(`${action}_busy`) : text.action(action)}
          </button>
        `,
      )}
    </div>
  `;
}

/** What was read last, each with its way over the last thirty days. */
function facts(device: Device, { text, history }: RowContext): TemplateResult {
  const { battery, battery_volts, wifi_bars, sync_module_bars, firmware } = device;
  const fact = (key: string, value: string, trend?: TrendKey): TemplateResult => html`
    <div>
      <dt>${text.entity(`sensor.${key}.name`)}</dt>
      <dd><bdi>${value}</bdi>${trendLine(history?.find((line) => line.key === trend), text)}</dd>
    </div>
  `;
  const bars = (count: number): string => text.say("of_five", { bars: count });
  const volts = battery_volts === null ? "" : ` · ${text.volts(battery_volts)}`;
  return html`
    <dl>
      ${battery
        ? fact("battery_state", text.entity(`sensor.battery_state.state.${battery}`) + volts, "battery_voltage")
        : nothing}
      ${wifi_bars === null ? nothing : fact("wifi_signal", bars(wifi_bars), "wifi_signal")}
      ${sync_module_bars === null ? nothing : fact("sync_module_link", bars(sync_module_bars), "sync_module_link")}
      ${firmware ? fact("firmware_version", firmware) : nothing}
    </dl>
    ${device.online === false ? html`<p class="also">${text.common("say_shows_offline")}</p>` : nothing}
  `;
}

function trendLine(trend: Trend | undefined, text: Text): TemplateResult | typeof nothing {
  if (!trend) return nothing;
  const value = (number: number): string =>
    trend.key === "battery_voltage" ? text.volts(number) : String(Math.round(number));
  const label = text.say("trend", { low: value(trend.low), high: value(trend.high) });
  return html`
    <svg class="trend" viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label=${label}>
      <title>${label}</title>
      <path d=${trend.path} />
    </svg>
  `;
}
