/** The state of a device and of an account, and the counts, for card, tile and badge. */
import type { Account, CardConfig, Device, Filter, Finding, Hass } from "./types";

/**
 * `silent`: it does not answer, for a reason not known yet. `behind`: it waits for another device.
 * `ignored`: its owner ignores it, or it is not in use. `old`: its data is not current.
 * `paused`: its owner paused it in Home Assistant, which is known at any time.
 */
export type Tone = "ok" | "warning" | "error" | "silent" | "unknown" | "behind" | "ignored" | "paused" | "old";

export interface Known {
  device: Device;
  account: Account;
  tone: Tone;
  /** the finding to show first: one that is not ignored, if possible */
  finding: Finding | undefined;
  /** the device that it waits for */
  root: Device | undefined;
}

export interface Verdict {
  account: Account;
  /** devices with problems of their own, the worst first */
  problems: Known[];
  /** devices that wait for another one, by its uid */
  waiting: Map<string, Known[]>;
  /** devices that are neither problems nor fine */
  silent: Known[];
  /** including paused devices, and those not in use */
  ignored: Known[];
  fine: Known[];
  /** the number of problems that are not ignored, which equals the number of repairs */
  count: number;
}

/** A problem sits on the device itself, and its owner does not ignore it. */
const isProblem = (finding: Finding): boolean => !finding.root && !finding.ignored;

function toneOf(device: Device, account: Account, finding: Finding | undefined): Tone {
  if (device.paused) return "paused";
  if (account.state !== "ok") return "old";
  if (finding && isProblem(finding)) return finding.severity;
  if (finding?.root) return "behind";
  if (finding || device.watched === false) return "ignored";
  if (device.online === null) return "unknown";
  return device.online ? "ok" : "silent";
}

export function know(device: Device, account: Account): Known {
  const { findings } = device;
  const finding =
    findings.find((one) => isProblem(one) && one.severity === "error") ??
    findings.find(isProblem) ??
    findings.find(({ root }) => root) ??
    findings[0];
  const root = finding?.root ? account.devices.find(({ uid }) => uid === finding.root) : undefined;
  return { device, account, tone: toneOf(device, account, finding), finding, root };
}

/** Without a filter all devices; account and systems are included with the devices they concern. */
export function chosen(account: Account, filter: Filter, hass: Hass): Device[] {
  const { devices = [], areas = [], labels = [] } = filter;
  if (!devices.length && !areas.length && !labels.length) return account.devices;
  return account.devices.filter(({ device_id }) => {
    const known = hass.devices[device_id ?? ""];
    return (
      (device_id && devices.includes(device_id)) ||
      (known?.area_id && areas.includes(known.area_id)) ||
      known?.labels?.some((label) => labels.includes(label))
    );
  });
}

export const isChosen = ({ devices, areas, labels }: Filter): boolean =>
  Boolean(devices?.length || areas?.length || labels?.length);

const collators = new Map<string, Intl.Collator>();
function collator(language: string): Intl.Collator {
  if (!collators.has(language)) collators.set(language, new Intl.Collator(language, { numeric: true }));
  return collators.get(language)!;
}

const WEIGHT: Record<Tone, number> = { error: 5, warning: 4, silent: 3, unknown: 2, behind: 1, ignored: 1, paused: 1, old: 0, ok: 0 };
/** Scopes that are not devices one could go to */
export const isPlace = ({ family }: Device): boolean => family === "account" || family === "system";

function byChoice(config: Pick<CardConfig, "sort">, hass: Hass): (a: Known, b: Known) => number {
  const { compare } = collator(hass.locale.language);
  const area = ({ device }: Known): string =>
    hass.areas?.[hass.devices[device.device_id ?? ""]?.area_id ?? ""]?.name ?? "\uffff";
  const names = (a: Known, b: Known): number => compare(a.device.name, b.device.name);
  if (config.sort === "name") return names;
  if (config.sort === "area") return (a, b) => compare(area(a), area(b)) || names(a, b);
  return (a, b) =>
    Number(isPlace(b.device)) - Number(isPlace(a.device)) || WEIGHT[b.tone] - WEIGHT[a.tone] || names(a, b);
}

export function judge(account: Account, config: Filter & Pick<CardConfig, "sort">, hass: Hass): Verdict {
  const verdict: Verdict = { account, problems: [], waiting: new Map(), silent: [], ignored: [], fine: [], count: 0 };
  const all = chosen(account, config, hass)
    .map((device) => know(device, account))
    // account and systems are rows only while they have a current fault
    .filter(({ device, finding, tone }) => !isPlace(device) || (finding && tone !== "old"))
    .sort(byChoice(config, hass));
  const uids = new Set(all.map(({ device }) => device.uid));
  for (const known of all) {
    const { tone, device, root } = known;
    verdict.count += device.findings.filter(isProblem).length;
    if (tone === "behind" && root && uids.has(root.uid)) {
      verdict.waiting.set(root.uid, [...(verdict.waiting.get(root.uid) ?? []), known]);
    } else if (tone === "error" || tone === "warning") verdict.problems.push(known);
    else if (tone === "ignored" || tone === "paused" || (tone === "old" && known.finding)) verdict.ignored.push(known);
    // unintentionally, clips are not stored: no fault, but not fine
    else if (tone === "old" || (tone === "ok" && device.recording !== "storage_not_active")) verdict.fine.push(known);
    else verdict.silent.push(known);
  }
  return verdict;
}
