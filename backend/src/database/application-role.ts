/** The default role of API and command line. */
export const APPLICATION_ROLE = 'plimsoll_app';
