/** The role that API and command line work as, where nobody names another. */
export const APPLICATION_ROLE = 'plimsoll_app';
