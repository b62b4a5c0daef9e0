// A browser signed in to a running demo house.
import { chromium } from "playwright-core";

const HOME = process.env.HOME_URL ?? "http://127.0.0.1:8123";
const CLOUD = process.env.CLOUD_URL ?? "http://127.0.0.1:8199";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const USER = process.env.HOME_USER ?? "demo";
const PASSWORD = process.env.HOME_PASSWORD ?? "demo";

export const desktop = { width: 1280, height: 900 };
export const phone = { width: 390, height: 844 };

const post = async (url, body, form = false) => {
  const response = await fetch(url, {
    method: "POST",
    body: form ? new URLSearchParams(body) : JSON.stringify(body),
    ...(form ? {} : { headers: { "content-type": "application/json" } }),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
};

/** Signs in with user and password; returns the tokens that Home Assistant's frontend stores. */
export async function signIn(user = USER, password = PASSWORD) {
  const client_id = `${HOME}/`;
  const flow = await post(`${HOME}/auth/login_flow`, {
    client_id,
    handler: ["homeassistant", null],
    redirect_uri: client_id,
  });
  const done = await post(`${HOME}/auth/login_flow/${flow.flow_id}`, { client_id, username: user, password });
  const tokens = await post(
    `${HOME}/auth/token`,
    { grant_type: "authorization_code", code: done.result, client_id },
    true,
  );
  return { ...tokens, hassUrl: HOME, clientId: client_id, expires: Date.now() + tokens.expires_in * 1000 };
}

/** The devices of the simulated Blink cloud. */
export async function devices() {
  const state = await (await fetch(`${CLOUD}/_control/state`)).json();
  return state.accounts.flatMap((account) => account.devices);
}

/** Changes a device of the simulated Blink cloud. */
export const cloud = (path, body) => post(`${CLOUD}/_control/${path}`, body);

export class Home {
  static async open(options = {}) {
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"],
    });
    return new Home(browser, await signIn(options.user, options.password));
  }

  constructor(browser, tokens) {
    this.browser = browser;
    this.tokens = tokens;
    this.problems = [];
  }

  /** Opens a page of Home Assistant and collects the card's own errors. */
  async page(path, { viewport = desktop, dark = false, language, scale = 1 } = {}) {
    const context = await this.browser.newContext({
      viewport,
      colorScheme: dark ? "dark" : "light",
      deviceScaleFactor: scale,
      reducedMotion: "reduce",
    });
    await context.addInitScript(
      ([tokens, chosen]) => {
        localStorage.setItem("hassTokens", JSON.stringify(tokens));
        window.said = [];
        window.addEventListener("hass-notification", ({ detail }) => window.said.push(detail.message));
        if (chosen) localStorage.setItem("selectedLanguage", JSON.stringify(chosen));
      },
      [this.tokens, language],
    );
    const page = await context.newPage();
    // a long timeout, because a busy machine may be slow to serve the browser
    page.setDefaultTimeout(45_000);
    page.on("pageerror", (error) => {
      if (String(error.stack).includes("blink")) this.problems.push(String(error));
    });
    await page.goto(HOME + path);
    return page;
  }

  /** An empty page connected to Home Assistant's websocket API, without loading a frontend. */
  async admin() {
    const page = await (await this.browser.newContext()).newPage();
    await page.evaluate(
      ([url, access_token]) =>
        new Promise((connected, refused) => {
          const socket = new WebSocket(url);
          const waiting = new Map();
          window.callWS = (message) =>
            new Promise((resolve, reject) => {
              const id = waiting.size + 1;
              waiting.set(id, { resolve, reject });
              socket.send(JSON.stringify({ ...message, id }));
            });
          socket.onclose = () => refused(new Error("Home Assistant has closed the connection"));
          socket.onmessage = ({ data }) => {
            const { type, id, success, result, error } = JSON.parse(data);
            if (type === "auth_required") socket.send(JSON.stringify({ type: "auth", access_token }));
            else if (type === "auth_ok") connected();
            else if (type === "result" && success) waiting.get(id).resolve(result);
            else if (type === "result") waiting.get(id).reject(new Error(error.message));
          };
        }),
      [`${HOME.replace("http", "ws")}/api/websocket`, this.tokens.access_token],
    );
    return page;
  }

  /** Calls Home Assistant's websocket API from a page. */
  ws = (page, message) =>
    page.evaluate(
      (sent) => (window.callWS ?? document.querySelector("home-assistant").hass.callWS)(sent),
      message,
    );

  /** Makes Home Assistant poll Blink now, by reloading its integration. */
  async poll(page) {
    await page.waitForFunction(() => document.querySelector("home-assistant")?.hass?.callWS);
    await page.evaluate(async () => {
      const { hass } = document.querySelector("home-assistant");
      const [blink] = await hass.callWS({ type: "config_entries/get", domain: "blink" });
      await hass.callApi("POST", `config/config_entries/entry/${blink.entry_id}/reload`);
    });
  }

  close = () => this.browser.close();
}

/** Creates a dashboard with these cards in the sections view, or with the given strategy. */
export async function dashboard(home, page, urlPath, config) {
  const known = await home.ws(page, { type: "lovelace/dashboards/list" });
  if (!known.some((one) => one.url_path === urlPath)) {
    await home.ws(page, {
      type: "lovelace/dashboards/create",
      url_path: urlPath,
      title: urlPath,
      mode: "storage",
      show_in_sidebar: false,
      require_admin: false,
    });
  }
  await home.ws(page, { type: "lovelace/config/save", url_path: urlPath, config });
}

export const sections = (...cards) => ({
  views: [{ title: "Cameras", type: "sections", max_columns: 3, sections: cards.map((card) => ({ type: "grid", cards: [card].flat() })) }],
});
