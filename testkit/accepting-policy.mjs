import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SHIPPED = fileURLToPath(new URL('../security-config.yml', import.meta.url));

/**
 * Writes the shipped policy as one that takes reports filed for another image than they name, and returns the file: the tests' reports are
 * of other people's images, and are filed under names of the tests' own. Later environments inherit it from the first.
 *
 * @param {{ readonly vexFrom?: readonly string[] }} [settings] whose VEX documents count; left out: nobody's
 */
export function acceptingPolicyFile({ vexFrom } = {}) {
  const shipped = readFileSync(SHIPPED, 'utf8');
  const honoured = vexFrom === undefined ? '' : `$1vexFrom: ${JSON.stringify(vexFrom)}\n`;
  const accepting = shipped.replace(/^( +)mismatch: refuse\b/m, `${honoured}$1mismatch: accept`);
  if (accepting === shipped) throw new Error('the shipped policy does not refuse mismatches');
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-policy-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'security-config.yml');
  writeFileSync(file, accepting);
  return file;
}
