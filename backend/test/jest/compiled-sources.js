import { compileSources } from './compiled.js';

/** What specs import of the sources is made first, where it is stale (compiled-module.js). */
export default compileSources;
