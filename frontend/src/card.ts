/** The card: how every Blink camera is, and for the one in trouble why and what to do. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { schema } from "./form";
import type { History } from "./history";
import { icon, icons } from "./icons";
import { row, type RowContext } from "./row";
import { groups, roots, worst } from "./sort";
import { subscribe, type View } from "./store";
import { style } from "./style";
import { loadTexts, Text } from "./text";
import type { Account, Action, CardConfig, Connection, Device, Hass } from "./types";

export class BlinkDoctorCard extends LitElement {
  static override styles = style;
  static override properties = {
    _view: { state: true },
    _config: { state: true },
    _opened: { state: true },
    _histories: { state: true },
    _busy: { state: true },
    _ready: { state: true },
  };

  declare _view: View;
  declare _config: CardConfig | undefined;
  declare _opened: ReadonlyMap<string, boolean>;
  declare _histories: ReadonlyMap<string, History>;
  declare _busy: ReadonlyMap<string, Action>;
  declare _ready: boolean;

  private _hass?: Hass;
  private _leave: (() => void) | undefined;
  private _connection?: Connection;
  private _worst: string | undefined;

  constructor() {
    super();
    this._view = { accounts: null, error: null };
    this._opened = new Map();
    this._histories = new Map();
    this._busy = new Map();
    this._ready = false;
  }

  static getConfigForm = () => schema;
  static getStubConfig = (): object => ({});

  setConfig(config: CardConfig): void {
    if (config.devices !== undefined && !Array.isArray(config.devices)) {
      throw new Error("devices: a list of devices is expected");
    }
    this._config = config;
  }

  getCardSize(): number {
    return this._config?.compact ? 3 : 6;
  }

  getGridOptions(): object {
    return { columns: 12, min_columns: 6, rows: "auto" };
  }

  /** Only words can change what is drawn; states come by the card's own subscription. */
  set hass(hass: Hass) {
    const before = this._hass;
    this._hass = hass;
    if (before?.locale.language !== hass.locale.language) void this._loadTexts(hass);
    if (before?.connection !== hass.connection || before.config.components !== hass.config.components) this._join();
    if (before?.localize !== hass.localize || before.locale !== hass.locale) this.requestUpdate();
  }

  get hass(): Hass | undefined {
    return this._hass;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._join();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._leave?.();
    this._leave = undefined;
  }

  /** Without its words the card still draws: names, icons and bars speak. */
  private async _loadTexts(hass: Hass): Promise<void> {
    await loadTexts(hass).catch(() => undefined);
    this._ready = true;
  }

  private _join(): void {
    const connection = this._hass?.connection;
    if (!connection || !this.isConnected) return;
    if (this._leave && this._connection === connection && !this._view.error) return;
    this._leave?.();
    this._connection = connection;
    this._leave = subscribe(connection, (view) => (this._view = view));
  }

  protected override updated(): void {
    for (const account of this._view.accounts ?? []) {
      for (const device of account.devices) {
        if (device.device_id && this._isOpen(device)) void this._loadHistory(account, device);
      }
    }
  }

  protected override render(): TemplateResult {
    const { _hass: hass, _config: config, _view: view } = this;
    if (!hass || !config || !this._ready) return html`<ha-card></ha-card>`;
    const text = new Text(hass);
    return html`
      <ha-card>
        ${config.title ? html`<h2 class="title">${config.title}</h2>` : nothing}
        ${view.error
          ? notice(text.say(view.error === "unknown_command" ? "not_set_up" : "no_answer"))
          : view.accounts
            ? this._accounts(view.accounts, text, config)
            : notice(text.say("loading"))}
      </ha-card>
    `;
  }

  private _accounts(accounts: Account[], text: Text, config: CardConfig): TemplateResult {
    if (!accounts.length) return notice(text.say("not_set_up"));
    const several = accounts.length > 1;
    const chosen = config.devices ?? [];
    const concerned = accounts.filter(
      ({ devices }) => !chosen.length || devices.some((device) => chosen.includes(device.device_id ?? "")),
    );
    const drawn = concerned.length ? concerned : accounts.slice(0, 1);
    this._worst = config.compact ? undefined : worst(drawn, config)?.uid;
    return html`${drawn.map((account) => this._account(account, several, text, config))}`;
  }

  private _account(account: Account, several: boolean, text: Text, config: CardConfig): TemplateResult {
    const shown = groups(account, config);
    const devices = shown.flatMap(({ device, children }) => [device, ...children]);
    const known = new Map(account.devices.map((device) => [device.uid, device]));
    const line = (device: Device): TemplateResult => row(device, this._context(device, text, known));
    return html`
      <section class=${account.state}>
        ${several ? html`<h3>${account.title}</h3>` : nothing} ${this._summary(account, devices, text, config)}
        ${shown.length
          ? html`<ul>
              ${shown.map(
                ({ device, children }) => html`<li>
                  ${line(device)}
                  ${children.length
                    ? html`<ul class="children">
                        ${children.map((child) => html`<li>${line(child)}</li>`)}
                      </ul>`
                    : nothing}
                </li>`,
              )}
            </ul>`
          : nothing}
      </section>
    `;
  }

  /** One line over the devices: what is wrong with the data, else how many need care. */
  private _summary(account: Account, devices: Device[], text: Text, config: CardConfig): TemplateResult | typeof nothing {
    const cameras = account.devices.filter(({ family }) => family !== "account");
    if (account.state === "blink_not_loaded") return notice(text.say("blink_not_loaded"));
    if (account.state === "not_loaded") return notice(text.say("no_answer"));
    if (account.state === "waiting") return notice(text.say("waiting"));
    if (account.state === "stale") {
      return notice(text.say("stale", { when: account.data_at ? text.moment(account.data_at) : "?" }));
    }
    if (!cameras.length) return notice(text.say(account.restricted ? "no_permission" : "no_devices"));
    const count = roots(devices).length;
    if (!devices.length && !config.faults_only) return notice(text.say("none_chosen"));
    if (config.devices?.length === 1 && devices.length) return nothing;
    if (!count) {
      return html`<p class="summary calm" role="status">${icon(icons.fine)}<span>${text.say("all_fine")}</span></p>`;
    }
    return html`<p class="summary trouble" role="status">
      ${icon(icons.warning)}<span>${text.say(count === 1 ? "one_needs_care" : "need_care", { count })}</span>
    </p>`;
  }

  private _context(device: Device, text: Text, known: Map<string, Device>): RowContext {
    return {
      text,
      open: this._isOpen(device),
      compact: this._config?.compact ?? false,
      admin: this._hass?.user?.is_admin ?? false,
      busy: this._busy.get(device.uid),
      history: this._histories.get(device.uid),
      known,
      toggle: this._toggle,
      act: this._act,
    };
  }

  /** The worst trouble is open by itself, unless somebody has closed it. */
  private _isOpen(device: Device): boolean {
    return this._opened.get(device.uid) ?? device.uid === this._worst;
  }

  private _toggle = (device: Device): void => {
    this._opened = new Map(this._opened).set(device.uid, !this._isOpen(device));
  };

  private async _loadHistory(account: Account, device: Device): Promise<void> {
    const hass = this._hass;
    if (!hass || this._loading.has(device.uid)) return;
    this._loading.add(device.uid);
    const { load } = await import("./history");
    // a row without its history is still a good row
    const history = await load(hass, account.entry_id, device).catch((): History => []);
    this._histories = new Map(this._histories).set(device.uid, history);
  }

  private readonly _loading = new Set<string>();

  private _act = async (device: Device, action: Action): Promise<void> => {
    const hass = this._hass;
    if (!hass || this._busy.has(device.uid)) return;
    this._busy = new Map(this._busy).set(device.uid, action);
    try {
      if (action === "fix") await this._fix(hass, device);
      else {
        const stopped = action === "red_light_stopped";
        const data = { device_id: [device.device_id], ...(stopped ? { pattern: "stopped" } : {}) };
        await hass.callService("blink_doctor", stopped ? "report_red_light" : action, data);
        this._toast(new Text(hass).say(`${action}_done`, { name: device.name }));
      }
    } catch {
      // the frontend has already said what went wrong, in the user's language
    } finally {
      const busy = new Map(this._busy);
      busy.delete(device.uid);
      this._busy = busy;
    }
  };

  private async _fix(hass: Hass, device: Device): Promise<void> {
    try {
      const { openFix } = await import("./fix");
      const outcome = await openFix(this, hass, device.issue_id!);
      if (outcome === "gone") this._toast(new Text(hass).say("fix_gone"));
      else if (outcome === "not_opened") openRepairs();
    } catch {
      openRepairs();
    }
  }

  private _toast(message: string): void {
    this.dispatchEvent(
      new CustomEvent("hass-notification", { detail: { message }, bubbles: true, composed: true }),
    );
  }
}

function openRepairs(): void {
  history.pushState(null, "", "/config/repairs");
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
}

const notice = (words: string): TemplateResult => html`<p class="summary notice" role="status">
  ${icon(icons.unknown)}<span>${words}</span>
</p>`;
