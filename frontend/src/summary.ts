/** What is said over many devices: one answer for the card's headline and the badge. */
import { words } from "./row";
import type { Text } from "./text";
import { isPlace, type Known, type Tone, type Verdict } from "./verdict";

const of = (all: Known[], wanted: Tone): Known[] => all.filter(({ tone }) => tone === wanted);

/** How many problems there are, as many as repairs; "devices" only where they are as many. */
export function trouble({ count, problems }: Verdict, text: Text): string {
  const devices = problems.length === count && !problems.some(({ device }) => isPlace(device));
  return text.say((count === 1 ? ["one_needs_care", "one_problem"] : ["need_care", "problems"])[devices ? 0 : 1]!, { count });
}

/** What is neither a problem nor fine, the most urgent first. */
export function rest(silent: Known[], ignored: Known[], text: Text): string[] {
  const counted = (key: string, { length }: Known[]): string => (length ? `${text.say(key)}: ${text.number(length)}` : "");
  const quiet = of(silent, "silent").length;
  const [cutOff] = of(silent, "behind");
  return [
    quiet ? text.say("finding_out", { count: quiet }) : "",
    counted("unknown", of(silent, "unknown")),
    cutOff ? words(cutOff, text) : "",
    counted("ignored", ignored.filter(({ finding }) => finding)),
    counted("not_watched", ignored.filter(({ finding }) => !finding)),
  ].filter(Boolean);
}
