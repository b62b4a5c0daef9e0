/** The past: when a camera was not watching, its drop-outs, its last faults. Loaded on demand. */
import { html, nothing } from "lit-html";
import type { Part } from "./detail";
import type { RowContext } from "./row";
import { TIME, type Text } from "./text";
import type { Device, Incident } from "./types";
import type { Known } from "./verdict";

/** A longer list would be for searching instead of reading */
const SHOWN = 3;
/** Wake-ups a day from which on they are shown */
const OFTEN = 20;
/** The number of stored faults: there may have been more */
const KEPT = 20;

export function past({ device }: Known, { text }: RowContext): Part {
  const watching = [...watchingOf(device, text), wokenBy(device, text)].filter(Boolean);
  const faults = (device.incidents ?? []).filter(({ to }) => to).slice(0, SHOWN);
  const heading = summary(device, faults[0], text);
  return html`
    ${watching.map((line) => html`<p class="was">${line}</p>`)}
    ${faults.length
      ? html`${heading ? html`<p class="heading">${heading}</p>` : nothing}
          <ul class="evidence">
            ${faults.map((fault) => html`<li>${faultOf(fault, text)}</li>`)}
          </ul>`
      : nothing}
  `;
}

/** What drains the batteries, if it happens often. */
function wokenBy({ woken_yesterday: woken = [] }: Device, text: Text): string {
  const total = woken.reduce((sum, { count }) => sum + count, 0);
  if (total < OFTEN) return "";
  const { kind, name } = woken[0]!;
  const by = name && text.common(`say_by_${kind}`, { name });
  return text.common(by ? "say_woken_by" : "say_woken", { count: text.number(total), by });
}

function watchingOf({ name, not_watching: gap, drop_outs, drop_out_pattern: nightly }: Device, text: Text): string[] {
  const why = gap ? text.recording(gap.reason) : "";
  const month = drop_outs?.month;
  // times are in Home Assistant's time zone, in the user's format
  const clock = (time: string): string => text.format(new Date(`2000-01-01T${time}`), TIME, false);
  const [when = "", until = ""] = gap?.until ? text.span(gap.from, gap.until) : [];
  return [
    // a current gap is shown under Recording
    gap?.until && text.common("say_not_watching", { name, when, until, why }),
    // a single drop-out is an incident
    month &&
      month.count > 1 &&
      text.common("say_dropped_out", {
        name,
        count: text.number(month.count),
        days: 30,
        minutes: text.number(month.total_minutes),
        percent: text.number(month.availability),
      }),
    nightly && text.common("say_nightly", { name, start: clock(nightly.from), end: clock(nightly.until) }),
  ].filter((line): line is string => Boolean(line));
}

/** The number of faults this year, if the last one was this year. */
function summary({ faults_this_year: count = 0 }: Device, last: Incident | undefined, text: Text): string {
  if (!last || !count || new Date(last.to!).getFullYear() !== new Date().getFullYear()) return "";
  const counted = text.number(count) + (count < KEPT ? "" : "+");
  return text.say(count === 1 ? "one_fault" : "faults", { count: counted, when: text.day(last.to!) });
}

function faultOf({ cause, from, to, ended_by }: Incident, text: Text): string {
  const days = [...new Set([text.day(from), text.day(to!)])].join(" – ");
  const ended = ended_by && (text.common(`say_ended_${ended_by}`) || text.step(ended_by));
  return [cause === "red_light" ? text.say("red_light") : text.cause(cause), days, ended].filter(Boolean).join(" · ");
}
