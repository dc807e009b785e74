import { seedReports } from './reports.ts';
import { openStack } from './stack.ts';

/** Workers inherit the environment: that is how they learn where the stack is and what it holds. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const stack = await openStack();
  try {
    process.env['PLIMSOLL_WEB_URL'] = stack.webUrl;
    process.env['PLIMSOLL_API_URL'] = stack.apiUrl;
    process.env['PLIMSOLL_E2E_SEED'] = JSON.stringify(await seedReports(stack.apiUrl));
  } catch (error) {
    await stack.stop();
    throw error;
  }
  return stack.stop;
}
