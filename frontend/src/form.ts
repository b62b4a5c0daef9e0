/** The visual editors: Home Assistant draws them from this. */
import type { Localize } from "./types";

interface Field {
  name: string;
  selector: object;
  required?: boolean;
}

interface Form {
  schema: Field[];
  computeLabel: (field: Field, localize?: Localize) => string | undefined;
  computeHelper: (field: Field, localize?: Localize) => string | undefined;
}

const ours = [{ integration: "blink" }, { integration: "blink_doctor" }];
const SORTS = ["trouble", "name", "area"];

/** Home Assistant asks for a form without saying in which language. */
const page = (): Localize | undefined =>
  document.querySelector<HTMLElement & { hass?: { localize: Localize } }>("home-assistant")?.hass?.localize;

const own = (key: string, localize?: Localize): string | undefined =>
  localize?.(`component.blink_doctor.common.card_${key}`) || undefined;

/** Home Assistant's own words for what other cards have, too */
const generic = (name: string, localize?: Localize): string | undefined =>
  localize?.(`ui.panel.lovelace.editor.card.generic.${name}`) || undefined;

const form = (schema: Field[]): Form => ({
  schema,
  computeLabel: ({ name }, localize) => own(`option_${name}`, localize) ?? generic(name, localize),
  computeHelper: ({ name }, localize) => own(`help_${name}`, localize),
});

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

const sorts = (): object[] => SORTS.map((value) => ({ value, label: own(`sort_${value}`, page()) ?? value }));

export const formOf = (kind: "card" | "tile" | "badge"): Form => forms()[kind];

const forms = () => ({
  card: form([
    { name: "title", selector: { text: {} } },
    ...filter,
    { name: "sort", selector: { select: { mode: "dropdown", options: sorts() } } },
    boolean("faults_only"),
    boolean("show_fine"),
    boolean("compact"),
    ...actions,
  ]),
  tile: form([
    { name: "device", required: true, selector: { device: { filter: ours } } },
    { name: "name", selector: { text: {} } },
    boolean("show_picture"),
    ...actions,
  ]),
  badge: form([...filter, boolean("faults_only"), ...actions]),
});
