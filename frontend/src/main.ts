/** Loaded by every page of Home Assistant: names and shells. Everything else is loaded when it is drawn. */
import type { Hass } from "./types";

interface View extends HTMLElement {
  set hass(hass: Hass);
  setConfig(config: object): void;
}

type Suggestion = { config: object } | null;

const CARD = "blink-doctor-card";
const TILE = "blink-doctor-tile";
const BADGE = "blink-doctor-badge";
const documentationURL = "https://github.com/blink-doctor/blink-doctor/blob/main/docs/card.md";

const deviceOf = (hass: Hass, entityId: string): string | undefined => {
  const { device_id, platform = "" } = hass.entities[entityId] ?? {};
  return /^blink(_doctor)?$/.test(platform) ? device_id : undefined;
};

/** The camera to suggest: one in trouble, otherwise any. */
const anyDevice = (hass: Hass): string | undefined => {
  const faults = Object.values(hass.entities).filter(
    ({ platform, translation_key }) => platform === "blink_doctor" && translation_key === "fault",
  );
  return (faults.find(({ entity_id }) => hass.states[entity_id]?.state === "on") ?? faults[0])?.device_id;
};

/** An element that loads and wraps the real one when it is first shown. */
const shell = (kind: "card" | "tile" | "badge") =>
  class extends HTMLElement {
    private _view?: View;
    private _config?: object;
    private _hass?: Hass;

    static getConfigForm = async () => (await import("./form")).formOf(kind);
    static getStubConfig = (hass: Hass): object => (kind === "tile" ? { device: anyDevice(hass) ?? "" } : {});

    setConfig(config: Record<string, unknown>): void {
      for (const key of ["devices", "areas", "labels"])
        if (config[key] && !Array.isArray(config[key])) throw new Error(`${key}: a list is expected`);
      this._config = config;
      this._view?.setConfig(config);
    }

    getCardSize(): number {
      return kind === "tile" ? 1 : 4;
    }

    getGridOptions(): object {
      return kind === "tile" ? { columns: 6, min_columns: 4, rows: 1 } : { columns: 12, min_columns: 6, rows: "auto" };
    }

    set hass(hass: Hass) {
      this._hass = hass;
      if (this._view) this._view.hass = hass;
    }

    async connectedCallback(): Promise<void> {
      if (this._view) return;
      const { make } = await import("./view");
      if (this._view || !this._config) return;
      const view = (this._view = make(kind) as View);
      view.setConfig(this._config);
      if (this._hass) view.hass = this._hass;
      this.style.cssText = kind === "badge" ? "" : "display:block;height:100%";
      this.append(view);
    }
  };

// eslint
class Strategy extends HTMLElement {
  static async generate(_config: object, hass: Hass): Promise<object> {
    return (await import("./strategy")).generate(hass);
  }
}

/**
 * Waits for Home Assistant's own frontend: up to 2026.10 it replaces `customElements` while it
 * starts, and elements defined before that are lost.
 */
void customElements.whenDefined("home-assistant").then(() => {
  const define = (name: string, element: CustomElementConstructor): void => {
    // a new version may be loaded into a page that has already defined the old one
    if (!customElements.get(name)) customElements.define(name, element);
  };
  define(CARD, shell("card"));
  define(TILE, shell("tile"));
  define(BADGE, shell("badge"));
  define("ll-strategy-dashboard-blink-doctor", Strategy);
});

const page = window as unknown as Record<string, { type: string }[] | undefined>;
const offer = <Item extends { type: string }>(list: string, item: Item): void => {
  const known = (page[list] ??= []);
  if (!known.some(({ type }) => type === item.type)) known.push(item);
};
const suggest =
  (config: (device: string) => object) =>
  (hass: Hass, entityId: string): Suggestion => {
    const device = deviceOf(hass, entityId);
    return device ? { config: config(device) } : null;
  };
const common = { preview: true, documentationURL };

offer("customCards", {
  type: CARD,
  name: "Blink Doctor",
  description: "How every Blink camera is, and what to do for the one in trouble",
  getEntitySuggestion: suggest((device) => ({ type: `custom:${CARD}`, devices: [device] })),
  ...common,
});
offer("customCards", {
  type: TILE,
  name: "Blink Doctor tile",
  description: "One Blink camera: what is wrong with it, and what to do next",
  getEntitySuggestion: suggest((device) => ({ type: `custom:${TILE}`, device })),
  ...common,
});
offer("customBadges", {
  type: BADGE,
  name: "Blink Doctor",
  description: "How many Blink cameras need attention",
  getEntitySuggestion: suggest(() => ({ type: `custom:${BADGE}` })),
  ...common,
});
offer("customStrategies", {
  type: "blink-doctor",
  strategyType: "dashboard",
  name: "Blink",
  description: "All Blink cameras: how they are, what they see, and what needs care",
  documentationURL,
});
