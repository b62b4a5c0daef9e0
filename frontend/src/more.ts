/** Everything that only an open row needs, in one file that is loaded when the first one opens. */
export { facts } from "./facts";
export { load } from "./history";
export { past } from "./past";
export { pause } from "./pause";
