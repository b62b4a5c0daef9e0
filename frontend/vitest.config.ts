import { defineConfig } from "vitest/config";

// West of UTC, where a day that is taken for a moment would be the day before. Set before the
// workers start: later it changes nothing.
process.env.TZ = "America/Los_Angeles";

export default defineConfig({
  test: { environment: "jsdom", include: ["test/**/*.test.ts"], pool: "threads", maxWorkers: 1 },
});
