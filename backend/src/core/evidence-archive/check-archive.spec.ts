import { createPublicKey } from 'node:crypto';
import { checkArchive, type ReadArchive } from './check-archive.js';
import {
  archivedFile,
  type ArtifactManifest,
  type EnvironmentManifest,
  type EvidenceManifest,
  manifestText,
} from './manifest.js';
import { evidenceKeyOf, signedManifest } from './manifest-signature.js';

const KEY = evidenceKeyOf(Buffer.alloc(32, 1));
const PUBLIC = createPublicKey(KEY);
const FILES = ['one', 'two'].map((name) => archivedFile(`${name}.json`, Buffer.from(name)));

const MANIFEST: ArtifactManifest = {
  version: 1,
  project: 'shop',
  image: 'acme/api',
  digest: `sha256:${'a'.repeat(64)}`,
  environment: null,
  from: null,
  to: null,
  exportedAt: '2026-12-01T00:00:00.000Z',
  exportedBy: 'ada@acme.example',
  leftOut: [],
  files: FILES,
};

const { image: _image, digest: _digest, ...ofAnArtifact } = MANIFEST;
const OF_ENVIRONMENT: EnvironmentManifest = {
  ...ofAnArtifact,
  version: 2,
  environment: 'prod',
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-12-01T00:00:00.000Z',
  artifactCount: 1,
  verdictCount: 1,
  deploymentCount: 0,
};

function archive(changes: Partial<ReadArchive> = {}, told: unknown = MANIFEST): ReadArchive {
  const manifest = Buffer.from(manifestText(told as EvidenceManifest));
  return { files: FILES, manifest, signature: Buffer.from(signedManifest(manifest, KEY)), ...changes };
}

describe('checkArchive', () => {
  it('passes what is as it was signed', () => {
    expect(checkArchive(archive(), PUBLIC)).toEqual({ manifest: MANIFEST, faults: [] });
    expect(checkArchive(archive({}, OF_ENVIRONMENT), PUBLIC)).toEqual({ manifest: OF_ENVIRONMENT, faults: [] });
  });

  it.each([
    ['a file that is missing', { files: FILES.slice(1) }, 'one.json is missing.'],
    [
      'a file that was changed',
      { files: [{ ...FILES[0]!, sha256: 'f'.repeat(64) }, FILES[1]!] },
      'one.json was changed.',
    ],
    ['a file of another size', { files: [{ ...FILES[0]!, sizeBytes: 4 }, FILES[1]!] }, 'one.json was changed.'],
    [
      'one that nobody signed',
      { files: [...FILES, archivedFile('three', Buffer.of())] },
      'three is not in the manifest.',
    ],
    [
      'files in another order',
      { files: FILES.toReversed() },
      'two.json is not where it was signed: the files are in another order.',
    ],
    ['one that is there twice', { files: [...FILES, FILES[0]!] }, 'one.json is there twice.'],
  ])('names %s', (_, changes, fault) => {
    expect(checkArchive(archive(changes), PUBLIC)).toEqual({ manifest: MANIFEST, faults: [fault] });
  });

  it.each([
    ['no manifest', { manifest: null }, 'manifest.json is missing'],
    ['no signature', { signature: null }, 'manifest.dsse.json is missing'],
    [
      'another manifest',
      { manifest: Buffer.from(manifestText({ ...MANIFEST, project: 'other' })) },
      'is not the manifest',
    ],
    ['no envelope', { signature: Buffer.from('[]') }, 'not signed by this key'],
    ['what is no JSON', { signature: Buffer.from('{') }, 'not signed by this key'],
    ['null', { signature: Buffer.from('null') }, 'not signed by this key'],
    [
      'signatures of nothing',
      { signature: Buffer.from('{"payloadType":1,"signatures":[null]}') },
      'not signed by this key',
    ],
  ])('believes nothing by %s', (_, changes, fault) => {
    const { manifest, faults } = checkArchive(archive(changes), PUBLIC);
    expect(manifest).toBeNull();
    expect(faults).toEqual([expect.stringContaining(fault)]);
  });

  it.each([{ ...MANIFEST, version: 3 }, { ...MANIFEST, files: [{ name: 'one.json' }] }, null, 'text'])(
    'believes nothing that is no manifest, though it is signed: %#',
    (told) => {
      expect(checkArchive(archive({}, told), PUBLIC)).toEqual({
        manifest: null,
        faults: ['What was signed is no manifest that this version knows.'],
      });
    },
  );

  it('believes nothing by the key of another secret', () => {
    const other = createPublicKey(evidenceKeyOf(Buffer.alloc(32, 2)));
    expect(checkArchive(archive(), other).faults).toEqual(['The manifest is not signed by this key.']);
  });

  it('is by the same key wherever the secret is the same', () => {
    const again = createPublicKey(evidenceKeyOf(new Uint8Array(32).fill(1)));
    expect(checkArchive(archive(), again).faults).toEqual([]);
  });
});
