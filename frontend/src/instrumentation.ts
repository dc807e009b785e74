/** Next calls it once, before the first request is served. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { requireConfiguration } = await import('@/config/require-configuration');
  requireConfiguration();
  const { stateWhoCalls } = await import('@/lib/http/caller-address');
  stateWhoCalls();
  const { refuseOtherMethods } = await import('@/lib/http/other-methods');
  refuseOtherMethods();
}
