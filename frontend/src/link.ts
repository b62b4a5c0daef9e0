/**
 * Opens the repair that a notification links to: `/config/repairs?blink_doctor_repair=ID`.
 *
 * Home Assistant has no address for a single repair. Every page loads this, so it is small.
 */
import type { Hass } from "./types";

const KEY = "blink_doctor_repair";
const TRIES = 150;
const PAUSE = 200;

type Root = HTMLElement & { hass?: Hass };

const open = async (): Promise<void> => {
  const url = new URL(location.href);
  const id = url.searchParams.get(KEY);
  if (!id) return;
  url.searchParams.delete(KEY);
  history.replaceState(history.state, "", url);
  for (let tries = 0; tries < TRIES; tries++) {
    const root = document.querySelector<Root>("home-assistant");
    if (root?.hass?.states) {
      await (await import("./fix")).openFix(root, root.hass, id);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
};

window.addEventListener("location-changed", () => void open());
void open();
