// The same three cameras four times: in Home Assistant's tiles, in rows like those of Mushroom and the battery
// cards, and in Blink Doctor's. All but the last use Home Assistant's own cards, no other project's code.
const NAMES = ["Front door", "Driveway", "Balcony"];
const slug = (name) => name.toLowerCase().replace(" ", "_");

export const sideBySide = (known) => {
  const heading = (text) => ({ type: "heading", heading: text });
  const device = (name) => known.find((one) => one.name === name).id;
  const theirs = (entity, more) => ({ type: "tile", entity, ...more });
  const wifi = (name) => `sensor.blink_${slug(name)}_wi_fi_signal_strength`;
  const battery = (name) => `binary_sensor.${slug(name)}_battery`;
  const round = (name) => ({
    type: "horizontal-stack",
    cards: [
      theirs(`camera.${slug(name)}`, { name, vertical: true }),
      theirs(battery(name), { name: "Battery", vertical: true }),
      theirs(wifi(name), { name: "Wi-Fi", vertical: true }),
    ],
  });
  const grid = (title, ...cards) => ({ type: "grid", cards: [heading(title), ...cards] });
  return {
    views: [
      {
        title: "Side by side",
        type: "sections",
        max_columns: 4,
        sections: [
          grid("Tiles", ...NAMES.flatMap((name) => [theirs(`camera.${slug(name)}`), theirs(battery(name), { name: "Battery" })])),
          grid("As with Mushroom", ...NAMES.map(round)),
          grid("Battery rows", {
            type: "entities",
            entities: [...NAMES, "Living room", "Nursery"].map((name) => ({ entity: battery(name), name })),
          }),
          grid(
            "Blink Doctor",
            ...NAMES.map((name) => ({ type: "custom:blink-doctor-tile", device: device(name), grid_options: { columns: "full" } })),
            { type: "custom:blink-doctor-card", compact: true },
          ),
        ],
      },
    ],
  };
};
