/** Styles of an open row */
export const detailStyle = /* css */ `
  .more {
    padding: 0 12px 14px;
    padding-inline-start: 56px;
  }
  .picture {
    position: relative;
    display: block;
    width: 100%;
    margin-bottom: 10px;
    overflow: hidden;
    border-radius: var(--ha-card-border-radius, 12px);
    background: var(--bd-line);
    line-height: 0;
  }
  .picture[hidden] {
    display: none;
  }
  .picture img {
    width: 100%;
    min-height: 80px;
    aspect-ratio: 16 / 9;
    object-fit: cover;
  }
  :is(.away, .behind, .unknown, .paused, .old) img {
    filter: grayscale(1);
    opacity: 0.6;
  }
  .over,
  .age {
    position: absolute;
    inset-inline-start: 8px;
    max-width: calc(100% - 16px);
    box-sizing: border-box;
    padding: 3px 8px;
    border-radius: 12px;
    background: rgba(0, 0, 0, 0.72);
    color: #fff;
    font-size: var(--ha-font-size-s);
    line-height: 1.3;
  }
  .over {
    inset-block-start: 8px;
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .over svg {
    width: 16px;
    height: 16px;
  }
  .warning .over svg,
  .error .over svg {
    color: var(--tone);
  }
  .age {
    inset-block-end: 8px;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .tile .name,
  .tile .state {
    -webkit-line-clamp: 1;
    word-break: break-all;
  }
  .tile.pictured .state {
    -webkit-line-clamp: 2;
    word-break: inherit;
  }
  .tile .picture {
    margin: 0;
    border-radius: 0;
  }
  .was {
    margin-top: 12px;
  }
  .was,
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
    background: color-mix(in srgb, var(--bd-accent) 20%, transparent);
    box-shadow: none;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 12px;
  }
  .action {
    min-height: 36px;
    padding: 4px 14px;
    border-radius: 18px;
    background: color-mix(in srgb, currentColor 8%, transparent);
    font-weight: var(--ha-font-weight-medium);
  }
  .action:hover {
    background: color-mix(in srgb, currentColor 14%, transparent);
  }
  .action.first {
    background: color-mix(in srgb, var(--bd-accent) 20%, transparent);
  }
  .action.first:hover {
    background: color-mix(in srgb, var(--bd-accent) 35%, transparent);
  }
  .action:focus-visible {
    outline-offset: 2px;
    border-radius: 18px;
  }
  .action[disabled] {
    cursor: default;
    opacity: 0.6;
  }
  details[open] {
    flex-basis: 100%;
  }
  details > .action {
    display: inline-flex;
    align-items: center;
    box-sizing: border-box;
    cursor: pointer;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  form {
    padding-top: 10px;
  }
  form .also {
    margin: 4px 0 8px;
    font-size: var(--ha-font-size-s);
  }
  label {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
  }
  input {
    min-height: 36px;
    padding: 0 8px;
    border: 1px solid var(--bd-quiet);
    border-radius: 8px;
    background: none;
    color: inherit;
    font: inherit;
    color-scheme: light dark;
  }
  .summary .action {
    flex: none;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(130px, 1fr));
    align-items: end;
    gap: 8px 12px;
    margin-top: 12px;
  }
  .facts .heading {
    grid-column: 1 / -1;
    margin: 0;
  }
  .fact {
    display: block;
    width: 100%;
    border-radius: 8px;
  }
  .label,
  .value-text {
    display: block;
  }
  .label,
  .axis {
    font-size: var(--ha-font-size-s);
    color: var(--bd-quiet);
  }
  .trend {
    display: block;
    width: 100%;
    height: 36px;
    margin-top: 6px;
    fill: none;
    stroke: var(--bd-accent);
    stroke-width: 1.5;
  }
  .trend path {
    vector-effect: non-scaling-stroke;
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  .trend .below {
    stroke: none;
    fill: color-mix(in srgb, var(--warning-color) 14%, transparent);
  }
  .trend .limit {
    stroke: var(--warning-color);
    stroke-width: 1;
    stroke-dasharray: 3 3;
  }
  .axis {
    display: flex;
    justify-content: space-between;
    direction: ltr;
  }
`;
