/** The badge: the number of problems. */
import { html, nothing, type TemplateResult } from "lit-html";
import { Base, open } from "./base";
import { icon, icons, toneIcons } from "./icons";
import type { Press } from "./press";
import { rest } from "./summary";
import type { BadgeConfig } from "./types";
import { judge, type Verdict } from "./verdict";

interface Said {
  tone: string;
  icon: string;
  words: string;
}

export class BlinkDoctorBadge extends Base<BadgeConfig> {
  protected override render(): TemplateResult | typeof nothing | undefined {
    if (!this._canDraw) return undefined;
    const verdicts = (this._view.accounts ?? []).map((account) => judge(account, this._config!, this.hass));
    const said = this._said(verdicts);
    const hides = this._config!.faults_only && /ok|ignored|paused/.test(said.tone);
    this.toggleAttribute("hidden", Boolean(hides));
    if (hides) return nothing;
    return html`<button
      class="pill ${said.tone}"
          data-on=${this._presses.on("line", (action) => this._pressed(action, verdicts))}
    >
      ${icon(said.icon)}<span>${said.words}</span>
    </button>`;
  }

  private _said(verdicts: Verdict[]): Said {
    const text = this._text;
    const sum = (of: (verdict: Verdict) => number): number => verdicts.reduce((all, one) => all + of(one), 0);
    if (!verdicts.length) return { tone: "unknown", icon: icons.camera, words: text.say(this._view.accounts ? "not_set_up" : "loading") };
    const count = sum((one) => one.count * Number(one.account.state === "ok"));
    if (count) {
      const worst = verdicts.some(({ problems }) => problems.some(({ tone }) => tone === "error")) ? "error" : "warning";
      return { tone: worst, icon: toneIcons[worst], words: text.say(count === 1 ? "one_attention" : "attention", { count }) };
    }
    const old = verdicts.find(({ account }) => account.state !== "ok")?.account;
    if (old) {
      const words = old.data_at ? text.say("as_of", { when: text.moment(old.data_at) }) : text.say("unknown");
      return { tone: "old", icon: toneIcons.old, words };
    }
    const fine = sum(({ fine }) => fine.length);
    const [first] = [...verdicts.flatMap(({ silent }) => silent), ...(fine ? [] : verdicts.flatMap(({ ignored }) => ignored))];
    if (first) {
      const [words] = verdicts.flatMap((one) => rest(one, text));
      const tone = first.tone === "ok" ? "unknown" : first.tone;
      return { tone, icon: toneIcons[tone], words: words ?? text.say("unknown") };
    }
    return { tone: "ok", icon: icons.camera, words: text.say("fold_fine", { count: fine }) };
  }

  private _pressed(action: Press, verdicts: Verdict[]): void {
    const account = verdicts.flatMap((one) => one.account.devices).find(({ family }) => family === "account");
    const { tap_action, hold_action } = this._config!;
    const info = { action: "more-info" };
    this._do(
      {
        entity: account?.entities["devices_with_fault"],
        tap_action: tap_action ?? (this.hass.user?.is_admin ? open("/config/repairs") : info),
        hold_action: hold_action ?? info,
      },
      action,
    );
  }
}

customElements.define("blink-doctor-badge-view", BlinkDoctorBadge);
