/** Base of card, tile and badge: texts, subscription, actions. */
import { Element } from "./element";
import { Presses, type Press } from "./press";
import { subscribe, type View } from "./store";
import { loadTexts, Text } from "./text";
import type { Action, ActionConfig, Actions, Connection, Device, Hass } from "./types";
import { style } from "./style";
import type { Known } from "./verdict";

/** Time in which an accidental press can be undone */
const UNDO_MS = 6000;

export const open = (path: string): ActionConfig => ({ action: "navigate", navigation_path: path });

const changed = (before: Hass, hass: Hass): boolean =>
  before.locale !== hass.locale || before.devices !== hass.devices || before.areas !== hass.areas;

export abstract class Base<Config extends Actions> extends Element {
  protected _view: View = { accounts: null, error: null };
  protected _config: Config | undefined;
  protected readonly _busy = new Map<string, Action>();
  private _texts: Record<string, string> = {};
  private _ready = false;
  private _hass?: Hass;
  private _leave: (() => void) | undefined;
  private _connection?: Connection;
  protected readonly _presses = new Presses(this._root);
  private readonly _waiting = new Set<() => void>();

  constructor() {
    super(style);
  }

  setConfig(config: Config): void {
    this._config = config;
    this.requestUpdate();
  }

  /** Redraws only if the texts or the Home Assistant states shown have changed. */
  set hass(hass: Hass) {
    const before = this._hass;
    this._hass = hass;
    const speaks = before?.locale.language === hass.locale.language;
    if (!speaks) void this._loadTexts(hass);
    if (before?.connection !== hass.connection || before.config.components !== hass.config.components) this._join();
    // after a change of language, draw once its texts are loaded
    if (speaks && (changed(before!, hass) || this._watched.some((id) => before!.states[id] !== hass.states[id]))) {
      this.requestUpdate();
    }
  }

  get hass(): Hass {
    return this._hass!;
  }

  /** Entities whose state is shown. */
  protected _watched: string[] = [];

  protected get _text(): Text {
    return new Text(this.hass, this._texts);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._join();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._leave?.();
    this._leave = undefined;
    for (const commit of this._waiting) commit();
  }

  protected get _canDraw(): boolean {
    return this._hass !== undefined && this._config !== undefined && this._ready;
  }

  /** Without texts the card still shows names, icons and bars. */
  private async _loadTexts(hass: Hass): Promise<void> {
    this._texts = await loadTexts(hass).catch(() => ({}));
    this._ready = true;
    this.requestUpdate();
  }

  private _join(): void {
    const connection = this._hass?.connection;
    if (!connection || !this.isConnected) return;
    if (this._leave && this._connection === connection && !this._view.error) return;
    this._leave?.();
    this._connection = connection;
    this._leave = subscribe(connection, (view) => {
      this._view = view;
      this.requestUpdate();
    });
  }

  /** Home Assistant runs the action, as for its own cards. */
  protected _do(config: object, action: Press = "tap"): void {
    this.dispatchEvent(new CustomEvent("hass-action", { detail: { config, action }, bubbles: true, composed: true }));
  }

  protected _moreInfo = (entity: string): void => this._do({ entity, tap_action: { action: "more-info" } });

  /** By default opens the device page, or the more-info dialog for users who may not open the settings. */
  protected _press = ({ device }: Known, action: Press): void => {
    const entity = device.entities["fault"] ?? this._camera(device) ?? Object.values(device.entities)[0];
    const { tap_action, hold_action } = this._config ?? {};
    const page = this._hass?.user?.is_admin && device.device_id;
    this._do(
      {
        entity,
        tap_action: tap_action ?? (page ? open(`/config/devices/device/${device.device_id}`) : { action: "more-info" }),
        hold_action: hold_action ?? { action: "more-info" },
      },
      action,
    );
  };

  /** Core Blink's camera entity of a device. */
  protected _camera({ device_id }: Device): string | undefined {
    if (!device_id) return undefined;
    return Object.values(this._hass!.entities).find(
      (entity) => entity.device_id === device_id && entity.platform === "blink" && entity.entity_id.startsWith("camera."),
    )?.entity_id;
  }

  protected _act = async (device: Device, action: Action, until?: string): Promise<void> => {
    if (this._busy.has(device.uid)) return;
    this._setBusy(device, action);
    try {
      if (action === "fix") await this._fix(device);
      else if (action === "pause" || action === "resume") await this._pause(device, action, until);
      else await this._tell(device, action);
    } catch {
      // the frontend has already shown the error in the user's language
    } finally {
      this._setBusy(device);
    }
  };

  private _setBusy({ uid }: Device, action?: Action): void {
    if (action) this._busy.set(uid, action);
    else this._busy.delete(uid);
    this.requestUpdate();
  }

  private _call({ device_id }: Device, action: string, data: object = {}): Promise<unknown> {
    return this._hass!.callService("blink_doctor", action, { device_id: [device_id], ...data });
  }

  private async _pause(device: Device, action: "pause" | "resume", until?: string): Promise<void> {
    const pause = (end?: string | null): Promise<unknown> => this._call(device, "pause", end ? { until: end } : {});
    const resume = (): Promise<unknown> => this._call(device, "resume");
    const pauses = action === "pause";
    await (pauses ? pause(until) : resume());
    const { name, paused_until } = device;
    const said = !pauses
      ? this._text.say("resume_done", { name })
      : until
        ? this._text.common("say_summary_paused_until", { name, date: this._text.moment(until) })
        : this._text.common("say_summary_paused", { name });
    this._toast(said, () => void (pauses ? resume() : pause(paused_until)).catch(() => undefined));
  }

  private async _tell(device: Device, action: Exclude<Action, "fix" | "pause" | "resume">): Promise<void> {
    const call = (name: string, data?: object): Promise<unknown> => this._call(device, name, data);
    const light = (stopped: boolean): Promise<unknown> => call("report_red_light", stopped ? { pattern: "stopped" } : {});
    const said = this._text.say(`${action}_done`, { name: device.name });
    if (action === "batteries_replaced") {
      // cannot be undone afterwards, so it is sent after the time for an undo
      this._toast(said, this._later(() => void call(action).catch(() => undefined)));
    } else if (action === "check_up") {
      await call(action);
      this._toast(said);
    } else {
      const stopped = action === "red_light_stopped";
      await light(stopped);
      this._toast(said, () => void light(!stopped).catch(() => undefined));
    }
  }

  /** Runs work after the time for an undo, or when the page is left; returns a function that cancels it. */
  private _later(work: () => void): () => void {
    const leave = (): void => commit();
    const forget = (): void => {
      clearTimeout(timer);
      window.removeEventListener("pagehide", leave);
      this._waiting.delete(commit);
    };
    const commit = (): void => {
      forget();
      work();
    };
    const timer = setTimeout(commit, UNDO_MS);
    window.addEventListener("pagehide", leave);
    this._waiting.add(commit);
    return forget;
  }

  private async _fix(device: Device): Promise<void> {
    let outcome: string;
    try {
      const { openFix } = await import("./fix");
      outcome = await openFix(this, this._hass!, device.issue_id!);
    } catch {
      outcome = "not_opened";
    }
    if (outcome === "gone") this._toast(this._text.say("fix_gone"));
    else if (outcome === "not_opened") this._do({ tap_action: open("/config/repairs") });
  }

  private _toast(message: string, undo?: () => void): void {
    const detail = undo
      ? { message, duration: UNDO_MS, action: { text: this._text.say("undo"), action: undo } }
      : { message };
    this.dispatchEvent(new CustomEvent("hass-notification", { detail, bubbles: true, composed: true }));
  }
}
