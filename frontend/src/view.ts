/** All rendering code in one file: card, tile and badge share most of it. */
import "./card";
import "./tile";
import "./badge";

export const make = (kind: string): HTMLElement => document.createElement(`blink-doctor-${kind}-view`);
