/** The console's pages, in the order in which the bar shows them. */
export const DESTINATIONS = [
  { href: '/', name: 'Fleet', shortName: 'Fleet', keys: 'g f' },
  { href: '/send', name: 'Send a report', shortName: 'Send', keys: 'g s' },
  { href: '/policy', name: 'Policy', shortName: 'Policy', keys: 'g p' },
] as const;
