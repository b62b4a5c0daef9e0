/** The end of an open row: last values, trends, and the past. Loaded on demand. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { Part } from "./detail";
import type { Trend, TrendKey } from "./history";
import type { RowContext } from "./row";
import type { Text } from "./text";
import type { Known } from "./verdict";

/** Blink measures batteries rarely; an older value is shown with its age */
const OLD_MS = 7 * 86_400_000;

/** The last values; each opens its entity. */
export function facts({ device, account, tone }: Known, { text, hass, history, on, moreInfo }: RowContext): TemplateResult {
  const { battery, battery_volts, battery_read_at, wifi_bars, sync_module_bars, firmware, entities, recording, recording_since, usb_storage } = device;
  const fact = (key: string, value: string | Part, trend?: TrendKey): TemplateResult => {
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
  const age = battery_read_at && Date.now() - Date.parse(battery_read_at) > OLD_MS ? ` · ${text.say("as_of", { when: text.moment(battery_read_at) })}` : "";
  // kept apart, or right-to-left text puts the V before its number
  const volts = battery_volts === null ? nothing : html` · <bdi>${text.volts(battery_volts)}</bdi>`;
  // an offline device's last values are not current
  const last = device.online === false && (recording === "offline" ? recording_since : device.since);
  // values with a trend line are shown side by side
  return html`
    <ul class="facts">
      ${recording && tone !== "old" ? fact("recording", text.recording(recording) + (recording_since ? ` · ${text.since(recording_since)}` : "")) : nothing}
      ${last ? html`<li class="heading">${text.say("as_of", { when: text.moment(last) })}</li>` : nothing}
      ${usb_storage && tone !== "old" ? fact("usb_storage", text.entity(`sensor.usb_storage.state.${usb_storage}`)) : nothing}
      ${battery ? fact("battery_state", html`${text.entity(`sensor.battery_state.state.${battery}`)}${volts}${age}`) : nothing}
      ${day("batteries_changed")} ${day("expected_low")}
      ${firmware ? fact("firmware_version", firmware) : nothing}
    </ul>
    <ul class="facts">
      ${wifi_bars === null ? nothing : fact("wifi_signal", bars(wifi_bars), "wifi_signal")}
      ${sync_module_bars === null ? nothing : fact("sync_module_link", bars(sync_module_bars), "sync_module_link")}
    </ul>
  `;
}

/** A trend of bars on the full scale, with a line at the threshold of a weak signal. */
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
