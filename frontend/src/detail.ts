/** What opens beneath a line: the picture, why, what to do, and what was read last. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Trend, TrendKey } from "./history";
import { icon, toneIcons } from "./icons";
import { words, type RowContext } from "./row";
import type { Text } from "./text";
import type { Action, Finding } from "./types";
import type { Known } from "./verdict";

type Part = TemplateResult | typeof nothing;
type PictureContext = Pick<RowContext, "hass" | "camera" | "text" | "on" | "moreInfo">;

export const detail = (known: Known, context: RowContext): TemplateResult => html`
  ${picture(known, context) ?? nothing} ${known.device.findings.length ? why(known, context.text) : nothing}
  ${steps(known, context.text)} ${buttons(known, context)} ${facts(known, context)}
`;

/** The camera's last picture: how old it is, and what is wrong with the camera. It is grey where it is not of now. */
export function picture(known: Known, { hass, camera, text, on, moreInfo }: PictureContext): TemplateResult | undefined {
  const path = hass.states[camera ?? ""]?.attributes["entity_picture"];
  if (!camera || typeof path !== "string") return undefined;
  const { device, tone } = known;
  const age = device.picture_at && text.say("picture_at", { when: text.moment(device.picture_at, "short") });
  return html`
    <button class="picture" aria-label="${device.name}: ${words(known, text)}" data-on=${on(`info ${camera}`, () => moreInfo(camera))}>
      <img
        src=${hass.hassUrl?.(path) ?? path}
        alt=""
        loading="lazy"
        @error=${({ target }: Event) => ((target as HTMLElement).closest<HTMLElement>(".picture")!.hidden = true)}
      />
      ${tone === "ok" ? nothing : html`<span class="over">${icon(toneIcons[tone])}${words(known, text)}</span>`}
      ${age ? html`<span class="age">${age}</span>` : nothing}
    </button>
  `;
}

function why({ device, finding, root }: Known, text: Text): TemplateResult {
  const first = finding!;
  const others = device.findings.filter((one) => one !== first);
  return html`
    <div class="why">
      ${first.root
        ? html`<p>
            ${text.say("behind_long", { name: root && root.family !== "account" ? root.name : text.fault(first) })}
          </p>`
        : proof(first, text)}
      ${others.map((other) => html`<p class="also">${text.say("also", { cause: text.fault(other) })}</p>${proof(other, text)}`)}
    </div>
  `;
}

const proof = (finding: Finding, text: Text): TemplateResult =>
  html`<ul class="evidence">${text.evidence(finding).map((line) => html`<li>${line}</li>`)}</ul>`;

function steps({ device, tone }: Known, text: Text): Part {
  if (!device.steps.length || tone === "old") return nothing;
  const now = device.steps.indexOf(device.step ?? device.steps[0]!);
  return html`
    <p class="heading">${text.say("steps")}</p>
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

function offered({ device, tone }: Known, admin: boolean): Action[] {
  const actions: Action[] = [];
  if (device.issue_id && admin) actions.push("fix");
  if (device.control && device.device_id && tone !== "old") {
    actions.push("check_up");
    if (device.family !== "account") actions.push(device.red_light ? "red_light_stopped" : "report_red_light");
    if (device.battery === "low" || device.battery === "ok") actions.push("batteries_replaced");
  }
  return actions;
}

function buttons(known: Known, { text, hass, busy, on, act }: RowContext): Part {
  const actions = offered(known, hass.user?.is_admin ?? false);
  if (!actions.length) return nothing;
  return html`
    <div class="buttons">
      ${actions.map(
        (action) => html`
          <button
            class=${action === "fix" ? "action first" : "action"}
            ?disabled=${busy !== undefined}
            aria-busy=${busy === action}
            data-on=${on(`${action} ${known.device.uid}`, () => act(known.device, action))}
          >
            ${busy === action ? text.say(`${action}_busy`) : text.action(action)}
          </button>
        `,
      )}
    </div>
  `;
}

/** What was read last; each opens its entity. */
function facts({ device, account }: Known, { text, hass, history, on, moreInfo }: RowContext): TemplateResult {
  const { battery, battery_volts, wifi_bars, sync_module_bars, firmware, entities } = device;
  const fact = (key: string, value: string, trend?: TrendKey): TemplateResult => {
    const line = history?.find((one) => one.key === trend);
    const inside = html`
      <span class="label">${text.entity(`sensor.${key}.name`)}</span>
      <span class="value-text"><bdi>${value}</bdi></span>
      ${line ? trendLine(line, account.weak_bars, text) : nothing}
    `;
    const entity = entities[key];
    return html`<li>
      ${entity ? html`<button class="fact" data-on=${on(`info ${entity}`, () => moreInfo(entity))}>${inside}</button>` : html`<span class="fact">${inside}</span>`}
    </li>`;
  };
  const bars = (count: number): string => text.say("of_five", { bars: count });
  const day = (key: string): Part => {
    const state = hass.states[entities[key] ?? ""]?.state ?? "";
    return /^\d{4}-\d\d-\d\d/.test(state) ? fact(key, text.moment(state.slice(0, 10))) : nothing;
  };
  const volts = battery_volts === null ? "" : ` · ${text.volts(battery_volts)}`;
  // lines of the same kind stand side by side
  return html`
    <ul class="facts">
      ${battery ? fact("battery_state", text.entity(`sensor.battery_state.state.${battery}`) + volts) : nothing}
      ${day("batteries_changed")} ${day("expected_low")}
      ${firmware ? fact("firmware_version", firmware) : nothing}
      ${wifi_bars === null ? nothing : fact("wifi_signal", bars(wifi_bars), "wifi_signal")}
      ${sync_module_bars === null ? nothing : fact("sync_module_link", bars(sync_module_bars), "sync_module_link")}
    </ul>
  `;
}

/** Bars on their whole scale, over time, with the line below which a signal is weak. */
function trendLine({ path, low, high, from }: Trend, weak: number, text: Text): TemplateResult {
  const label = `${text.say("trend", { low, high })}. ${text.say("weak_limit", { bars: text.say("of_five", { bars: weak }) })}`;
  const limit = 27.5 - weak * 5;
  return html`
    <svg class="trend" viewBox="0 0 120 32" preserveAspectRatio="none" role="img" aria-label=${label}>
      <title>${label}</title>
      <rect class="below" x="0" y=${limit} width="120" height=${32 - limit} />
      <path class="limit" d="M0 ${limit}H120" />
      <path d=${path} />
    </svg>
    <span class="axis" aria-hidden="true"><span>${text.moment(from, "short")}</span><span>${text.today()}</span></span>
  `;
}
