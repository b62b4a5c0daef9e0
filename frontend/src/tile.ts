/** One camera as a tile: its name, its fault in words, and the next step on a press. */
import { html, nothing, type TemplateResult } from "lit-html";
import { Base } from "./base";
import { picture } from "./detail";
import { icon, icons, shape } from "./icons";
import type { Press } from "./press";
import { isIdle, since, stateOf } from "./row";
import type { TileConfig } from "./types";
import { know, type Known } from "./verdict";

export class BlinkDoctorTile extends Base<TileConfig> {
  protected override render(): TemplateResult | undefined {
    if (!this._canDraw) return undefined;
    const { _config: config, _text: text } = this;
    const account = this._view.accounts?.find(({ devices }) => devices.some(({ device_id }) => device_id === config!.device));
    const device = account?.devices.find(({ device_id }) => device_id === config!.device);
    if (!account || !device) return this._empty();
    const named = config!.name ? { ...device, name: config!.name } : device;
    const known = know(named, account);
    const camera = this._camera(device);
    this._watched = [camera ?? ""];
    const shown = config!.show_picture && picture(known, { hass: this.hass, camera, text, on: this._presses.on, moreInfo: this._moreInfo });
    const step = this._step(known);
    // the picture already shows the fault
    const said = shown && known.tone !== "ok" ? step || since(known, text) : html`${stateOf(known, text)}${step ? html` <span class="step">· ${step}</span>` : nothing}`;
    return html`
      <ha-card class="tile${shown ? " pictured" : ""} ${known.tone}${device.online === false ? " away" : ""}">
        ${shown || nothing}
        <div class="row ${known.tone}${isIdle(known) ? " idle" : ""}">
          <button
            class="names"
            aria-busy=${this._busy.has(device.uid)}
          data-on=${this._presses.on("line", (action) => this._next(known, action))}
          >
            ${shape(device.family, known.tone)}
            <span class="info">
              <span class="name"><bdi>${named.name}</bdi></span>
              <span class="state">${said}</span>
            </span>
          </button>
        </div>
      </ha-card>
    `;
  }

  /** The next step, if it is this camera's own problem. */
  private _step({ device: { step }, tone }: Known): string {
    return step && (tone === "error" || tone === "warning") ? this._text.step(step) : "";
  }

  /** A press starts the guided fix, if there is one; a long press shows the camera. */
  private _next(known: Known, action: Press): void {
    const { issue_id } = known.device;
    const fixes = action === "tap" && !this._config!.tap_action && issue_id && this.hass.user?.is_admin;
    if (fixes && known.tone !== "old") void this._act(known.device, "fix");
    else this._press(known, action);
  }

  private _empty(): TemplateResult {
    const { accounts, error } = this._view;
    const said = error || accounts?.length === 0 ? "not_set_up" : accounts ? "none_chosen" : "loading";
    return html`<ha-card class="tile">
      <div class="row unknown">
        <span class="names">
          <span class="shape">${icon(icons.camera)}</span>
          <span class="info"><span class="state">${this._text.say(said)}</span></span>
        </span>
      </div>
    </ha-card>`;
  }
}

customElements.define("blink-doctor-tile-view", BlinkDoctorTile);
