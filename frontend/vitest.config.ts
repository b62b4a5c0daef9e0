import { defineConfig } from "vitest/config";

// West of UTC, so that a day mistaken for a UTC time shows as the day before. Must be set before
// the workers start.
process.env.TZ = "America/Los_Angeles";

export default defineConfig({
  test: { environment: "jsdom", include: ["test/**/*.test.ts"], pool: "threads", maxWorkers: 1 },
});
