/**
 * Opens the repair flow of an issue. Loaded on demand.
 *
 * Home Assistant has no public way to open a repair's dialog from a dashboard. Its own repairs list can,
 * so that list is loaded, given the one issue and clicked; the rest is Home Assistant's own dialog. If
 * any of these internals has changed, the card opens the repairs page instead.
 */
import type { Hass } from "./types";

interface Issue {
  domain: string;
  issue_id: string;
  is_fixable: boolean;
}

interface Routes {
  routes: Record<string, { load: () => Promise<unknown> } | undefined>;
}

type Resolver = HTMLElement & { _getRoutes?: (panels: object) => Routes };
type Panel = HTMLElement & { routerOptions?: Routes };
type RepairsList = HTMLElement & { hass: Hass; repairsIssues: Issue[]; updateComplete: Promise<unknown> };

const LIST = "ha-config-repairs";

async function loadList(): Promise<void> {
  if (customElements.get(LIST)) return;
  const resolver = document.createElement("partial-panel-resolver") as Resolver;
  const config = { component_name: "config", url_path: "config" };
  await resolver._getRoutes?.({ config }).routes["config"]?.load();
  const panel = document.createElement("ha-panel-config") as Panel;
  await panel.routerOptions?.routes["repairs"]?.load();
}

/** Returns whether the dialog was requested. */
async function openDialog(host: HTMLElement, hass: Hass, issue: Issue): Promise<boolean> {
  await Promise.all([
    loadList(),
    // texts of the dialog around the flow
    hass.loadFragmentTranslation?.("config"),
    hass.loadBackendTranslation("title", "blink_doctor"),
  ]);
  if (!customElements.get(LIST)) return false;
  const list = document.createElement(LIST) as RepairsList;
  list.hass = hass;
  list.repairsIssues = [issue];
  list.hidden = true;
  let asked = false;
  list.addEventListener("show-dialog", () => (asked = true));
  host.append(list);
  try {
    await list.updateComplete;
    list.shadowRoot?.querySelector<HTMLElement>("ha-list-item-button")?.click();
    return asked;
  } finally {
    list.remove();
  }
}

/** Returns whether the dialog opened, or that the issue no longer exists. */
export async function openFix(host: HTMLElement, hass: Hass, issueId: string): Promise<"opened" | "not_opened" | "gone"> {
  const { issues } = await hass.callWS<{ issues: Issue[] }>({ type: "repairs/list_issues" });
  const issue = issues.find((one) => one.domain === "blink_doctor" && one.issue_id === issueId);
  if (!issue) return "gone";
  return (await openDialog(host, hass, issue)) ? "opened" : "not_opened";
}
