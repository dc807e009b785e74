import { listedComponents } from '../../src/core/compare/side.js';
import type { FlipSide, SeenArtifact } from '../../src/core/flip/flip-side.js';
import { factsOf } from '../../src/core/gate/facts-of.js';
import type { ScanRecord } from '../../src/core/gate/scan-record.js';
import { parsePolicy } from '../../src/core/policy/parse-policy.js';
import type { Component } from '../../src/core/reports/scan.js';
import { identityOf } from '../../src/core/vex/identity.js';
import type { VexDocument } from '../../src/core/vex/vex-word.js';
import { aComponent } from './scan-record.js';

export const FIRST_BUILD = `sha256:${'1'.repeat(64)}`;
export const SECOND_BUILD = `sha256:${'2'.repeat(64)}`;

/** What a verdict of 21 November 2026 for `prod` was given for, unless told otherwise. Scans list these components. */
export function aFlipSide({
  environment = 'vulnerabilities: {critical: 0}',
  scans,
  keys,
  digest = FIRST_BUILD,
  ...given
}: {
  /** What the policy asks for in `prod`. */
  readonly environment?: string;
  readonly scans: readonly ScanRecord[];
  readonly keys: readonly string[];
  readonly digest?: string;
} & Partial<Pick<FlipSide, 'waivers' | 'vex' | 'at' | 'running'>>): FlipSide {
  const components = keys.map((key): Component => ({
    ...aComponent(key),
    namespace: null,
    licences: [],
    places: [],
    isListed: true,
  }));
  const facts = factsOf({
    image: 'ghcr.io/acme/api',
    digest,
    scans,
    componentCount: keys.length,
    componentsWithoutPurl: 0,
  });
  const seen: SeenArtifact = { facts, components: listedComponents([{ components }]) };
  return {
    policy: parsePolicy(`version: 1\nenvironments:\n  prod: {${environment}}\n`),
    waivers: [],
    vex: [],
    at: '2026-11-21T00:00:00.000Z',
    seen: { before: seen, after: seen },
    running: { before: 'not-known-here', after: 'not-known-here' },
    ...given,
  };
}

/** By Acme: the vulnerability does not affect the component. */
export function aVexDocument(document: string, vulnerability: string, key: string): VexDocument {
  return {
    document,
    sender: null,
    content: {
      format: 'openvex',
      id: document,
      author: 'Acme',
      issuedAt: null,
      statements: [
        {
          pointer: '/statements/0',
          vulnerability: [vulnerability],
          status: 'not_affected',
          justification: 'vulnerable_code_not_present',
          impact: null,
          action: null,
          saidAt: '2026-11-01T00:00:00.000Z',
          products: [{ identities: [identityOf(key)] }],
        },
      ],
      remarks: [],
      bom: null,
      attestation: null,
    },
  };
}
