/** Short and long presses for everything in a shadow root: few listeners, however many rows there are. */

export type Press = "tap" | "hold";
type Handler = (press: Press) => void;

const HOLD_MS = 500;

export class Presses {
  private readonly _handlers = new Map<string, Handler>();
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _held = false;

  constructor(root: ShadowRoot) {
    root.addEventListener("pointerdown", (event) => this._down(event));
    for (const end of ["pointerup", "pointercancel", "pointerout"]) root.addEventListener(end, this._stop);
    root.addEventListener("click", (event) => this._click(event));
    root.addEventListener("contextmenu", (event) => {
      if (this._held) event.preventDefault();
    });
  }

  /** Registers what a press does; returns the value for `data-on`. */
  on = (id: string, handler: Handler): string => {
    this._handlers.set(id, handler);
    return id;
  };

  private _of({ target }: Event): Handler | undefined {
    const on = (target as HTMLElement).closest<HTMLElement>("[data-on]:not([disabled])");
    return this._handlers.get(on?.dataset["on"] ?? "");
  }

  private _down(event: Event): void {
    const handler = this._of(event);
    this._held = false;
    this._stop();
    this._timer = setTimeout(() => {
      this._held = true;
      handler?.("hold");
    }, HOLD_MS);
  }

  private _click(event: Event): void {
    this._stop();
    if (!this._held) this._of(event)?.("tap");
    this._held = false;
  }

  private _stop = (): void => clearTimeout(this._timer);
}
