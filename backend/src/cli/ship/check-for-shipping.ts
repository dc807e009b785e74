import type { Attachments } from '../../core/trust/attachments.js';
import { type Check, imageChecks, type ShippingQuestion, signatureCheck } from '../../core/trust/shipping-check.js';
import type { Trust } from '../../core/trust/trust.js';
import { TamperedError } from '../registry/registry-error.js';
import type { Registry } from '../registry/registry.js';
import { fetchAttachments } from './fetch-attachments.js';
import { hidesIndex, imagesIn, platformName } from './platforms.js';

/**
 * Can this artifact run in the environment? Asks only the registry. Every check is made, so that all that is wrong is
 * said. An index of several platforms is signed as a whole, and each of its images must hold by itself.
 */
export async function checkForShipping(registry: Registry, trust: Trust, question: ShippingQuestion): Promise<Check[]> {
  const { digest } = question;
  let attached: Attachments;
  let images: ReturnType<typeof imagesIn>;
  try {
    const manifest = await registry.manifest(digest);
    if (manifest === null) return [manifestFailure(`${registry.repository} has no ${digest}.`)];
    images = imagesIn(manifest.content);
    const only = images.length === 1 && images[0] !== undefined ? await registry.manifest(images[0].digest) : null;
    if (hidesIndex(images, only?.content)) {
      return [manifestFailure(`${digest} is an index of nothing but another index: sign and verify that one.`)];
    }
    attached = await fetchAttachments(registry, digest, trust);
  } catch (error) {
    if (!(error instanceof TamperedError)) throw error;
    return [manifestFailure(error.message)];
  }
  const own: Check[] = [
    { name: 'manifest', outcome: 'pass', message: `The registry gives what ${digest} names.` },
    signatureCheck(attached, trust),
  ];
  if (images.length <= 1) return [...own, ...imageChecks(attached, trust, question)];
  for (const image of images) {
    const checks = await checkForShipping(registry, trust, { ...question, digest: image.digest });
    own.push(...checks.map((check) => ({ ...check, message: `${platformName(image)}: ${check.message}` })));
  }
  return own;
}

function manifestFailure(message: string): Check {
  return { name: 'manifest', outcome: 'fail', message };
}
