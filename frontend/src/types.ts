/** The integration's messages, and the parts of Home Assistant's frontend that the cards use. */

export type Cause = string;
export type Severity = "warning" | "error";
export type Confidence = "possible" | "likely" | "confirmed";
export type Family = "camera" | "owl" | "doorbell" | "sync_module" | "account" | "system";
/** Actions of the card's buttons */
export type Action =
  | "fix"
  | "check_up"
  | "report_red_light"
  | "red_light_stopped"
  | "batteries_replaced"
  | "pause"
  | "resume";
/** Whether it would have recorded motion. Anything but `ready` and `snoozed` is a reason why not. */
export type Recording =
  | "ready"
  | "not_armed"
  | "motion_off"
  | "snoozed"
  | "offline"
  | "storage_not_active"
  | "paused"
  | "not_known";
export type EvidenceValue = string | number | boolean | null;

export interface Finding {
  cause: Cause;
  severity: Severity;
  confidence: Confidence;
  /** ISO 8601 */
  since: string;
  evidence: Record<string, EvidenceValue>;
  /** uid of the device where the cause sits, null if it is this one */
  root: string | null;
  /** whether the owner ignores its repair */
  ignored: boolean;
}

export interface DropOuts {
  count: number;
  total_minutes: number;
  /** percent of the observed time */
  availability: number;
}

export interface Incident {
  /** a cause, or `red_light` */
  cause: Cause;
  from: string;
  /** `null` while it lasts */
  to: string | null;
  /** a step of the guide, or `by_itself`, `new_batteries`, ... */
  ended_by: string | null;
}

export interface Device {
  uid: string;
  device_id: string | null;
  name: string;
  family: Family;
  /** uid of its sync module */
  parent: string | null;
  online: boolean | null;
  /** `false` if it is not in use, or its owner has paused it */
  watched: boolean;
  paused: boolean;
  /** when the pause ends, `null` until its owner ends it */
  paused_until: string | null;
  /** whether it has been offline for so long that it may be in storage */
  pause_offered: boolean;
  /** `null` for devices that do not record */
  recording: Recording | null;
  recording_since: string | null;
  /** for a sync module */
  usb_storage: string | null;
  /** the longest unintended gap in recording of the last day */
  not_watching?: { reason: Recording; from: string; until: string | null } | null;
  drop_outs?: Record<"day" | "week" | "month", DropOuts> | null;
  /** when it drops out most nights, times in Home Assistant's time zone */
  drop_out_pattern?: { from: string; until: string } | null;
  /** its last faults, newest first */
  incidents?: Incident[];
  faults_this_year?: number;
  battery: "ok" | "low" | "mains" | null;
  /** volts per cell */
  battery_volts: number | null;
  battery_read_at?: string | null;
  /** what in Home Assistant woke the camera yesterday, most frequent first */
  woken_yesterday?: { kind: string; name: string; count: number }[];
  /** 0-5 */
  wifi_bars: number | null;
  /** 0-5 */
  sync_module_bars: number | null;
  firmware: string | null;
  /** when Home Assistant's picture was taken */
  picture_at: string | null;
  fault: boolean;
  severity: Severity | null;
  primary_cause: Cause;
  since: string | null;
  /** primary first */
  findings: Finding[];
  /** the repair issue of the primary cause, if it sits on this device */
  issue_id: string | null;
  /** ids of the guide's steps for the primary cause, in order, and the current one */
  steps: string[];
  step: string | null;
  /** whether a person has reported the red light, and not that it stopped */
  red_light: boolean;
  /** the integration's entities: key -> entity id */
  entities: Record<string, string>;
  /** whether the user may act on the device */
  control: boolean;
}

export type AccountState = "ok" | "stale" | "waiting" | "blink_not_loaded" | "not_loaded";

export interface Account {
  entry_id: string;
  title: string;
  state: AccountState;
  /** why Blink is not loaded: `sign_in`, `not_loaded` */
  trouble: string | null;
  /** the last usable reading, unless it is current */
  data_at: string | null;
  /** whether there are devices that the user may not see */
  restricted: boolean;
  /** the highest number of bars that counts as weak */
  weak_bars: number;
  /** a running check-up: answers so far and expected, the first for all devices; and the uid of the device being asked */
  check_up?: { done: number; of: number; device: string | null } | null;
  devices: Device[];
}

/** First `full`, then only what changed. */
export interface Message {
  full: boolean;
  accounts: (Account & { removed?: string[] })[];
  removed?: string[];
}

/** An action as in any other card: `more-info`, `navigate`, `perform-action`, ... */
export interface ActionConfig {
  action: string;
  navigation_path?: string;
}

export interface Actions {
  tap_action?: ActionConfig;
  hold_action?: ActionConfig;
}

export interface Filter {
  devices?: string[];
  areas?: string[];
  labels?: string[];
}

export interface CardConfig extends Filter, Actions {
  type: string;
  title?: string;
  faults_only?: boolean;
  compact?: boolean;
  sort?: "trouble" | "name" | "area";
  /** list fine devices instead of folding them */
  show_fine?: boolean;
}

export interface TileConfig extends Actions {
  type: string;
  device?: string;
  name?: string;
  /** show the camera's last picture with the fault over it */
  show_picture?: boolean;
}

export interface BadgeConfig extends Filter, Actions {
  type: string;
  /** hide it while everything is fine */
  faults_only?: boolean;
}

export type Localize = (key: string, values?: Record<string, string | number>) => string;

export interface Connection {
  subscribeMessage<T>(
    callback: (message: T) => void,
    message: { type: string },
  ): Promise<() => Promise<void> | void>;
}

export interface RegistryEntity {
  entity_id: string;
  device_id?: string;
  platform?: string;
  hidden?: boolean;
  translation_key?: string;
}

export interface RegistryDevice {
  id: string;
  name?: string | null;
  name_by_user?: string | null;
  area_id?: string | null;
  labels?: string[];
}

export interface State {
  state: string;
  attributes: Record<string, unknown>;
}

export interface Hass {
  connection: Connection;
  localize: Localize;
  locale: { language: string; time_format?: string; time_zone?: string };
  config: { components: string[]; time_zone?: string };
  user?: { is_admin: boolean };
  states: Record<string, State | undefined>;
  entities: Record<string, RegistryEntity>;
  devices: Record<string, RegistryDevice>;
  areas?: Record<string, { name: string } | undefined>;
  hassUrl?(path: string): string;
  loadBackendTranslation(category: string, integration: string): Promise<unknown>;
  loadFragmentTranslation?(fragment: string): Promise<unknown>;
  /** Shows errors itself. */
  callService(domain: string, service: string, data?: object): Promise<unknown>;
  callWS<T>(message: object): Promise<T>;
}
