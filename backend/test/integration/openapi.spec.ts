import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const GENERATE = fileURLToPath(new URL('../../openapi/generate.mjs', import.meta.url));

describe('openapi.json', () => {
  it('says what the controllers and DTOs say', () => {
    const { status, stderr } = spawnSync(process.execPath, [GENERATE, '--check'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
