/** The card: the state of every Blink camera; for one in trouble the cause and the next step. */
import { html, nothing, type TemplateResult } from "lit-html";
import { Base, open } from "./base";
import type { History } from "./history";
import { icon, icons, toneIcons } from "./icons";
import { row, type RowContext } from "./row";
import { rest, trouble } from "./summary";
import type { Text } from "./text";
import type { Account, CardConfig } from "./types";
import { chosen, isChosen, isPlace, judge, type Known, type Verdict } from "./verdict";

/** Fewer fine devices than this are not folded */
const FOLDED = 3;

interface Headline {
  tone: string;
  icon: string;
  words: string;
  more?: string;
  /** where to fix it, for users who may */
  link?: string;
}

export class BlinkDoctorCard extends Base<CardConfig> {
  private readonly _opened = new Map<string, boolean>();
  private readonly _histories = new Map<string, History>();
  private readonly _loading = new Set<string>();
  private _more: RowContext["more"];
  private _worst: string | undefined;

  protected override updated(): void {
    for (const account of this._view.accounts ?? []) {
      for (const device of account.devices) {
        if (device.device_id && this._isOpen(device.uid)) void this._loadHistory(account, device.uid);
      }
    }
  }

  protected override render(): TemplateResult | undefined {
    if (!this._canDraw) return undefined;
    const { _config: config, _view: view, _text: text } = this;
    this._watched = [];
    return html`
      <ha-card>
        ${config!.title ? html`<h2 class="title">${config!.title}</h2>` : nothing}
        ${view.error
          ? notice(text.say(view.error === "unknown_command" ? "not_set_up" : "no_answer"))
          : view.accounts
            ? this._accounts(view.accounts, text)
            : notice(text.say("loading"))}
      </ha-card>
    `;
  }

  private _accounts(accounts: Account[], text: Text): TemplateResult {
    if (!accounts.length) return notice(text.say("not_set_up"));
    const config = this._config!;
    const concerned = accounts.filter((account) => !isChosen(config) || chosen(account, config, this.hass).length);
    const drawn = (concerned.length ? concerned : accounts.slice(0, 1)).map((account) => judge(account, config, this.hass));
    this._worst = config.compact ? undefined : drawn.flatMap(({ problems }) => problems)[0]?.device.uid;
    return html`${drawn.map((verdict) => this._account(verdict, accounts.length > 1, text))}`;
  }

  private _account(verdict: Verdict, several: boolean, text: Text): TemplateResult {
    const { account, problems, silent, ignored, fine } = verdict;
    const config = this._config!;
    const old = account.state !== "ok";
    const line = this._oldNews(account, text) ?? this._news(verdict, several, text);
    const folds = !config.show_fine && !config.devices?.length && fine.length >= FOLDED;
    // if everything is fine, the line that says so also unfolds the list
    const only = folds && !old && !config.faults_only && fine.length === shown(verdict) ? line : undefined;
    const label = old ? `${text.say("unknown")} · ${text.number(fine.length)}` : text.say("fold_fine", { count: fine.length });
    return html`
      <section class=${account.state}>
        ${several ? html`<h3><bdi>${account.title}</bdi></h3>` : nothing} ${only || !line ? nothing : this._headline(line)} ${checking(account, text)}
        ${shown(verdict)
          ? html`<ul>
              ${problems.map((known) => this._withWaiting(known, verdict, text))}
              ${config.faults_only ? nothing : silent.map((known) => this._withWaiting(known, verdict, text))}
              ${config.faults_only ? nothing : ignored.map((known) => this._withWaiting(known, verdict, text))}
              ${config.faults_only || !fine.length
                ? nothing
                : this._fold(
                    `fine ${account.entry_id}`,
                    only ?? { words: label },
                    old ? "old" : "ok",
                    fine,
                    folds,
                    text,
                  )}
            </ul>`
          : nothing}
      </section>
    `;
  }

  private _withWaiting(known: Known, { waiting }: Verdict, text: Text): TemplateResult {
    const { device } = known;
    const behind = waiting.get(device.uid) ?? [];
    // nothing waits for the account itself
    const said = device.family === "account" ? text.fault(known.finding!) : text.say("behind", { name: device.name });
    const label = `${said} · ${text.number(behind.length)}`;
    return html`
      <li>${this._row(known, text)}</li>
      ${behind.length ? this._fold(`behind ${device.uid}`, { words: label }, "behind", behind, true, text) : nothing}
    `;
  }

  /** Folds rows with the same state into one line that opens. */
  private _fold(id: string, { words, more, tone: only }: Partial<Headline> & { words: string }, tone: "ok" | "behind" | "old", all: Known[], folded: boolean, text: Text): TemplateResult {
    const lines = all.map((known) => html`<li>${this._row(known, text)}</li>`);
    if (!folded) return html`${lines}`;
    const isOpen = this._opened.get(id) ?? false;
    return html`
      <li>
        <button class="fold ${tone}${only ? " summary" : ""}" aria-expanded=${isOpen} data-on=${this._presses.on(id, () => this._toggle(id, isOpen))}>
          <span class="shape">${icon(toneIcons[tone])}</span>${info(words, more)}
          <span class="chevron">${icon(icons.chevron)}</span>
        </button>
        ${isOpen ? html`<ul class="folded">${lines}</ul>` : nothing}
      </li>
    `;
  }

