import type { Descriptor, Registry } from '../registry/registry.js';
import { TamperedError } from '../registry/registry.js';
import type { Statement } from './statement.js';
import type { Trust } from './trust.js';

/** What is attached to an artifact, sorted by whether it can be believed. */
export interface Attached {
  /** Signed by whom we trust, and about this artifact. */
  readonly believed: readonly Statement[];
  /** Signed by whom we trust, and about another one. */
  readonly misplaced: readonly Statement[];
  /** Signed by somebody else, or altered: why each is refused, and what it claims to be. */
  readonly refused: readonly { readonly predicateType: string | null; readonly reason: string }[];
}

const BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle(?:\.v[\d.]+\+json|\+json;version=[\d.]+)$/;
const PREDICATE_TYPE = 'dev.sigstore.bundle.predicateType';

/** So many are looked at, the newest last in most registries' lists; whoever attaches more hides nothing but work. */
const MOST_REFERRERS = 500;

/** Fetches and examines every Sigstore bundle that names the artifact as its subject. */
export async function attachedTo(registry: Registry, digest: string, trust: Trust): Promise<Attached> {
  const referrers = (await registry.referrers(digest)).slice(-MOST_REFERRERS);
  const believed: Statement[] = [];
  const misplaced: Statement[] = [];
  const refused: { predicateType: string | null; reason: string }[] = [];
  const examined = await Promise.all(referrers.map((descriptor) => examine(registry, descriptor, trust)));
  for (const each of examined) {
    if (each === null) continue;
    if ('reason' in each) refused.push(each);
    else if (each.digests.includes(digest)) believed.push(each);
    else misplaced.push(each);
  }
  return { believed, misplaced, refused };
}

async function examine(
  registry: Registry,
  { digest }: Descriptor,
  trust: Trust,
): Promise<Statement | { predicateType: string | null; reason: string } | null> {
  if (digest === undefined) return null;
  let predicateType: string | null = null;
  try {
    const manifest = await registry.manifest(digest);
    const layer = manifest?.content.layers?.find(({ mediaType }) => BUNDLE.test(mediaType ?? ''));
    if (layer?.digest === undefined) return null;
    predicateType = manifest?.content.annotations?.[PREDICATE_TYPE] ?? null;
    const result = trust.examine(await registry.blob(layer.digest));
    return 'statement' in result ? result.statement : { predicateType, reason: result.refusal };
  } catch (error) {
    if (error instanceof TamperedError) return { predicateType, reason: error.message };
    throw error;
  }
}
