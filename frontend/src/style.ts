import { detailStyle } from "./style-detail";

/** Dimensions, type and colours of Home Assistant's tile card and badge. */
const lines = /* css */ `
  :host {
    display: block;
    height: 100%;
    --bd-start: left;
    --bd-quiet: var(--secondary-text-color);
    --bd-line: var(--divider-color);
    --bd-accent: var(--primary-color);
    --tone: var(--bd-quiet);
  }
  :host(:dir(rtl)) {
    --bd-start: right;
  }
  :host([hidden]) {
    display: none;
  }
  ha-card {
    container-type: inline-size;
    overflow: hidden;
    height: 100%;
    box-sizing: border-box;
    color: var(--primary-text-color);
    font-size: var(--ha-font-size-m);
    line-height: 1.4;
    word-break: auto-phrase;
  }
  :host(:lang(ko)) ha-card {
    word-break: keep-all;
  }
  h2,
  h3,
  p,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  .title {
    padding: 12px 16px 4px;
    font-size: var(--ha-font-size-2xl);
    font-weight: var(--ha-font-weight-normal);
    line-height: 1.3;
  }
  h3 {
    padding: 10px 10px 0;
    font-size: var(--ha-font-size-m);
    font-weight: var(--ha-font-weight-medium);
    color: var(--bd-quiet);
  }
  .heading {
    margin-top: 12px;
    font-size: var(--ha-font-size-s);
    font-weight: var(--ha-font-weight-medium);
    color: var(--bd-quiet);
  }
  /* a text that has no translation keeps its own direction, on the side of all others */
  .title,
  h3,
  .heading,
  p,
  .name,
  .state,
  .evidence li,
  ol > li,
  .label,
  .value-text,
  .over,
  .age,
  .axis span,
  .pill span {
    unicode-bidi: plaintext;
    text-align: var(--bd-start);
  }
  svg {
    width: 20px;
    height: 20px;
    flex: none;
    fill: currentColor;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    margin: 0;
    padding: 0;
    cursor: pointer;
    text-align: start;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }
  button:focus-visible {
    outline: 2px solid var(--bd-accent);
    outline-offset: -2px;
    border-radius: var(--ha-border-radius-lg, 12px);
  }
  .row,
  .summary,
  .fold {
    display: flex;
    align-items: center;
    width: 100%;
    min-height: var(--row-height, 56px);
    box-sizing: border-box;
  }
  li > .row {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 56px;
  }
  .names,
  .summary,
  .fold {
    gap: 10px;
    padding: 8px 10px;
  }
  .names {
    display: flex;
    align-items: center;
    flex: 1;
    min-width: 0;
    align-self: stretch;
  }
  .row.ok:not(.idle),
  .pill.ok {
    --tone: var(--bd-accent);
  }
  .fold.ok,
  .summary.calm {
    --tone: var(--success-color);
  }
  .warning {
    --tone: var(--warning-color);
  }
  .error {
    --tone: var(--error-color);
  }
  @media (hover: hover) {
    .names:hover,
    .fold:hover,
    .value:hover,
    .fact:hover,
    button.chevron:hover {
      background: color-mix(in srgb, currentColor 4%, transparent);
    }
  }
  .shape {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    width: 36px;
    height: 36px;
    border-radius: var(--ha-tile-icon-border-radius, 50%);
    color: var(--tone);
    background: color-mix(in srgb, var(--tone) 20%, transparent);
  }
  .shape > svg {
    width: 24px;
    height: 24px;
  }
  .badge {
    position: absolute;
    inset-block-start: -3px;
    inset-inline-end: -3px;
    display: grid;
    border-radius: 50%;
    background: var(--ha-card-background, var(--card-background-color));
    padding: 1px;
  }
  .badge svg {
    width: 14px;
    height: 14px;
  }
  .info {
    flex: 1;
    min-width: 0;
  }
  .name,
  .state {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  .name {
    font-weight: var(--ha-font-weight-medium);
    line-height: var(--ha-line-height-normal, 1.4);
    letter-spacing: 0.1px;
  }
  .state {
    font-size: var(--ha-font-size-s);
    line-height: var(--ha-line-height-condensed, 1.3);
    letter-spacing: 0.4px;
  }
  .summary .name,
  .summary .state {
    -webkit-line-clamp: none;
  }
  :is(.silent, .behind, .ignored, .paused, .old, .unknown) .state {
    color: var(--bd-quiet);
  }
  .since {
    white-space: nowrap;
  }
  .values {
    display: flex;
    align-items: center;
    color: var(--bd-quiet);
  }
  .value {
    display: flex;
    align-items: center;
    gap: 3px;
    min-height: 36px;
    min-width: 24px;
    padding: 0 4px;
    box-sizing: border-box;
    border-radius: 8px;
  }
  .value svg {
    width: 14px;
    height: 14px;
  }
  .value .bars {
    width: 20px;
  }
  .power svg {
    width: 18px;
    height: 18px;
  }
  .value.weak {
    color: var(--warning-color);
  }
  .value.low {
    color: var(--error-color);
  }
  .away .value,
  .behind .value,
  .old .value {
    color: var(--bd-quiet);
    opacity: 0.5;
  }
  .off {
    opacity: 0.25;
  }
  .chevron {
    display: grid;
    place-items: center;
    flex: none;
    width: 36px;
    height: 36px;
    margin-inline-end: 4px;
    border-radius: 50%;
    color: var(--bd-quiet);
  }
  .fold .chevron {
    margin-inline-end: -6px;
  }
  .chevron svg {
    transition: transform 0.15s;
  }
  [aria-expanded="true"].chevron svg,
  [aria-expanded="true"] > .chevron svg {
    transform: rotate(180deg);
  }
  .folded {
    padding-inline-start: 12px;
  }
  .checking {
    padding: 4px 10px 8px;
    padding-inline-start: 56px;
    color: var(--bd-quiet);
  }
`;

