/** Words, dates and numbers, in the user's language. All words are the integration's translations. */
import type { Action, Cause, EvidenceValue, Finding, Hass } from "./types";

const DOMAIN = "component.blink_doctor.";
const HOUR = 3_600_000;
/** Named as the buttons and actions of the integration that do the same */
const ACTIONS: Record<Action, string> = {
  fix: "common.card_fix",
  check_up: "entity.button.check_up.name",
  report_red_light: "entity.button.flashing_red.name",
  red_light_stopped: "selector.light_pattern.options.stopped",
  batteries_replaced: "services.batteries_replaced.name",
  pause: "services.pause.name",
  resume: "services.resume.name",
};
export const TIME: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
const MOMENT = /^\d{4}-\d\d-\d\d(T|$)/;
const BARS = new Set(["wifi_bars", "sync_module_bars"]);

const PARTS = ["common", "entity", "services", "selector"];
type Texts = Record<string, string>;
// by what asks Home Assistant: the same as long as the page is there
const loaded = new WeakMap<object, Map<string, Promise<Texts>>>();

/**
 * The integration's texts, once for a page and language.
 *
 * Not by way of `hass.localize`: that is the one of the moment at which a card was given its `hass`, a preview
 * is never given another, and while a first card waits for its texts a second one is told that they are there.
 */
export function loadTexts(hass: Hass): Promise<Texts> {
  const { language } = hass.locale;
  const known = loaded.get(hass.callWS) ?? new Map<string, Promise<Texts>>();
  loaded.set(hass.callWS, known);
  let texts = known.get(language);
  if (!texts) known.set(language, (texts = fetchTexts(hass, language)));
  texts.catch(() => known.delete(language));
  return texts;
}

async function fetchTexts(hass: Hass, language: string): Promise<Texts> {
  const parts = await Promise.all(
    PARTS.map((category) =>
      hass.callWS<{ resources: Texts }>({
        type: "frontend/get_translations",
        language,
        category,
        integration: ["blink_doctor"],
      }),
    ),
  );
  return Object.assign({}, ...parts.map(({ resources }) => resources));
}

type Values = Record<string, string | number>;

/** "Wi-" on one line and "Fi" on the next reads badly: a word joiner keeps them together. */
const joined = (said: string): string => said.replace("Wi-Fi", "Wi-\u2060Fi");

export class Text {
  constructor(
    private readonly hass: Pick<Hass, "locale" | "config">,
    private readonly texts: Texts,
  ) {}

