/** The form that pauses a device. Loaded on demand. */
import { html, nothing } from "lit-html";
import type { Part } from "./detail";
import type { RowContext } from "./row";
import { isPlace, type Known } from "./verdict";

/** The form for the end of a pause; it is open by default if the device seems to be in storage. */
export function pause({ device, tone }: Known, { text, busy, act }: RowContext): Part {
  if (device.paused || !device.control || !device.device_id || isPlace(device) || tone === "old") return nothing;
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    act(device, "pause", form.querySelector("input")!.value);
  };
  return html`
    <details ?open=${device.pause_offered}>
      <summary class="action">${text.action("pause")}</summary>
      <form @submit=${send}>
        ${device.pause_offered ? html`<p>${text.say("pause_offer")}</p>` : nothing}
        <label>${text.field("pause.fields.until.name")}<input type="date" min=${text.tomorrow()} /></label>
        <p class="also">${text.field("pause.fields.until.description")}</p>
        <button class="action first" ?disabled=${busy !== undefined}>${text.action("pause")}</button>
      </form>
    </details>
  `;
}
