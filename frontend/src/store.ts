/** The subscription that all cards of a page share. */
import type { Account, Connection, Message } from "./types";

export interface View {
  /** `null` until the first message */
  accounts: Account[] | null;
  /** Home Assistant's error code, e.g. `unknown_command` if Blink Doctor is not loaded */
  error: string | null;
}

type Listener = (view: View) => void;

/** Applies a message; devices that did not change stay the same objects. */
export function merge(accounts: Account[] | null, message: Message): Account[] {
  if (message.full || !accounts) return message.accounts;
  const merged = new Map(accounts.map((account) => [account.entry_id, account]));
  for (const entryId of message.removed ?? []) merged.delete(entryId);
  for (const { removed = [], ...news } of message.accounts) {
    const devices = new Map(merged.get(news.entry_id)?.devices.map((d) => [d.uid, d]));
    for (const uid of removed) devices.delete(uid);
    for (const device of news.devices) devices.set(device.uid, device);
    merged.set(news.entry_id, { ...news, devices: [...devices.values()] });
  }
  return [...merged.values()];
}

class Store {
  private view: View = { accounts: null, error: null };
  private readonly listeners = new Set<Listener>();
  private running: Promise<(() => Promise<void> | void) | undefined> | undefined;

  constructor(private readonly connection: Connection) {}

  join(listener: Listener): () => void {
    this.listeners.add(listener);
    this.running ??= this.start();
    listener(this.view);
    return () => {
      this.listeners.delete(listener);
      if (!this.listeners.size) this.stop();
    };
  }

  private async start() {
    try {
      return await this.connection.subscribeMessage<Message>(
        (message) => this.show({ accounts: merge(this.view.accounts, message), error: null }),
        { type: "blink_doctor/subscribe" },
      );
    } catch (error) {
      this.running = undefined;
      this.show({ accounts: null, error: (error as { code?: string }).code ?? "unknown" });
      return undefined;
    }
  }

  private stop() {
    // a subscription lost with the connection needs no unsubscribe
    void this.running?.then((leave) => leave?.()).catch(() => undefined);
    this.running = undefined;
    this.view = { accounts: null, error: null };
  }

  private show(view: View) {
    this.view = view;
    for (const listener of this.listeners) listener(view);
  }
}

const stores = new WeakMap<Connection, Store>();

/** Calls `listener` now and at each change; returns a function that ends it. */
export function subscribe(connection: Connection, listener: Listener): () => void {
  let store = stores.get(connection);
  if (!store) stores.set(connection, (store = new Store(connection)));
  return store.join(listener);
}
