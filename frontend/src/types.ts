/** What the integration sends, and the little of Home Assistant's frontend that the cards need. */

export type Cause = string;
export type Severity = "warning" | "error";
export type Confidence = "possible" | "likely" | "confirmed";
export type Family = "camera" | "owl" | "doorbell" | "sync_module" | "account" | "system";
/** What the card's buttons do */
export type Action =
  | "fix"
  | "check_up"
  | "report_red_light"
  | "red_light_stopped"
  | "batteries_replaced"
  | "pause"
  | "resume";
/** Would it have recorded a movement? Anything but `ready` and `snoozed` says why not. */
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
  /** uid of the device where the cause sits, null where it is this one */
  root: string | null;
  /** whether the owner ignores its repair */
  ignored: boolean;
}

export interface DropOuts {
  count: number;
  total_minutes: number;
  /** percent of the time that was seen */
  availability: number;
}

export interface Incident {
  /** a cause, or `red_light` */
  cause: Cause;
  from: string;
  /** `null` while it goes on */
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
  /** `false` for what is not in use, and what its owner has paused */
  watched: boolean;
  paused: boolean;
  /** when the pause ends, `null` where its owner ends it */
  paused_until: string | null;
  /** whether it has been silent for so long that it may be in storage */
  pause_offered: boolean;
  /** `null` for what records nothing by itself */
  recording: Recording | null;
  recording_since: string | null;
  /** of a sync module */
  usb_storage: string | null;
  /** the longest time of the last day in which it recorded nothing and nobody had chosen that */
  not_watching?: { reason: Recording; from: string; until: string | null } | null;
  drop_outs?: Record<"day" | "week" | "month", DropOuts> | null;
  /** when it drops out most nights, times of the house's day */
  drop_out_pattern?: { from: string; until: string } | null;
  /** its last faults, the newest first */
  incidents?: Incident[];
  faults_this_year?: number;
  battery: "ok" | "low" | "mains" | null;
  /** volts per cell */
  battery_volts: number | null;
  battery_read_at?: string | null;
  /** by what in Home Assistant a camera was woken yesterday, the most first */
  woken_yesterday?: { kind: string; name: string; count: number }[];
  /** 0-5 */
  wifi_bars: number | null;
  /** 0-5 */
  sync_module_bars: number | null;
  firmware: string | null;
  /** when the picture that Home Assistant has was taken */
  picture_at: string | null;
  fault: boolean;
  severity: Severity | null;
  primary_cause: Cause;
  since: string | null;
  /** primary first */
  findings: Finding[];
  /** the repair issue of the primary cause, where it sits on this device */
  issue_id: string | null;
  /** ids of the guide's steps for the primary cause, in order, and the one to do now */
  steps: string[];
  step: string | null;
  /** whether a person has reported the red light, and not that it has stopped */
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
  /** the last usable reading, unless it is of now */
  data_at: string | null;
  /** whether there are devices that the user may not see */
  restricted: boolean;
  /** the most bars that count as weak */
  weak_bars: number;
  /** a check-up under way: how many of how many answers there are, the first for all; and the uid of who is asked now */
  check_up?: { done: number; of: number; device: string | null } | null;
  devices: Device[];
}

/** First `full`, then only what changed. */
export interface Message {
  full: boolean;
  accounts: (Account & { removed?: string[] })[];
  removed?: string[];
}

/** An action as in every other card: `more-info`, `navigate`, `perform-action`, ... */
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
  /** lists what is fine instead of folding it */
  show_fine?: boolean;
}

export interface TileConfig extends Actions {
  type: string;
  device?: string;
  name?: string;
  /** the camera's last picture, with the fault over it */
  show_picture?: boolean;
}

export interface BadgeConfig extends Filter, Actions {
  type: string;
  /** hidden while all is well */
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
  /** Says by itself what went wrong. */
  callService(domain: string, service: string, data?: object): Promise<unknown>;
  callWS<T>(message: object): Promise<T>;
}
