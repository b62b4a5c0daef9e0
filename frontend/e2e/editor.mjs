// The automation editor with our triggers for a Blink camera, for the documentation.
//   node e2e/editor.mjs PICTURE
// Needs a running demo house: scripts/demo.
import { Home } from "./home.mjs";

// Brand images come from the internet, which the demo does not use.
const blank = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=",
  "base64",
);
const OURS = [
  "Blink camera battery became low",
  "Blink camera went offline",
  "Blink fault cleared",
  "Blink fault detected",
  "Blink firmware fell behind",
];

const home = await Home.open();
const page = await home.page("/config/dashboard", { viewport: { width: 1200, height: 1000 } });
await page.route(/brands/, (route) => route.fulfill({ body: blank, contentType: "image/png" }));
await page.goto(new URL("/config/automation/edit/new", page.url()).href);
await page.getByText("Add trigger").first().click();
await page.getByText("Devices", { exact: true }).first().click();
await page.getByText("Front door").first().click();
for (const name of [...OURS, "Blink camera Wi-Fi became weak", "Blink sync module went offline"])
  await page.getByText(name).last().scrollIntoViewIfNeeded();
await page.waitForTimeout(500);
await page.screenshot({ path: process.argv[2] });
await home.close();
