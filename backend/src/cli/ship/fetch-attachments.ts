import type { Attachments, RefusedAttachment } from '../../core/trust/attachments.js';
import type { Statement } from '../../core/signatures/statement.js';
import type { Trust } from '../../core/trust/trust.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { BUNDLE, BUNDLE_PREDICATE, isPerhaps } from '../registry/attachment-types.js';
import type { Descriptor } from '../registry/manifest-content.js';
import { MalformedError, TamperedError } from '../registry/registry-error.js';
import type { Registry } from '../registry/registry.js';
import { severalAtOnce } from './several-at-once.js';

/** All are looked at: the newest verdict counts, and lists have no order of their own. */
const MOST_BUNDLES = 1000;
/** A registry that counts requests is not asked for everything in one second. */
const AT_ONCE = 6;

/** Fetches and examines every Sigstore bundle that names the artifact as its subject. */
export async function fetchAttachments(registry: Registry, digest: string, trust: Trust): Promise<Attachments> {
  const bundles = (await registry.referrers(digest)).filter(({ artifactType }) => isPerhaps(artifactType, BUNDLE));
  if (bundles.length > MOST_BUNDLES) {
    throw new CommandError(
      ExitCode.failedToRun,
      `${registry.repository}@${digest} has ${bundles.length} attachments, and at most ${MOST_BUNDLES} are looked at. Delete old ones.`,
    );
  }
  const believed: Statement[] = [];
  const misplaced: Statement[] = [];
  const refused: RefusedAttachment[] = [];
  const examined = await severalAtOnce(bundles, AT_ONCE, (descriptor) => examine(registry, descriptor, trust));
  for (const each of examined) {
    if (each === null) continue;
    if ('reason' in each) refused.push(each);
    else if (each.digests.includes(digest)) believed.push(each);
    else misplaced.push(each);
  }
  return { believed, misplaced, refused };
}

/** Anyone can push attachments, so one that cannot be read is not trusted, but does not end the check. */
async function examine(
  registry: Registry,
  { digest, annotations }: Descriptor,
  trust: Trust,
): Promise<Statement | RefusedAttachment | null> {
  let predicateType = annotations?.[BUNDLE_PREDICATE] ?? null;
  try {
    const manifest = await registry.manifest(digest);
    const layer = manifest?.content.layers?.find(({ mediaType }) => BUNDLE.test(mediaType ?? ''));
    if (layer === undefined) return null;
    predicateType = manifest?.content.annotations?.[BUNDLE_PREDICATE] ?? predicateType;
    const bundle = await registry.blob(layer.digest);
    if (bundle === null) return { predicateType, reason: `the registry lacks ${layer.digest}` };
    const result = trust.examine(bundle);
    return 'statement' in result ? result.statement : { predicateType, reason: result.refusal };
  } catch (error) {
    if (error instanceof TamperedError || error instanceof MalformedError) {
      return { predicateType, reason: error.reason };
    }
    throw error;
  }
}
