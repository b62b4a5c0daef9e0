/** A card that could not subscribe, and dates and times as the user reads them. */
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Text } from "../src/text";
import { account, all, type Card, device, fake, settled, show, text, word } from "./sample";

beforeAll(() => import("../src/main"));
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

describe("a subscription that was refused", () => {
  it("is tried again on the same connection when another integration has loaded, by every card of the page", async () => {
    const from = fake();
    for (let once = 0; once < 2; once += 1) from.subscribe.mockRejectedValueOnce({ code: "unknown_command" });
    const cards: Card[] = [await show(null, {}, from), await show(null, {}, from)];
    expect(from.subscribe).toHaveBeenCalledTimes(2);
    for (const card of cards) expect(text(card)).toBe(word("not_set_up"));
    for (const card of cards) card.hass = { ...from.hass, config: { ...from.hass.config, components: ["blink_doctor", "sun"] } };
    await settled(cards[0]);
    from.send({ full: true, accounts: [account({ devices: [device({ name: "Shed" })] })] });
    for (const card of cards) {
      await settled(card);
      expect(all(card, ".row .name")).toEqual(["Shed"]);
    }
    expect(from.subscribe).toHaveBeenCalledTimes(3);
  });

  it("is not asked for over and over while it stands", async () => {
    const from = fake();
    const card = await show([account({ devices: [device()] })], {}, from);
    card.hass = { ...from.hass, config: { ...from.hass.config, components: ["blink_doctor", "sun"] } };
    await settled(card);
    expect(from.subscribe).toHaveBeenCalledTimes(1);
  });
});

describe("a date that ends with a point of its own", () => {
  it.each([
    ["Since {when}.", "november 3.", "Since november 3."],
    ["Since {when}, {when} on.", "november 3.", "Since november 3., november 3. on."],
    ["Since {when}.", "3 November", "Since 3 November."],
  ])("%s of %s", (text, when, said) => {
    const hass = { ...fake().hass, locale: { language: "hu" } };
    expect(new Text(hass, { "component.blink_doctor.common.say_x": text }).common("say_x", { when })).toBe(said);
  });
});

describe("a moment", () => {
  // the tests run west of UTC, see vitest.config.ts
  const now = (at: string): void => void vi.useFakeTimers({ toFake: ["Date"], now: new Date(at) });
  const read = (iso: string, locale: object = {}, config: object = {}): string =>
    new Text({ ...fake().hass, locale: { language: "en", ...locale }, config: { components: [], ...config } }, {})
      .moment(iso)
      // what stands before "PM" is a narrow space
      .replace(/\s/g, " ");

  it("is west of UTC here", () => {
    expect(new Date("2026-11-22T10:00:00Z").getTimezoneOffset()).toBe(480);
  });

  it("of today has the clock that the user has chosen", () => {
    now("2026-11-22T23:00:00Z");
    expect(read("2026-11-22T22:05:00Z", { time_format: "12" })).toBe("2:05 PM");
    expect(read("2026-11-22T22:05:00Z", { time_format: "24" })).toBe("14:05");
    expect(read("2026-11-22T22:05:00Z", { time_format: "language" })).toBe("2:05 PM");
    expect(read("2026-11-22T22:05:00Z", { time_format: "language", language: "de" })).toBe("14:05");
  });

  it.each([
    ["2026-03-01", "March 1"],
    ["2026-01-01", "January 1"],
  ])("that is a day is that day everywhere: %s", (iso, day) => {
    now("2026-11-22T23:00:00Z");
    expect(read(iso)).toBe(day);
    expect(read(iso, { time_zone: "server" }, { time_zone: "Pacific/Honolulu" })).toBe(day);
  });

  it("of another day is that of where the user is, or of the house", () => {
    now("2026-11-22T23:00:00Z");
    expect(read("2026-11-20T03:00:00Z")).toBe("November 19");
    expect(read("2026-11-20T03:00:00Z", { time_zone: "server" }, { time_zone: "Asia/Tokyo" })).toBe("November 20");
  });

  it("of twenty hours ago is a day, of nineteen a time", () => {
    now("2026-11-22T23:00:00Z");
    expect(read("2026-11-22T02:59:00Z")).toBe("November 21");
    expect(read("2026-11-22T04:00:00Z")).toBe("8:00 PM");
  });
});
