/** Thirty days of volts and bars, as the integration remembers them. Loaded on demand. */
import type { Device, Hass } from "./types";

/** Keys are those of the integration's sensors. */
export type TrendKey = "battery_voltage" | "wifi_signal" | "sync_module_link";

export interface Trend {
  key: TrendKey;
  /** path in a 120 x 32 box */
  path: string;
  low: number;
  high: number;
  last: number;
}

export type History = Trend[];

/** Days since 1970 and values, oldest first */
type Points = [day: number, value: number][];

const DAYS = 30;
const DAY_MS = 86_400_000;

/** Draws points as a line; bars are drawn on their whole scale, volts on what they span. */
export function trend(key: TrendKey, points: Points, today: number): Trend | null {
  const recent = points.filter(([day]) => day >= today - DAYS);
  if (recent.length < 2) return null;
  const values = recent.map(([, value]) => value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const first = recent[0]![0];
  const [bottom, top] = key === "battery_voltage" ? [low - 0.02, high + 0.02] : [0, 5];
  const place = ([day, value]: [number, number]): string => {
    const x = ((day - first) / Math.max(today - first, 0.01)) * 120;
    const y = 31 - ((value - bottom) / (top - bottom)) * 30;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  return { key, path: `M${recent.map(place).join("L")}`, low, high, last: values.at(-1)! };
}

export async function load(hass: Hass, entryId: string, device: Device): Promise<History> {
  const found = await hass.callWS<Partial<Record<TrendKey, Points>>>({
    type: "blink_doctor/history",
    entry_id: entryId,
    uid: device.uid,
  });
  const today = Date.now() / DAY_MS;
  return (["battery_voltage", "wifi_signal", "sync_module_link"] as const)
    .map((key) => trend(key, found[key] ?? [], today))
    .filter((line): line is Trend => line !== null);
}
