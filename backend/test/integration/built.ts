import { fileURLToPath } from 'node:url';

/** The command line, as `./plimsoll` starts it. */
export const PLIMSOLL = fileURLToPath(new URL('../../bin/plimsoll.js', import.meta.url));

/** The API's main module, as `npm start` and the image run it; it is ready in half the time of one file for each source. */
export const MAIN = fileURLToPath(new URL('../../bundle/main.js', import.meta.url));
