/** Icons and bars as SVG paths, so that drawing them loads nothing. */
import {
  mdiAlert,
  mdiAlertCircle,
  mdiBattery,
  mdiBatteryAlertVariant,
  mdiMinusCircle,
  mdiCctv,
  mdiCheckCircle,
  mdiChevronDown,
  mdiClock,
  mdiCloud,
  mdiDoorbellVideo,
  mdiHelpCircle,
  mdiHomeOutline,
  mdiLanConnect,
  mdiPauseCircle,
  mdiPowerPlug,
  mdiRouterWireless,
  mdiTimerSand,
  mdiWebcam,
  mdiWifi,
} from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit-html";
import type { Family } from "./types";
import type { Tone } from "./verdict";

export const icons = {
  battery: mdiBattery,
  batteryLow: mdiBatteryAlertVariant,
  mains: mdiPowerPlug,
  wifi: mdiWifi,
  link: mdiLanConnect,
  chevron: mdiChevronDown,
  fine: mdiCheckCircle,
  help: mdiHelpCircle,
  camera: mdiCctv,
};

/** Shows the state in addition to the colour */
export const toneIcons: Record<Tone, string> = {
  ok: mdiCheckCircle,
  warning: mdiAlert,
  error: mdiAlertCircle,
  silent: mdiHelpCircle,
  unknown: mdiHelpCircle,
  behind: mdiTimerSand,
  ignored: mdiMinusCircle,
  paused: mdiPauseCircle,
  old: mdiClock,
};

export const familyIcons: Record<Family, string> = {
  camera: mdiCctv,
  owl: mdiWebcam,
  doorbell: mdiDoorbellVideo,
  sync_module: mdiRouterWireless,
  account: mdiCloud,
  system: mdiHomeOutline,
};

export const icon = (path: string, name = ""): TemplateResult =>
  html`<svg class=${name} viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;

/** The round icon of a tile, with the state as a badge on it. */
export const shape = (family: Family, tone: Tone): TemplateResult =>
  html`<span class="shape"
    ><svg viewBox="0 0 24 24" aria-hidden="true"><path d=${familyIcons[family] ?? familyIcons.camera} /></svg
    >${tone === "ok" ? nothing : html`<span class="badge">${icon(toneIcons[tone])}</span>`}</span
  >`;

const bar = (at: number): string => `M${at * 5} ${12 - at * 3}h3.5V16H${at * 5}z`;
const filled = [0, 1, 2, 3, 4, 5].map((bars) => [0, 1, 2, 3, 4].slice(0, bars).map(bar).join(""));

/** The SVG path of the first `count` of five bars. */
export const barsUpTo = (count: number): string => filled[Math.max(0, Math.min(5, Math.round(count)))]!;
