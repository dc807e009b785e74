import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const WRITE_VARIABLES = fileURLToPath(new URL('../../../scripts/write-variables.mjs', import.meta.url));

describe('docs/deployment.md', () => {
  it('has every variable that is read or set, as the code, the compose files and the images have them', () => {
    const { status, stderr } = spawnSync(process.execPath, [WRITE_VARIABLES, '--check'], { encoding: 'utf8' });
    expect({ status, problems: stderr }).toEqual({ status: 0, problems: '' });
  });
});
