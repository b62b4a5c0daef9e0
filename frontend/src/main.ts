/** What the browser loads on each page: the card, and where to find the rest. */
import { BlinkDoctorCard } from "./card";
import type { CardConfig, Hass } from "./types";

const TYPE = "blink-doctor-card";
const STRATEGY = "ll-strategy-dashboard-blink-doctor";
const DOCS = "https://github.com/blink-doctor/blink-doctor/blob/main/docs/card.md";

interface Registered {
  customCards?: object[];
  customStrategies?: object[];
}

/** Offers the card where a Blink camera's own entities are looked at. */
function getEntitySuggestion(hass: Hass, entityId: string): { config: CardConfig } | null {
  const entity = hass.entities[entityId];
  if (!entity?.device_id || !["blink", "blink_doctor"].includes(entity.platform ?? "")) return null;
  return { config: { type: `custom:${TYPE}`, devices: [entity.device_id] } };
}

class Strategy extends HTMLElement {
  static async generate(_config: object, hass: Hass): Promise<object> {
    return (await import("./strategy")).generate(hass);
  }
}

// A new version may be loaded into a page that still has the old one.
if (!customElements.get(TYPE)) {
  customElements.define(TYPE, BlinkDoctorCard);
  customElements.define(STRATEGY, Strategy);
  const page = window as Registered;
  (page.customCards ??= []).push({
    type: TYPE,
    name: "Blink Doctor",
    description: "How every Blink camera is, and what to do for the one in trouble",
    preview: true,
    documentationURL: DOCS,
    getEntitySuggestion,
  });
  (page.customStrategies ??= []).push({
    type: "blink-doctor",
    strategyType: "dashboard",
    name: "Blink",
    description: "All Blink cameras: how they are, what they see, and what needs care",
    documentationURL: DOCS,
  });
}
