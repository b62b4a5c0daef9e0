/** A whole Blink page that needs no configuration. Loaded when such a dashboard is opened. */
import type { Hass, RegistryEntity } from "./types";

type Card = Record<string, unknown>;

const section = (title: string, icon: string, cards: Card[]): Card[] =>
  cards.length
    ? [{ type: "grid", cards: [{ type: "heading", heading: title, icon, heading_style: "title" }, ...cards] }]
    : [];

export async function generate(hass: Hass): Promise<object> {
  const { resources } = await hass.callWS<{ resources: Record<string, string> }>({
    type: "frontend/get_translations",
    language: hass.locale.language,
    category: "common",
    integration: ["blink_doctor"],
  });
  const say = (key: string): string => resources[`component.blink_doctor.common.card_${key}`] ?? "";
  const of = (wanted: string): RegistryEntity[] =>
    Object.values(hass.entities).filter(({ platform, hidden }) => platform === wanted && !hidden);
  const ours = of("blink_doctor");
  const blink = of("blink");
  return {
    title: "Blink",
    views: [
      {
        title: "Blink",
        path: "blink",
        icon: "mdi:cctv",
        type: "sections",
        max_columns: 3,
        sections: [
          { type: "grid", cards: [{ type: "custom:blink-doctor-card" }] },
          ...section(say("page_pictures"), "mdi:image-outline", pictures(blink)),
          ...section(say("page_maintenance"), "mdi:wrench-outline", maintenance(hass, ours, blink)),
        ],
      },
    ],
  };
}

const inDomain = (entities: RegistryEntity[], domain: string): RegistryEntity[] =>
  entities.filter(({ entity_id }) => entity_id.startsWith(`${domain}.`));

const pictures = (blink: RegistryEntity[]): Card[] =>
  inDomain(blink, "camera").map(({ entity_id }) => ({
    type: "picture-entity",
    entity: entity_id,
    show_state: false,
    camera_view: "auto",
    grid_options: { columns: 6, rows: "auto" },
  }));

/** Batteries and faults as tiles, and what Home Assistant itself wants repaired. */
function maintenance(hass: Hass, ours: RegistryEntity[], blink: RegistryEntity[]): Card[] {
  const kind =
    (wanted: string) =>
    ({ entity_id }: RegistryEntity): boolean =>
      hass.states[entity_id]?.attributes.device_class === wanted;
  const tiles = [
    ...inDomain(ours, "binary_sensor").filter(kind("problem")),
    ...inDomain(blink, "binary_sensor").filter(kind("battery")),
  ].map(({ entity_id }) => ({ type: "tile", entity: entity_id }));
  return [...(hass.user?.is_admin ? [{ type: "repairs" }] : []), ...tiles];
}
