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
          ...section(say("page_pictures"), "mdi:image-outline", pictures(of("blink"))),
          ...section(say("page_care"), "mdi:heart-pulse", care(hass, of("blink_doctor"))),
        ],
      },
    ],
  };
}

const pictures = (blink: RegistryEntity[]): Card[] =>
  blink
    .filter(({ entity_id }) => entity_id.startsWith("camera."))
    .map(({ entity_id }) => ({
      type: "picture-entity",
      entity: entity_id,
      show_state: false,
      camera_view: "auto",
      grid_options: { columns: 6, rows: "auto" },
    }));

/** What Home Assistant itself wants repaired, and what is in trouble or soon will be: nothing where all is well. */
function care(hass: Hass, ours: RegistryEntity[]): Card[] {
  const tiles = (key: string, shown: object, looks: object = {}): Card[] =>
    ours
      .filter(({ translation_key }) => translation_key === key)
      .map(({ entity_id: entity }) => ({
        type: "tile",
        entity,
        visibility: [{ condition: "state", entity, ...shown }],
        ...looks,
      }));
  return [
    ...(hass.user?.is_admin ? [{ type: "repairs" }] : []),
    ...tiles("account_check_up", { state_not: "unavailable" }, { name: { type: "entity" }, hide_state: true }),
    ...tiles("account_fault", { state: "on" }),
    ...tiles("fault", { state: "on" }),
    ...tiles("expected_low", { state_not: ["unknown", "unavailable"] }),
  ];
}
