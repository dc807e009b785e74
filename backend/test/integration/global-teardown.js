import { stopServer } from './global-setup.js';

export default async function teardown() {
  await stopServer();
}