  private _row(known: Known, text: Text): TemplateResult {
    const { device } = known;
    const isOpen = this._isOpen(device.uid);
    const camera = isOpen ? this._camera(device) : undefined;
    if (isOpen) this._watched.push(camera ?? "", ...Object.values(device.entities));
    return row(known, {
      text,
      hass: this.hass,
      open: isOpen,
      compact: this._config!.compact ?? false,
      busy: this._busy.get(device.uid),
      history: this._histories.get(device.uid),
      more: this._more,
      camera,
      on: this._presses.on,
      toggle: () => this._toggle(device.uid, isOpen),
      press: this._press,
      moreInfo: this._moreInfo,
      act: this._act,
    });
  }

  /** The line above the devices: what is wrong with the data, otherwise how many need attention. */
  private _headline({ tone, icon: path, words, more, link }: Headline): TemplateResult {
    return html`<div class="summary ${tone}" role="status">
      <span class="shape">${icon(path)}</span>${info(words, more)}
      ${link && this.hass.user?.is_admin
        ? html`<button class="action first" data-on=${this._presses.on(link, () => this._do({ tap_action: open(link) }))}>${this._text.say("open_settings")}</button>`
        : nothing}
    </div>`;
  }

  /** The headline for data that is not current: its age, and what to do. */
  private _oldNews({ state, trouble, data_at }: Account, text: Text): Headline | undefined {
    const [doctor, blink] = ["blink_doctor", "blink"].map((domain) => `/config/integrations/integration/${domain}`);
    const at = data_at && text.say("as_of", { when: text.moment(data_at) });
    const said = (what: string, link?: string): Headline => ({
      tone: "notice",
      icon: toneIcons.old,
      words: at || what,
      ...(at ? { more: what } : {}),
      ...(link ? { link } : {}),
    });
    if (state === "not_loaded") return said(text.say("no_answer"), doctor);
    if (state === "waiting") return said(text.say("waiting"));
    if (trouble === "sign_in") return said(text.common("say_shows_trouble_sign_in"), blink);
    if (state === "blink_not_loaded") return said(text.say("blink_not_loaded"), blink);
    return state === "stale" ? said(text.say("stale", { when: data_at ? text.moment(data_at) : "?" }), blink) : undefined;
  }

  private _news(verdict: Verdict, several: boolean, text: Text): Headline | undefined {
    const { account, problems, silent, ignored, fine, waiting, count } = verdict;
    const config = this._config!;
    if (!account.devices.some((device) => !isPlace(device))) {
      return notNews(text.say(account.restricted ? "no_permission" : "no_devices"));
    }
    if (!shown(verdict)) return notNews(text.say("none_chosen"));
    if (config.devices?.length === 1 && !config.areas?.length && !config.labels?.length) return undefined;
    const more = rest(verdict, text);
    if (count) {
      const worst = problems.some(({ tone }) => tone === "error") ? "error" : "warning";
      return { tone: `trouble ${worst}`, icon: toneIcons[worst], words: trouble(verdict, text), more: more.join(" · ") };
    }
    if (silent.length) return { tone: "notice", icon: icons.help, words: more[0]!, more: more.slice(1).join(" · ") };
    if (!fine.length) return { tone: "notice", icon: toneIcons.ignored, words: more[0] ?? "", more: more.slice(1).join(" · ") };
    const all = ignored.length || waiting.size || several || isChosen(config) ? text.say("fold_fine", { count: fine.length }) : text.say("all_fine");
    return { tone: "calm", icon: icons.fine, words: all, more: more.join(" · ") };
  }

  /** The worst problem is open by default, unless the user has closed it. */
  private _isOpen = (uid: string): boolean => this._opened.get(uid) ?? uid === this._worst;

  private _toggle(id: string, isOpen: boolean): void {
    this._opened.set(id, !isOpen);
    this.requestUpdate();
  }

  private async _loadHistory(account: Account, uid: string): Promise<void> {
    if (this._loading.has(uid)) return;
    this._loading.add(uid);
    this._more ??= await import("./more");
    // a row without its history is still useful
    this.requestUpdate();
    const history = await this._more.load(this.hass, account.entry_id, uid).catch((): History => []);
    this._histories.set(uid, history);
    this.requestUpdate();
  }
}

const shown = ({ problems, silent, ignored, fine, waiting }: Verdict): number =>
  problems.length + silent.length + ignored.length + fine.length + waiting.size;

/** The progress of a check-up, whoever started it. The first answer covers all devices, each further one a camera. */
function checking({ check_up: progress, devices }: Account, text: Text): TemplateResult | typeof nothing {
  if (!progress) return nothing;
  const asked = devices.find(({ uid }) => uid === progress.device);
  const words = asked
    ? text.say("checking", { name: asked.name, number: text.number(progress.done), count: text.number(progress.of - 1) })
    : text.say("check_up_busy");
  return html`<p class="checking" role="status">${words}</p>`;
}

const info = (words: string, more?: string): TemplateResult =>
  html`<span class="info"><span class="name">${words}</span>${more ? html`<span class="state">${more}</span>` : nothing}</span>`;

const notNews = (words: string): Headline => ({ tone: "notice", icon: icons.help, words });

const notice = (words: string): TemplateResult =>
  html`<div class="summary notice" role="status">
    <span class="shape">${icon(icons.help)}</span>${info(words)}
  </div>`;

customElements.define("blink-doctor-card-view", BlinkDoctorCard);
