import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluate } from '../../core/gate/evaluate.js';
import type { Verdict } from '../../core/gate/verdict.js';
import type { Waiver } from '../../core/model/waiver.js';
import type { Attachments } from '../../core/trust/attachments.js';
import { CYCLONEDX, PROVENANCE, SIGNATURE, SPDX, VERDICT } from '../../core/signatures/statement.js';
import { verdictPredicate, verdictsIn } from '../../core/trust/verdict-predicate.js';
import { CommandError } from '../command-error.js';
import { ExitCode } from '../exit-code.js';
import { artifactOfReports } from '../gate/artifact-of-reports.js';
import { readPolicy } from '../gate/read-policy.js';
import { renderCycloneDx } from '../output/cyclonedx.js';
import { type Artifact, unitedComponents } from '../output/sbom.js';
import { renderSpdx } from '../output/spdx.js';
import { printable } from '../output/printable.js';
import { PLIMSOLL_VERSION } from '../shipped-files.js';
import { jsonOf } from '../registry/manifest-content.js';
import { type Manifest, Registry } from '../registry/registry.js';
import { decidingWaivers } from './deciding-waivers.js';
import { fetchAttachments } from './fetch-attachments.js';
import { type PinnedImage, pinnedImage } from './pinned-image.js';
import type { PredicatesOptions } from './predicates.command.js';
import { provenance, type SourceLabels } from './provenance.js';
import { type PushedScan, pushedScan } from './pushed-scan.js';
import { readTrust } from './read-trust.js';

interface Predicate {
  readonly type: string;
  readonly file: string;
  readonly text: string;
}

/** Writes the predicates that are still to be attested, and names them on stdout. */
export async function predicates(
  image: string,
  options: PredicatesOptions,
  env: NodeJS.ProcessEnv,
  { stdout, stderr }: { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream },
  now: Date,
): Promise<ExitCode> {
  const pinned = pinnedImage(image);
  const trust = await readTrust(options);
  const registry = new Registry(pinned.repository, env, options.allowHttp);
  const pushed = await pushedScan(registry, pinned, options.report);
  if (pushed === null) {
    // Each image of an index has its own scan, and is signed by its own digest.
    const { believed } = await fetchAttachments(registry, pinned.digest, trust);
    if (!believed.some(({ predicateType }) => predicateType === SIGNATURE)) stdout.write('signature\t\n');
    return ExitCode.pass;
  }
  const { scanned, built } = pushed;

  const waivers = await decidingWaivers(options, env['PLIMSOLL_TOKEN'], (message) =>
    stderr.write(`plimsoll: ${printable(message)}\n`),
  );
  const attached = await fetchAttachments(registry, pinned.digest, trust);
  const has = (type: string): boolean => attached.believed.some(({ predicateType }) => predicateType === type);
  const due: Predicate[] = [];
  const { facts, verdicts } = await decide(pushed, pinned, options.policy, waivers, now);
  const artifact: Artifact = {
    image: facts.image,
    digest: facts.digest,
    components: unitedComponents(scanned.reports.map(({ scan }) => scan)),
    at: now.toISOString(),
    plimsollVersion: PLIMSOLL_VERSION,
    tools: scanned.reports.map(({ scan }) => scan.tool),
  };
  if (!has(CYCLONEDX)) due.push({ type: CYCLONEDX, file: 'sbom.cdx.json', text: renderCycloneDx(artifact) });
  if (!has(SPDX)) due.push({ type: SPDX, file: 'sbom.spdx.json', text: renderSpdx(artifact) });
  if (!has(PROVENANCE)) {
    const labels = await labelsOf(registry, built);
    due.push({ type: PROVENANCE, file: 'provenance.json', text: provenance(pinned, labels, env, now) });
  }
  for (const verdict of verdicts.filter((each) => !isAttested(each, attached))) {
    due.push({
      type: VERDICT,
      file: `verdict-${verdict.environment}.json`,
      text: verdictPredicate(verdict, PLIMSOLL_VERSION),
    });
  }
  for (const { file, text } of due) await write(join(options.to, file), text);
  stdout.write(
    [...(has(SIGNATURE) ? [] : ['signature\t']), ...due.map(({ type, file }) => `${type}\t${join(options.to, file)}`)]
      .map((line) => `${line}\n`)
      .join(''),
  );
  return ExitCode.pass;
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(ExitCode.failedToRun, `${path} cannot be written (${code ?? String(error)}).`, {
      cause: error,
    });
  }
}

/** Decided anew as of now, on a scan that is as old as it is. */
async function decide(
  { scanned, note }: PushedScan,
  pinned: PinnedImage,
  policyFile: string | undefined,
  waivers: readonly Waiver[],
  now: Date,
) {
  const { policy } = await readPolicy(policyFile);
  const at = now.toISOString();
  const { facts, factsFor } = artifactOfReports(
    scanned.reports,
    { image: pinned.repository, digest: pinned.digest },
    note.at,
    null,
  );
  const verdicts = policy.environments.map(({ name: environment }) =>
    evaluate({ facts: factsFor(policy, environment), policy, waivers, environment, at }),
  );
  return { facts, verdicts };
}

/** The same verdict, and the newest of its environment: an older one of the same id may have been overruled since. */
function isAttested(verdict: Verdict, { believed }: Attachments): boolean {
  const [newest] = verdictsIn(believed)
    .filter(({ environment }) => environment === verdict.environment)
    .toSorted((a, b) => Date.parse(b.evaluatedAt) - Date.parse(a.evaluatedAt));
  return newest?.verdictId === verdict.verdictId && newest.holdsUntil === verdict.holdsUntil;
}

/** From the image's configuration, where it is one. */
async function labelsOf(registry: Registry, { content }: Manifest): Promise<SourceLabels> {
  const bytes = content.config ? await registry.blob(content.config.digest) : null;
  const config = (bytes === null ? {} : jsonOf(bytes, 'the configuration of the image')) as {
    config?: { Labels?: Readonly<Record<string, unknown>> | null } | null;
  } | null;
  const label = (name: string): string | null => {
    const value = config?.config?.Labels?.[`org.opencontainers.image.${name}`];
    return typeof value === 'string' ? value : null;
  };
  return { source: label('source'), revision: label('revision'), created: label('created') };
}
