/** The visual editor: Home Assistant draws it from this. */
import type { Localize } from "./types";

interface Field {
  name: string;
}

const word = (part: string) => (field: Field, localize?: Localize): string | undefined =>
  localize?.(`component.blink_doctor.common.card_${part}_${field.name}`) || undefined;

export const schema = {
  schema: [
    { name: "title", selector: { text: {} } },
    {
      name: "devices",
      selector: { device: { multiple: true, filter: [{ integration: "blink" }, { integration: "blink_doctor" }] } },
    },
    { name: "faults_only", selector: { boolean: {} } },
    { name: "compact", selector: { boolean: {} } },
  ],
  computeLabel: word("option"),
  computeHelper: word("help"),
};
