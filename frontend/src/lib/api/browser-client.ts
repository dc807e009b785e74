import { createApiClient } from './client';

/** The API as the browser reaches it: on the console's own origin, which hands requests on. */
export const browserApi = createApiClient('');
