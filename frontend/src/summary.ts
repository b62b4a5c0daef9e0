/** Summaries of many devices, shared by the card's headline and the badge. */
import { words } from "./row";
import type { Text } from "./text";
import type { Recording } from "./types";
import { isPlace, type Known, type Tone, type Verdict } from "./verdict";

const of = (all: Known[], wanted: Tone): Known[] => all.filter(({ tone }) => tone === wanted);

/** The number of problems, which equals that of the repairs; "devices" only if the numbers are equal. */
export function trouble({ count, problems }: Verdict, text: Text): string {
  const devices = problems.length === count && !problems.some(({ device }) => isPlace(device));
  return text.say((count === 1 ? ["one_needs_care", "one_problem"] : ["need_care", "problems"])[devices ? 0 : 1]!, { count });
}

/** Devices that are neither problems nor fine, the most urgent first; and fine ones that would not record. */
export function rest({ silent, ignored, problems, fine }: Verdict, text: Text): string[] {
  const counted = (words: string, { length }: Known[]): string => (length ? `${words}: ${text.number(length)}` : "");
  const quiet = of(silent, "silent").length;
  const [cutOff] = of(silent, "behind");
  const recording = (state: Recording): string =>
    counted(text.recording(state), [...problems, ...silent, ...fine].filter(({ device }) => device.recording === state));
  return [
    quiet ? text.say("finding_out", { count: quiet }) : "",
    counted(text.say("unknown"), of(silent, "unknown")),
    cutOff ? words(cutOff, text) : "",
    counted(text.recording("paused"), of(ignored, "paused")),
    counted(text.say("ignored"), ignored.filter(({ finding }) => finding)),
    counted(text.say("not_watched"), ignored.filter(({ finding, tone }) => !finding && tone !== "paused")),
    recording("storage_not_active"),
    recording("not_armed"),
    recording("motion_off"),
  ].filter(Boolean);
}
