/** All that draws, in one file: what card, tile and badge share is most of it. */
import "./card";
import "./tile";
import "./badge";

export const make = (kind: string): HTMLElement => document.createElement(`blink-doctor-${kind}-view`);