const badge = /* css */ `
  .pill {
    display: flex;
    align-items: center;
    gap: 8px;
    height: var(--ha-badge-size, 36px);
    padding: 0 12px;
    box-sizing: border-box;
    border: var(--ha-card-border-width, 1px) solid var(--ha-card-border-color, var(--divider-color, #e0e0e0));
    border-radius: var(--ha-badge-border-radius, calc(var(--ha-badge-size, 36px) / 2));
    background: var(--ha-card-background, var(--card-background-color, white));
    box-shadow: var(--ha-card-box-shadow, none);
    color: var(--primary-text-color);
    font-size: var(--ha-badge-font-size, var(--ha-font-size-s));
    font-weight: var(--ha-font-weight-medium);
    letter-spacing: 0.1px;
    white-space: nowrap;
  }
  .pill svg {
    width: var(--ha-badge-icon-size, 18px);
    height: var(--ha-badge-icon-size, 18px);
    margin-inline-start: -4px;
    color: var(--tone);
  }
`;

/** Narrow layouts; last, so that it takes precedence */
const narrow = /* css */ `
  @container (max-width: 420px) {
    .lesser,
    .row:not(.away) .since {
      display: none;
    }
    li .state {
      -webkit-line-clamp: none;
    }
    .folded {
      padding-inline-start: 0;
    }
    .more {
      padding-inline-start: 12px;
    }
    .summary {
      flex-wrap: wrap;
    }
    .summary .info {
      flex-basis: 60%;
    }
  }
  @container (max-width: 320px) {
    .step {
      display: none;
    }
  }
  @container (max-width: 260px) {
    li .state {
      letter-spacing: 0;
    }
    li .names,
    .summary,
    .fold {
      gap: 8px;
    }
    .value.good {
      display: none;
    }
    button.chevron {
      width: 28px;
      margin-inline-end: 0;
    }
    .names {
      padding-inline-end: 2px;
    }
    .buttons {
      flex-direction: column;
      align-items: stretch;
    }
    details > .action {
      display: flex;
    }
    .over,
    .age {
      padding: 2px 6px;
      font-size: 11px;
    }
  }
  @container (max-width: 210px) {
    .values,
    .more .over {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .chevron svg {
      transition: none;
    }
  }
`;

export const style = lines + detailStyle + badge + narrow;
