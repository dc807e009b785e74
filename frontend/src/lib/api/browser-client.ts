import { createApiClient } from './client';
import { isSignInMissing } from './problem';
import { tellSessionEnded } from './session-end';

/** The API as the console's pages reach it: on the console's own origin, which hands requests on. */
export const browserApi = createApiClient('', {
  onResponse: async ({ response }) => {
    if (await isSignInMissing(response)) tellSessionEnded();
  },
});

/** The same for the entrance, where a missing session is no news. */
export const entranceBrowserApi = createApiClient('');
