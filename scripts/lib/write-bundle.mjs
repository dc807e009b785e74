// Writes the backend's bundle for this machine, with the launcher in it, which the image does not need. A process of its
// own: the launcher stays, and should not have had a compiler loaded.
//
// Usage: node scripts/lib/write-bundle.mjs FOLDER
import { bundleBackend, ENTRIES } from '../../deploy/image/bundle-backend.mjs';
import { backend } from './paths.mjs';

const [target] = process.argv.slice(2);
if (target === undefined) {
  process.stderr.write('usage: write-bundle.mjs FOLDER\n');
  process.exit(2);
}
await bundleBackend({ backend, target, entries: [...ENTRIES, 'launcher/launch'] });
