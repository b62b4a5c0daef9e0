/** Words, dates and numbers, in the user's language. All words are the integration's translations. */
import type { EvidenceValue, Finding, Hass } from "./types";

const DOMAIN = "component.blink_doctor.";
const HOUR = 3_600_000;

export const loadTexts = (hass: Hass): Promise<unknown> =>
  Promise.all(["common", "entity", "services"].map((part) => hass.loadBackendTranslation(part, "blink_doctor")));

type Values = Record<string, string | number>;

export class Text {
  constructor(private readonly hass: Hass) {}

  /** One of the card's own words. */
  say = (key: string, values?: Values): string => this.hass.localize(`${DOMAIN}common.card_${key}`, values);

  /** The name of one of the integration's entities, or the word for one of its states. */
  entity = (path: string): string => this.hass.localize(`${DOMAIN}entity.${path}`);

  cause = (cause: string): string => this.entity(`sensor.fault_cause.state.${cause}`) || cause;

  step = (step: string): string =>
    this.entity(`binary_sensor.fault.state_attributes.next_step.state.${step}`) || step;

  action = (action: string): string => this.hass.localize(`${DOMAIN}services.${action}.name`) || this.say(action);

  bars = (kind: "wifi" | "link", bars: number): string => this.say(`${kind}_bars`, { bars });

  volts = (volts: number): string =>
    `${volts.toLocaleString(this.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })} V`;

  /** "14:05" within the last day, else "3 November". */
  moment(iso: string, month: "long" | "short" = "long"): string {
    const at = new Date(iso);
    const recent = Math.abs(Date.now() - at.getTime()) < 20 * HOUR;
    const clock = this.hass.locale.time_format;
    return at.toLocaleString(
      this.language,
      recent
        ? {
            hour: "numeric",
            minute: "2-digit",
            ...(clock === "12" || clock === "24" ? { hour12: clock === "12" } : {}),
          }
        : { day: "numeric", month },
    );
  }

  since = (iso: string): string => this.say("since", { when: this.moment(iso, "short") });

  /** What proves a finding: short sentences, surest first. */
  evidence(finding: Finding): string[] {
    const { evidence, since } = finding;
    const lines: string[] = [];
    const add = (name: string, line: (value: EvidenceValue) => string): void => {
      const value = evidence[name];
      if (value !== null && value !== undefined) lines.push(line(value));
    };
    const when = this.moment(since);
    add("battery", () => this.say("evidence_battery", { when }));
    add("battery_volts", (volts) => this.say("evidence_volts", { volts: this.volts(Number(volts)) }));
    add("wifi_bars", (bars) => this.bars("wifi", Number(bars)));
    add("wifi_dbm", (dbm) => this.say("evidence_dbm", { dbm: Number(dbm) }));
    add("sync_module_bars", (bars) => this.bars("link", Number(bars)));
    add("issue", (code) => this.code(String(code)));
    add("last_heartbeat", (at) => this.say("evidence_heartbeat", { when: this.moment(String(at)) }));
    add("devices_offline", (count) => this.say("evidence_devices", { count: Number(count) }));
    add("newer_firmware", (newer) =>
      this.say("evidence_firmware", {
        installed: String(evidence["firmware"] ?? ""),
        newer: String(newer),
        when: this.moment(String(evidence["newer_since"] ?? since)),
      }),
    );
    add("trouble", () => this.say("evidence_unreachable", { when }));
    add("red_light", () => this.say("evidence_red_light", { when }));
    add("offline_since", (at) => this.say("evidence_offline", { when: this.moment(String(at)) }));
    return lines;
  }

  private code = (code: string): string =>
    ["wifi", "lfr", "bandwidth"].includes(code)
      ? this.say(`evidence_issue_${code}`)
      : this.say("evidence_issue", { code });

  private get language(): string {
    return this.hass.locale.language;
  }
}
