/** Path and query of the page that is drawn. Layouts are not told it; src/proxy.ts puts it on every page's request. */
export const PAGE_HEADER = 'x-plimsoll-page';
