/** What the integration sends, and the little of Home Assistant's frontend that the card needs. */

export type Cause = string;
export type Severity = "warning" | "error";
export type Confidence = "possible" | "likely" | "confirmed";
export type Family = "camera" | "owl" | "doorbell" | "sync_module" | "account";
/** What the card's buttons do */
export type Action = "fix" | "check_up" | "report_red_light" | "red_light_stopped" | "batteries_replaced";
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
}

export interface Device {
  uid: string;
  device_id: string | null;
  name: string;
  family: Family;
  /** uid of its sync module */
  parent: string | null;
  online: boolean | null;
  battery: "ok" | "low" | "mains" | null;
  /** volts per cell */
  battery_volts: number | null;
  /** 0-5 */
  wifi_bars: number | null;
  /** 0-5 */
  sync_module_bars: number | null;
  firmware: string | null;
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
  entities: Record<string, string>;
  /** whether the user may act on the device */
  control: boolean;
}

export type AccountState = "ok" | "stale" | "waiting" | "blink_not_loaded" | "not_loaded";

export interface Account {
  entry_id: string;
  title: string;
  state: AccountState;
  data_at: string | null;
  /** whether there are devices that the user may not see */
  restricted: boolean;
  devices: Device[];
}

/** First `full`, then only what changed. */
export interface Message {
  full: boolean;
  accounts: (Account & { removed?: string[] })[];
  removed?: string[];
}

export interface CardConfig {
  type: string;
  title?: string;
  devices?: string[];
  faults_only?: boolean;
  compact?: boolean;
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
}

export interface Hass {
  connection: Connection;
  localize: Localize;
  locale: { language: string; time_format?: string };
  config: { components: string[]; time_zone?: string };
  user?: { is_admin: boolean };
  states: Record<string, unknown>;
  entities: Record<string, RegistryEntity>;
  devices: Record<string, RegistryDevice>;
  loadBackendTranslation(category: string, integration: string): Promise<unknown>;
  loadFragmentTranslation?(fragment: string): Promise<unknown>;
  /** Says by itself what went wrong. */
  callService(domain: string, service: string, data?: object): Promise<unknown>;
  callWS<T>(message: object): Promise<T>;
}
