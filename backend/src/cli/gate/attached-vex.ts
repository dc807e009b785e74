import type { SignerOf } from '../../core/trust/bundle-signer.js';
import type { KeyObject } from 'node:crypto';
import { isVexPredicate } from '../../core/vex/attestation.js';
import { readVex } from '../../core/vex/read-vex.js';
import { VexError } from '../../core/vex/vex-error.js';
import { VEX_LIMITS } from '../../core/vex/vex-limits.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { BUNDLE, BUNDLE_PREDICATE, isPerhaps } from '../registry/attachment-types.js';
import type { Descriptor, ManifestContent } from '../registry/manifest-content.js';
import { MalformedError, TamperedError } from '../registry/registry-error.js';
import type { Registry } from '../registry/registry.js';
import { severalAtOnce } from '../ship/several-at-once.js';
import type { GivenVex } from './read-vex-documents.js';

/** What is attached to an artifact, and of what cannot be read why, without a full stop. */
export interface AttachedVex {
  readonly documents: readonly GivenVex[];
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
}

/** As oras and others attach the document itself. */
const PLAIN = /^application\/(?:vnd\.)?(?:openvex|cyclonedx|csaf)(?:\.vex)?\+(?:json|xml)\b/i;
/** As cosign 1 and 2 keep attestations. */
const ENVELOPE = /^application\/(?:vnd\.dsse\.envelope\.v1|vnd\.in-toto)\+json$/;
const ENVELOPE_PREDICATES = ['predicateType', 'in-toto.io/predicate-type'];
const ANY = new RegExp([PLAIN, BUNDLE, ENVELOPE].map(({ source }) => source).join('|'), 'i');

/** What stands in the list, and documents among it. More is not looked at, but refused. */
const MOST_ATTACHMENTS = 1_000;
const MOST_DOCUMENTS = 100;
const AT_ONCE = 6;

/**
 * The VEX documents that are attached to an artifact (OCI 1.1 referrers, their tag, and cosign's tag of attestations). Who can push can attach
 * anything, so what is crooked is refused one by one. Throws RegistryError where the registry fails, and CommandError.
 */
export async function fetchAttachedVex(
  registry: Registry,
  digest: string,
  keys: readonly KeyObject[],
  signerOf: SignerOf | null = null,
): Promise<AttachedVex> {
  const artifact = `${registry.repository}@${digest}`;
  if ((await registry.manifest(digest)) === null) {
    throw new CommandError(
      ExitCode.failedToRun,
      `the registry has no ${artifact}, so what is attached to it is not known.`,
    );
  }
  const attachments = (await registry.referrers(digest)).filter(({ artifactType }) => isPerhaps(artifactType, ANY));
  if (attachments.length > MOST_ATTACHMENTS) throw tooMany(artifact, attachments.length, MOST_ATTACHMENTS);
  const found = await severalAtOnce(attachments, AT_ONCE, (attachment) => layersOf(registry, digest, attachment));
  found.push(await layersUnderTag(registry, digest));
  const layers = new Map(found.flatMap((each) => each.layers).map((layer) => [layer.digest, layer]));
  if (layers.size > MOST_DOCUMENTS) throw tooMany(artifact, layers.size, MOST_DOCUMENTS);
  const documents: GivenVex[] = [];
  const refused = found.flatMap((each) => each.refused);
  // One after the other: what is held of them at once is one document's bytes.
  for (const layer of layers.values()) {
    const path = `attached ${layer.digest.slice(0, 19)}`;
    const read = await readLayer(registry, layer, keys, signerOf);
    if ('reason' in read) refused.push({ path, reason: read.reason });
    else if (read.vex.content.statements.length > 0) documents.push({ path, vex: read.vex });
  }
  return { documents, refused };
}

interface Found {
  readonly layers: readonly Descriptor[];
  readonly refused: AttachedVex['refused'];
}

async function layersOf(registry: Registry, subject: string, { digest, annotations }: Descriptor): Promise<Found> {
  const path = `attached ${digest.slice(0, 19)}`;
  if (!isVexPredicate(annotations?.[BUNDLE_PREDICATE] ?? null)) return { layers: [], refused: [] };
  return refusing(path, async () => {
    const content = (await registry.manifest(digest))?.content;
    if (content === undefined) throw new MalformedError(`the registry lacks ${digest}`);
    if (!isVexPredicate(content.annotations?.[BUNDLE_PREDICATE] ?? null)) return [];
    const layers = vexLayersOf(content);
    if (layers.length > 0 && content.subject?.digest !== subject) {
      throw new MalformedError(`it names ${content.subject?.digest ?? 'nothing'} as its subject`);
    }
    return layers;
  });
}

function layersUnderTag(registry: Registry, digest: string): Promise<Found> {
  const tag = `${digest.replace(':', '-')}.att`;
  return refusing(`the tag ${tag}`, async () => vexLayersOf((await registry.manifest(tag))?.content ?? {}));
}

async function refusing(path: string, read: () => Promise<readonly Descriptor[]>): Promise<Found> {
  try {
    return { layers: await read(), refused: [] };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === null) throw error;
    return { layers: [], refused: [{ path, reason }] };
  }
}

function vexLayersOf({ artifactType, config, layers }: ManifestContent): Descriptor[] {
  const isPlain = PLAIN.test(artifactType ?? config?.mediaType ?? '');
  return (layers ?? []).filter(({ mediaType = '', annotations }) => {
    const predicate = ENVELOPE_PREDICATES.map((name) => annotations?.[name]).find((each) => each !== undefined);
    if (BUNDLE.test(mediaType) || ENVELOPE.test(mediaType)) return isVexPredicate(predicate ?? null);
    return isPlain || PLAIN.test(mediaType);
  });
}

async function readLayer(
  registry: Registry,
  { digest, size = 0 }: Descriptor,
  keys: readonly KeyObject[],
  signerOf: SignerOf | null,
): Promise<Pick<GivenVex, 'vex'> | { readonly reason: string }> {
  try {
    if (size > VEX_LIMITS.bytes) return { reason: `it has more than ${VEX_LIMITS.bytes / 1024 / 1024} MiB` };
    const bytes = await registry.blob(digest);
    if (bytes === null) return { reason: `the registry lacks ${digest}` };
    return { vex: { document: digest, content: readVex(bytes, keys, signerOf?.(bytes) ?? null), sender: null } };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === null) throw error;
    return { reason };
  }
}

/** Null for what is the registry's failure and not the attachment's. */
function reasonOf(error: unknown): string | null {
  if (error instanceof VexError) return error.message;
  return error instanceof TamperedError || error instanceof MalformedError ? error.reason : null;
}

function tooMany(artifact: string, count: number, most: number): CommandError {
  return new CommandError(
    ExitCode.failedToRun,
    `${artifact} has ${count} attachments that may be VEX documents, and at most ${most} are read. Delete old ones.`,
  );
}
