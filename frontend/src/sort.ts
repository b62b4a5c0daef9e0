/** Which devices a card shows, and in which order. */
import type { Account, CardConfig, Device } from "./types";

export interface Group {
  device: Device;
  /** the cameras behind a sync module */
  children: Device[];
}

const weight = (device: Device): number => (device.severity === "error" ? 2 : device.fault ? 1 : 0);

const names = new Intl.Collator(undefined, { numeric: true });

/** Trouble first, then by name: a healthy house keeps its order. */
const byTrouble = (a: Device, b: Device): number => weight(b) - weight(a) || names.compare(a.name, b.name);

/** The account itself is a row only while something is wrong with it. */
const shown = (device: Device, config: CardConfig): boolean => {
  if (device.family === "account") return device.fault;
  if (config.faults_only && !device.fault) return false;
  return !config.devices?.length || config.devices.includes(device.device_id ?? "");
};

export function groups(account: Account, config: CardConfig): Group[] {
  const wanted = account.devices.filter((device) => shown(device, config)).sort(byTrouble);
  const uids = new Set(wanted.map((device) => device.uid));
  const heads = wanted.filter((device) => !device.parent || !uids.has(device.parent));
  const worst = ({ device, children }: Group): number => Math.max(...[device, ...children].map(weight));
  const first = ({ device }: Group): number => (device.family === "account" ? 1 : 0);
  return heads
    .map((device) => ({ device, children: wanted.filter((child) => child.parent === device.uid) }))
    .sort((a, b) => first(b) - first(a) || worst(b) - worst(a));
}

/** Devices whose own trouble it is: what hangs behind a dead module is not counted again. */
export const roots = (devices: Device[]): Device[] =>
  devices.filter((device) => device.findings.some((finding) => !finding.root));

/** The device to look at first. */
export const worst = (accounts: Account[], config: CardConfig): Device | undefined =>
  accounts
    .flatMap((account) => groups(account, config))
    .flatMap(({ device, children }) => roots([device, ...children]))
    .sort((a, b) => weight(b) - weight(a))[0];