  private localize(key: string, values: Values = {}): string {
    // a date may end with a point of its own ("november 3."), which is the sentence's, too
    return (this.texts[key] ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)).replace(/\.\.$/, ".");
  }

  /** One of the card's own words. */
  say = (key: string, values?: Values): string => this.common(`card_${key}`, values);

  /** The name of one of the integration's entities, or the word for one of its states. */
  entity = (path: string): string =>
    joined(this.localize(`${DOMAIN}entity.${path}`));

  cause = (cause: Cause): string =>
    this.entity(`sensor.fault_cause.state.${cause}`) || cause.replaceAll("_", " ").replace(/^\w/, (first) => first.toUpperCase());

  /** What is wrong; a light that only a person has seen is no error of the camera's. */
  fault = ({ cause, evidence }: Finding): string => ("red_light" in evidence ? this.say("red_light") : this.cause(cause));

  step = (step: string): string =>
    this.entity(`binary_sensor.fault.state_attributes.next_step.state.${step}`) ||
    this.common(`say_step_${step}`) ||
    step;

  /** Whether and why not it would record, in a word. */
  recording = (recording: string): string => this.entity(`sensor.recording.state.${recording}`);

  /** A field of an action, as in Home Assistant's own form for it. */
  field = (path: string): string => this.localize(`${DOMAIN}services.${path}`);

  action = (action: Action): string => this.localize(DOMAIN + ACTIONS[action]);

  bars = (kind: "wifi" | "link", bars: number): string => this.say(`${kind}_bars`, { bars });

  volts = (volts: number): string => `${this.decimal(volts)} V`;

  number = (count: number): string => count.toLocaleString(this.language);

  /** "14:05" within the last day, else "3 November"; a day without a time is that day anywhere. */
  moment(iso: string, month: "long" | "short" = "long"): string {
    const day = iso.length === 10;
    const at = new Date(day ? `${iso}T00:00` : iso);
    const away = Math.abs(Date.now() - at.getTime()) / HOUR;
    if (!day && away < 20) return this.format(at, TIME);
    // the same day of another year would be taken for one of this
    return this.format(at, { day: "numeric", month, ...(away > 335 * 24 ? { year: "numeric" } : {}) }, !day);
  }

  /** The day of a moment, however near. */
  day = (iso: string): string => this.format(new Date(iso), { day: "numeric", month: "short" });

  /** From when to when, each with its day unless that is clear: "2:10 AM", "6:40 AM". */
  span(from: string, until: string): string[] {
    const day = (iso: string | number): string => this.format(new Date(iso), { dateStyle: "short" });
    return [from, until].map((iso, at) => {
      const clear = day(iso) === day(at ? from : Date.now());
      return this.format(new Date(iso), clear ? TIME : { ...TIME, weekday: "short" });
    });
  }

  format(at: Date, how: Intl.DateTimeFormatOptions, zoned = true): string {
    const { time_format: clock, time_zone: zone } = this.hass.locale;
    const said = at.toLocaleString(this.language, {
      ...how,
      ...(how.hour && (clock === "12" || clock === "24") ? { hour12: clock === "12" } : {}),
      ...(zone === "server" && zoned && this.hass.config.time_zone ? { timeZone: this.hass.config.time_zone } : {}),
    });
    // it is one word: "1:18" on one line and "AM" on the next reads badly
    return said.replaceAll(" ", "\u00a0");
  }

  /** When a pause ends: mostly with the beginning of a day in the house, which is that day wherever one looks from. */
  until(iso: string): string {
    const timeZone = this.hass.config.time_zone;
    const [day, time] = new Date(iso).toLocaleString("sv-SE", timeZone ? { timeZone } : {}).split(" ");
    return this.moment(time === "00:00:00" ? day! : iso);
  }

  /** The first day that is not over, as a date field takes it. */
  tomorrow(): string {
    const day = new Date(Date.now() + 24 * HOUR);
    return new Date(day.getTime() - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  }

  today = (): string => new Intl.RelativeTimeFormat(this.language, { numeric: "auto" }).format(0, "day");

  since = (iso: string): string => this.say("since", { when: this.moment(iso, "short") });

  /** What shows a finding, in the sentences of the repair pages. */
  evidence({ evidence, since, confidence }: Finding): string[] {
    const lines = Object.entries(evidence).map(([key, value]) => this.shows(key, value));
    if (!("offline_since" in evidence || "since_before" in evidence)) lines.push(this.common("say_since", { when: this.moment(since) }));
    if (confidence !== "confirmed") lines.push(this.common(`say_confidence_${confidence}`));
    return lines.filter(Boolean).map(joined);
  }

  private shows(key: string, raw: EvidenceValue): string {
    if (raw === null) return "";
    const special = this.common(`say_shows_${key}_${raw}`);
    if (special) return special;
    if (key === "offline_since") return this.say("silent_since", { when: this.moment(String(raw)) });
    const value = MOMENT.test(String(raw))
      ? this.moment(String(raw))
      : BARS.has(key)
        ? this.say("of_five", { bars: Number(raw) })
        : key === "battery_volts"
          ? this.decimal(Number(raw))
          : String(raw);
    return this.common(`say_shows_${key}`, { value });
  }

  common = (key: string, values?: Values): string => this.localize(`${DOMAIN}common.${key}`, values);

  private decimal = (value: number): string =>
    value.toLocaleString(this.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

  /** That of the texts: where Home Assistant's has none, a date would be in another one than its sentence. */
  private get language(): string {
    const { language } = this.hass.locale;
    const said = this.say("language");
    return !said || said.slice(0, 2) === language.slice(0, 2) ? language : said;
  }
}
