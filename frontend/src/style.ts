import { css } from "lit";

export const style = css`
  :host {
    display: block;
    --bd-warning: var(--warning-color);
    --bd-error: var(--error-color);
    --bd-quiet: var(--secondary-text-color);
    --bd-line: var(--divider-color);
    --bd-accent: var(--primary-color);
  }
  ha-card {
    container-type: inline-size;
    overflow: hidden;
    height: 100%;
    box-sizing: border-box;
    padding: 4px 0;
    color: var(--primary-text-color);
    font-size: var(--ha-font-size-m);
    line-height: 1.4;
  }
  h2,
  h3,
  h4,
  p,
  ul,
  ol,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ul {
    list-style: none;
  }
  .title {
    padding: 12px 16px 4px;
    font-size: var(--ha-font-size-2xl);
    font-weight: var(--ha-font-weight-normal);
    line-height: 1.3;
  }
  h3 {
    padding: 12px 16px 0;
    font-size: var(--ha-font-size-l);
    font-weight: var(--ha-font-weight-medium);
  }
  h4 {
    margin-top: 14px;
    font-size: var(--ha-font-size-s);
    font-weight: var(--ha-font-weight-medium);
    color: var(--bd-quiet);
  }
  svg {
    width: 20px;
    height: 20px;
    flex: none;
    fill: currentColor;
  }
  .summary {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 40px;
    padding: 4px 16px;
    color: var(--bd-quiet);
  }
  .summary svg {
    width: 24px;
    height: 24px;
    margin-inline: 8px;
  }
  .summary.trouble {
    color: inherit;
    font-weight: var(--ha-font-weight-medium);
  }
  .summary.trouble svg {
    color: var(--bd-warning);
  }
  .summary.calm svg {
    color: var(--success-color);
  }
  .summary.notice {
    padding-block: 12px;
  }
  .row {
    position: relative;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 56px;
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 56px;
    padding-inline: 16px 12px;
    cursor: pointer;
    --tone: var(--bd-accent);
  }
  @media (hover: hover) {
    .row:hover {
      background: color-mix(in srgb, currentColor 4%, transparent);
    }
  }
  .row.warning {
    --tone: var(--bd-warning);
  }
  .row.error {
    --tone: var(--bd-error);
  }
  .row.unknown,
  .row.behind,
  .stale .row,
  .blink_not_loaded .row {
    --tone: var(--bd-quiet);
  }
  .shape {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    color: var(--tone);
    background: color-mix(in srgb, var(--tone) 16%, transparent);
  }
  .shape > svg {
    width: 24px;
    height: 24px;
  }
  .badge {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    display: grid;
    border-radius: 50%;
    background: var(--ha-card-background, var(--card-background-color));
    padding: 1px;
  }
  .badge svg {
    width: 16px;
    height: 16px;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
    text-align: start;
  }
  .names {
    flex: 1;
    min-width: 0;
    padding-block: 8px;
    outline: none;
  }
  .names:focus-visible::after {
    content: "";
    position: absolute;
    inset: 2px;
    outline: 2px solid var(--bd-accent);
    border-radius: 12px;
  }
  .name,
  .state {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .name {
    font-weight: var(--ha-font-weight-medium);
  }
  .state {
    font-size: var(--ha-font-size-s);
    color: var(--bd-quiet);
  }
  .error .state,
  .warning .state {
    color: inherit;
    white-space: normal;
  }
  .measures {
    display: flex;
    align-items: center;
    gap: 10px;
    color: var(--bd-quiet);
  }
  .measure {
    display: flex;
    align-items: center;
    gap: 3px;
  }
  .measure svg {
    width: 14px;
    height: 14px;
  }
  .measure .bars {
    width: 20px;
  }
  .measure .power {
    width: 18px;
    height: 18px;
  }
  .old {
    opacity: 0.5;
  }
  .measure.low {
    color: var(--bd-error);
  }
  .off {
    opacity: 0.25;
  }
  .chevron {
    color: var(--bd-quiet);
    transition: transform 0.15s;
  }
  .chevron.open {
    transform: rotate(180deg);
  }
  .children {
    position: relative;
    padding-inline-start: 28px;
  }
  .children::before {
    content: "";
    position: absolute;
    inset-block: 0 28px;
    inset-inline-start: 35px;
    border-inline-start: 1px solid var(--bd-line);
  }
  .children > li {
    position: relative;
  }
  .more {
    padding: 0 16px 16px;
    padding-inline-start: 68px;
  }
  .why {
    padding-top: 2px;
  }
  .evidence,
  .also {
    color: var(--bd-quiet);
  }
  .also {
    margin-top: 6px;
  }
  ol {
    margin-top: 4px;
    counter-reset: step;
    list-style: none;
  }
  ol > li {
    position: relative;
    padding: 3px 0;
    padding-inline-start: 30px;
    color: var(--bd-quiet);
    counter-increment: step;
  }
  ol > li::before {
    content: counter(step);
    position: absolute;
    inset-inline-start: 0;
    width: 20px;
    height: 20px;
    border-radius: 50%;
    box-shadow: inset 0 0 0 1px var(--bd-line);
    font-size: 12px;
    line-height: 20px;
    text-align: center;
  }
  ol > li.done::before {
    content: "✓";
  }
  ol > li.now {
    color: inherit;
    font-weight: var(--ha-font-weight-medium);
  }
  ol > li.now::before {
    background: color-mix(in srgb, var(--bd-accent) 24%, transparent);
    box-shadow: none;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 14px;
  }
  .action {
    min-height: 36px;
    padding: 0 14px;
    border-radius: 18px;
    background: color-mix(in srgb, currentColor 8%, transparent);
    font-weight: var(--ha-font-weight-medium);
  }
  .action:hover {
    background: color-mix(in srgb, currentColor 14%, transparent);
  }
  .action.first {
    background: color-mix(in srgb, var(--bd-accent) 24%, transparent);
  }
  .action.first:hover {
    background: color-mix(in srgb, var(--bd-accent) 36%, transparent);
  }
  .action:focus-visible {
    outline: 2px solid var(--bd-accent);
    outline-offset: 2px;
  }
  .action[disabled] {
    cursor: default;
    opacity: 0.6;
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(120px, 1fr));
    gap: 12px 20px;
    margin-top: 14px;
  }
  dt {
    font-size: var(--ha-font-size-s);
    color: var(--bd-quiet);
  }
  .trend {
    display: block;
    width: 100%;
    height: 20px;
    margin-top: 4px;
    fill: none;
    stroke: var(--bd-accent);
    stroke-width: 1.5;
    overflow: visible;
    border-block-end: 1px solid var(--bd-line);
  }
  .trend path {
    vector-effect: non-scaling-stroke;
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  @container (max-width: 400px) {
    .row {
      gap: 10px;
    }
    .measures {
      gap: 8px;
    }
    .since {
      display: none;
    }
    .children {
      padding-inline-start: 12px;
    }
    .children::before {
      display: none;
    }
    .more {
      padding-inline-start: 16px;
    }
  }
  @container (max-width: 320px) {
    .link {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .chevron {
      transition: none;
    }
  }
`;
