/** Thirty days of bars from the integration's memory. Loaded on demand. */
import type { Hass } from "./types";

/** Keys of the integration's sensors. */
export type TrendKey = "wifi_signal" | "sync_module_link";

export interface Trend {
  key: TrendKey;
  /** SVG path in a 120 x 32 box */
  path: string;
  low: number;
  high: number;
  /** first day of the line, ISO 8601 */
  from: string;
}

export type History = Trend[];

/** Days since 1970 and values, oldest first */
type Points = [day: number, value: number][];

const DAYS = 30;
const DAY_MS = 86_400_000;

/** Bars on the full scale, in a box of height 32. */
export const height = (bars: number): number => 30 - bars * 5;

/** Draws points as a line on the full scale of bars; null if the line is shorter than a day. */
export function trend(key: TrendKey, points: Points, today: number): Trend | null {
  const recent = points.filter(([day]) => day >= today - DAYS);
  const first = recent[0]?.[0] ?? today;
  if (recent.length < 2 || today - first < 1) return null;
  const values = recent.map(([, value]) => value);
  const place = ([day, value]: [number, number]): string =>
    `${Math.min(((day - first) / (today - first)) * 120, 120).toFixed(1)} ${height(value).toFixed(1)}`;
  return {
    key,
    path: `M${recent.map(place).join("L")}H120`,
    low: Math.round(Math.min(...values)),
    high: Math.round(Math.max(...values)),
    from: new Date(first * DAY_MS).toISOString().slice(0, 10),
  };
}

export async function load(hass: Hass, entryId: string, uid: string): Promise<History> {
  const found = await hass.callWS<Partial<Record<TrendKey, Points>>>({
    type: "blink_doctor/history",
    entry_id: entryId,
    uid,
  });
  const today = Date.now() / DAY_MS;
  return (["wifi_signal", "sync_module_link"] as const)
    .map((key) => trend(key, found[key] ?? [], today))
    .filter((line): line is Trend => line !== null);
}
