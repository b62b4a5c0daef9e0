/** An open row: the picture, the cause, what to do, and the last values. */
import { html, nothing, type TemplateResult } from "lit-html";
import { icon, toneIcons } from "./icons";
import { words, type RowContext } from "./row";
import type { Text } from "./text";
import type { Action, Finding } from "./types";
import type { Known } from "./verdict";

export type Part = TemplateResult | typeof nothing;
type PictureContext = Pick<RowContext, "hass" | "camera" | "text" | "on" | "moreInfo">;

export const detail = (known: Known, context: RowContext): TemplateResult => html`
  ${picture(known, context) ?? nothing} ${known.device.findings.length ? why(known, context.text) : nothing}
  ${steps(known, context.text)} ${buttons(known, context)} ${context.more?.facts(known, context) ?? nothing}
  ${context.more?.past(known, context) ?? nothing}
`;

/** The camera's last picture, with its age and the camera's fault. It is grey if it is not current. */
export function picture(known: Known, { hass, camera, text, on, moreInfo }: PictureContext): TemplateResult | undefined {
  const path = hass.states[camera ?? ""]?.attributes["entity_picture"];
  if (!camera || typeof path !== "string") return undefined;
  const { device, tone } = known;
  const age = device.picture_at && text.say("picture_at", { when: text.moment(device.picture_at, "short") });
  return html`
    <button class="picture" aria-label="${device.name}: ${words(known, text)}" data-on=${on(`info ${camera}`, () => moreInfo(camera))}>
      <img
        src=${hass.hassUrl?.(path) ?? path}
        alt=""
        loading="lazy"
        @error=${({ target }: Event) => ((target as HTMLElement).closest<HTMLElement>(".picture")!.hidden = true)}
      />
      ${tone === "ok" ? nothing : html`<span class="over">${icon(toneIcons[tone])}${words(known, text)}</span>`}
      ${age ? html`<span class="age">${age}</span>` : nothing}
    </button>
  `;
}

function why({ device, finding, root }: Known, text: Text): TemplateResult {
  const first = finding!;
  const others = device.findings.filter((one) => one !== first);
  return html`
    <div class="why">
      ${first.root
        ? html`<p>
            ${text.say("behind_long", { name: root && root.family !== "account" ? root.name : text.fault(first) })}
          </p>`
        : proof(first, text)}
      ${others.map((other) => html`<p class="also">${text.say("also", { cause: text.fault(other) })}</p>${proof(other, text)}`)}
    </div>
  `;
}

const proof = (finding: Finding, text: Text): TemplateResult =>
  html`<ul class="evidence">${text.evidence(finding).map((line) => html`<li>${line}</li>`)}</ul>`;

function steps({ device, tone }: Known, text: Text): Part {
  if (!device.steps.length || tone === "old") return nothing;
  const now = device.steps.indexOf(device.step ?? device.steps[0]!);
  return html`
    <p class="heading">${text.say("steps")}</p>
    <ol>
      ${device.steps.map(
        (step, at) => html`
          <li class=${at < now ? "done" : at === now ? "now" : ""} aria-current=${at === now ? "step" : nothing}>
            ${text.step(step)}
          </li>
        `,
      )}
    </ol>
  `;
}

function offered({ device, tone }: Known, admin: boolean): Action[] {
  const actions: Action[] = [];
  if (device.issue_id && admin) actions.push("fix");
  if (device.control && device.device_id && tone !== "old") {
    if (device.paused) actions.push("resume");
    actions.push("check_up");
    if (device.family !== "account" && !device.paused) actions.push(device.red_light ? "red_light_stopped" : "report_red_light");
    if (device.battery === "low" || device.battery === "ok") actions.push("batteries_replaced");
  }
  return actions;
}

function buttons(known: Known, context: RowContext): Part {
  const { text, hass, busy, on, act } = context;
  const actions = offered(known, hass.user?.is_admin ?? false);
  if (!actions.length) return nothing;
  return html`
    <div class="buttons">
      ${actions.map(
        (action) => html`
          <button
            class=${action === "fix" ? "action first" : "action"}
            ?disabled=${busy !== undefined}
            aria-busy=${busy === action}
            data-on=${on(`${action} ${known.device.uid}`, () => act(known.device, action))}
          >
            ${busy === action ? text.say(`${action}_busy`) : text.action(action)}
          </button>
        `,
      )}
      ${context.more?.pause(known, context) ?? nothing}
    </div>
  `;
}
