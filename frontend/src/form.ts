/** The forms of the visual editors, which Home Assistant renders. */
import { loadTexts, Text } from "./text";
import type { Hass, Localize } from "./types";

interface Field {
  name: string;
  selector: object;
  required?: boolean;
}

interface Form {
  schema: Field[];
  computeLabel: (field: Field, localize?: Localize) => string | undefined;
  computeHelper: (field: Field) => string | undefined;
}

const ours = [{ integration: "blink" }, { integration: "blink_doctor" }];

const boolean = (name: string): Field => ({ name, selector: { boolean: {} } });
const filter: Field[] = [
  { name: "devices", selector: { device: { multiple: true, filter: ours } } },
  { name: "areas", selector: { area: { multiple: true, device: ours } } },
  { name: "labels", selector: { label: { multiple: true } } },
];
const actions: Field[] = [
  { name: "tap_action", selector: { ui_action: {} } },
  { name: "hold_action", selector: { ui_action: {} } },
];

const schemas = (say: (key: string) => string): Record<"card" | "tile" | "badge", Field[]> => ({
  card: [
    { name: "title", selector: { text: {} } },
    ...filter,
    {
      name: "sort",
      selector: {
        select: {
          mode: "dropdown",
          options: ["trouble", "name", "area"].map((value) => ({ value, label: say(`sort_${value}`) || value })),
        },
      },
    },
    boolean("faults_only"),
    boolean("show_fine"),
    boolean("compact"),
    ...actions,
  ],
  tile: [
    { name: "device", required: true, selector: { device: { filter: ours } } },
    { name: "name", selector: { text: {} } },
    boolean("show_picture"),
    ...actions,
  ],
  badge: [...filter, boolean("faults_only"), ...actions],
});

/** Home Assistant requests a form without a language, and does not load our texts for it. */
export async function formOf(kind: "card" | "tile" | "badge"): Promise<Form> {
  const hass = document.querySelector<HTMLElement & { hass?: Hass }>("home-assistant")?.hass;
  const texts = hass ? await loadTexts(hass).catch(() => ({})) : {};
  const say = (key: string): string => (hass ? new Text(hass, texts).say(key) : "");
  return {
    schema: schemas(say)[kind],
    // options that other cards also have use Home Assistant's own texts
    computeLabel: ({ name }, localize) =>
      say(`option_${name}`) || localize?.(`ui.panel.lovelace.editor.card.generic.${name}`) || undefined,
    computeHelper: ({ name }) => say(`help_${name}`) || undefined,
  };
}
