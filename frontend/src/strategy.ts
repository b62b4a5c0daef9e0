/** A complete Blink page without configuration. Loaded when such a dashboard is opened. */
import { loadTexts, Text } from "./text";
import type { Hass, RegistryEntity } from "./types";

type Card = Record<string, unknown>;

const NOT_SET_UP = "Blink Doctor is not set up. Add it under Settings, Devices & services.";

const section = (title: string, icon: string, cards: Card[]): Card[] =>
  cards.length
    ? [{ type: "grid", cards: [{ type: "heading", heading: title, icon, heading_style: "title" }, ...cards] }]
    : [];

const view = (parts: object): object => ({
  title: "Blink",
  views: [{ title: "Blink", path: "blink", icon: "mdi:cctv", type: "sections", max_columns: 3, ...parts }],
});

export async function generate(hass: Hass): Promise<object> {
  const { say, entity } = new Text(hass, await loadTexts(hass).catch(() => ({})));
  const of = (wanted: string): RegistryEntity[] =>
    Object.values(hass.entities).filter(({ platform, hidden }) => platform === wanted && !hidden);
  const ours = of("blink_doctor");
  if (!ours.length && !hass.config.components.includes("blink_doctor")) {
    return view({ sections: [{ type: "grid", cards: [{ type: "markdown", content: say("not_set_up") || NOT_SET_UP }] }] });
  }
  return view({
    sections: [
      { type: "grid", cards: [{ type: "custom:blink-doctor-card" }] },
      ...section(say("page_pictures"), "mdi:image-outline", pictures(hass, of("blink"), ours)),
      ...section(say("page_care"), "mdi:heart-pulse", [
        ...care(hass, ours),
        ...batteries(hass, ours, entity("sensor.expected_low.name")),
      ]),
    ],
  });
}

/** Each camera's last picture with its state, cameras in trouble first. */
function pictures(hass: Hass, blink: RegistryEntity[], ours: RegistryEntity[]): Card[] {
  const faulty = new Set(
    ours
      .filter(({ translation_key, entity_id }) => {
        const { state, attributes } = hass.states[entity_id] ?? {};
        // an offline device has no fault before its cause is known
        return translation_key === "fault" && (state === "on" || attributes?.["online"] === false);
      })
      .map(({ device_id }) => device_id),
  );
  const cameras = blink.filter(({ entity_id }) => entity_id.startsWith("camera."));
  const inTrouble = ({ device_id }: RegistryEntity): number => Number(faulty.has(device_id));
  return cameras
    .sort((a, b) => inTrouble(b) - inTrouble(a))
    .map(({ entity_id, device_id }) =>
      device_id
        ? {
            type: "custom:blink-doctor-tile",
            device: device_id,
            show_picture: true,
            grid_options: { columns: 6, rows: "auto" },
          }
        : { type: "picture-entity", entity: entity_id, camera_view: "auto", grid_options: { columns: 6, rows: "auto" } },
    );
}

const having = (ours: RegistryEntity[], key: string): string[] =>
  ours.filter(({ translation_key }) => translation_key === key).map(({ entity_id }) => entity_id);

/** One of our entities per account, named after it if there are several. */
const ofAccounts = (ours: RegistryEntity[], key: string, more: (entity: string) => Card): Card[] => {
  const entities = having(ours, key);
  const own = { type: "entity" };
  const several = entities.length > 1 && { name: [{ type: "device" }, own], grid_options: { columns: 12 } };
  return entities.map((entity) => ({ type: "tile", entity, name: own, ...more(entity), ...several }));
};

/** Home Assistant's repairs, a check-up of everything, and the batteries to buy with their cameras. */
const care = (hass: Hass, ours: RegistryEntity[]): Card[] => [
  ...(hass.user?.is_admin ? [{ type: "repairs" }] : []),
  ...ofAccounts(ours, "account_check_up", (entity) => ({
    hide_state: true,
    visibility: [{ condition: "state", entity, state_not: "unavailable" }],
  })),
  ...ofAccounts(ours, "batteries_to_buy", (entity) => ({
    state_content: ["state", "devices"],
    grid_options: { columns: 12 },
    visibility: [{ condition: "numeric_state", entity, above: 0 }],
  })),
];

/** The batteries that will be needed, the soonest first. */
function batteries(hass: Hass, ours: RegistryEntity[], heading: string): Card[] {
  const when = (entity: string): string => hass.states[entity]?.state ?? "";
  const tiles = having(ours, "expected_low")
    .filter((entity) => /^\d{4}-/.test(when(entity)))
    .sort((a, b) => when(a).localeCompare(when(b)))
    .map((entity) => ({ type: "tile", entity, name: { type: "device" } }));
  const icon = "mdi:battery-clock-outline";
  return tiles.length ? [{ type: "heading", heading, icon, heading_style: "subtitle" }, ...tiles] : [];
}
