import type { AtOnceScale } from './ingest/at-once.js';

/** How much data a run is made on, and how often each thing is measured. */
export interface Scale {
  readonly ingest: {
    readonly findings: number;
    readonly components: number;
    readonly rounds: number;
    /** Reports as pipelines send most of them. */
    readonly small: {
      readonly findings: number;
      readonly components: number;
      readonly requests: number;
      /** Each once with notifications of changes and once without. */
      readonly notifyingPairs: number;
    };
    readonly atOnce: AtOnceScale;
  };
  readonly fleet: FleetScale;
  readonly lists: {
    readonly firstPages: number;
    readonly deepPages: number;
    /** The artifact that has the most findings. */
    readonly largest: { readonly findings: number; readonly components: number };
  };
  /** `builds` of the image whose page is asked for. */
  readonly gate: {
    readonly findings: number;
    readonly components: number;
    readonly requests: number;
    readonly builds: number;
  };
  /** How long the fleet's verdicts may take once a policy was activated; what is not done by then is estimated. */
  readonly policy: { readonly patienceMs: number };
  readonly recall: { readonly requests: number };
  /** `previews` of each kind; `statements` of the VEX document. */
  readonly simulate: { readonly requests: number; readonly previews: number; readonly statements: number };
  readonly api: {
    readonly starts: number;
    readonly idleMs: number;
    readonly findings: number;
    readonly components: number;
  };
  readonly auth: {
    readonly accounts: number;
    /** So many people sign in over and over, each in no more haste than the answer. */
    readonly people: number;
    readonly seconds: number;
    readonly artifacts: number;
  };
  /** `images`: both images where they are built; a source tree otherwise. */
  readonly scan: { readonly rounds: number; readonly subject: 'images' | 'tree' };
  /** `replicas`: so many API processes on the database take turns. */
  readonly soak: { readonly minutes: number; readonly replicas: number };
  /** Free space that the largest database needs, with its indexes and PostgreSQL's log. */
  readonly neededGb: number;
  /** Nothing waits for the disk. */
  readonly isThrowaway: boolean;
}

export interface FleetScale {
  /** Artifacts whose reports the API takes in; the others are copies of these, in other images and builds. */
  readonly originals: number;
  readonly imagesPerOriginal: number;
  readonly buildsPerImage: number;
  readonly componentsPerArtifact: number;
  /** All artifacts draw on these, so that most components are in many artifacts. */
  readonly knownComponents: number;
  /** Besides the administrator who asks. */
  readonly people: number;
  readonly projects: number;
  readonly tokensPerPerson: number;
  readonly auditEvents: number;
}

/** What docs/benchmarks.md describes, and has the figures of. */
export const WHOLE: Scale = {
  ingest: {
    findings: 30_000,
    components: 5_000,
    rounds: 5,
    small: { findings: 300, components: 60, requests: 100, notifyingPairs: 100 },
    atOnce: { reports: 20, findings: 2_000, components: 400, knownComponents: 2_000, senders: 8 },
  },
  fleet: {
    originals: 50,
    imagesPerOriginal: 8,
    buildsPerImage: 5,
    componentsPerArtifact: 5_000,
    knownComponents: 60_000,
    people: 2_000,
    projects: 200,
    tokensPerPerson: 3,
    auditEvents: 100_000,
  },
  lists: { firstPages: 40, deepPages: 15, largest: { findings: 30_000, components: 20_000 } },
  gate: { findings: 5_000, components: 4_000, requests: 200, builds: 1_000 },
  policy: { patienceMs: 180_000 },
  recall: { requests: 100 },
  simulate: { requests: 10, previews: 50, statements: 500 },
  // A little more than 200 MB.
  api: { starts: 5, idleMs: 10_000, findings: 72_000, components: 12_000 },
  auth: { accounts: 200, people: 8, seconds: 20, artifacts: 20 },
  scan: { rounds: 5, subject: 'images' },
  soak: { minutes: 20, replicas: 1 },
  neededGb: 8,
  isThrowaway: false,
};

/** Ten thousand artifacts with a hundred million findings, whose builds share reports. */
export const HUNDRED_MILLION: Scale = {
  ...WHOLE,
  fleet: { ...WHOLE.fleet, originals: 100, imagesPerOriginal: 10, buildsPerImage: 10 },
  neededGb: 20,
};

/** So little that all parts together take seconds. */
export const SMOKE: Scale = {
  ingest: {
    findings: 200,
    components: 60,
    rounds: 1,
    small: { findings: 20, components: 20, requests: 2, notifyingPairs: 2 },
    atOnce: { reports: 4, findings: 40, components: 20, knownComponents: 30, senders: 2 },
  },
  fleet: {
    originals: 2,
    imagesPerOriginal: 2,
    buildsPerImage: 2,
    componentsPerArtifact: 120,
    knownComponents: 200,
    people: 60,
    projects: 51,
    tokensPerPerson: 1,
    auditEvents: 120,
  },
  lists: { firstPages: 1, deepPages: 1, largest: { findings: 60, components: 100 } },
  gate: { findings: 50, components: 100, requests: 3, builds: 60 },
  policy: { patienceMs: 0 },
  recall: { requests: 2 },
  simulate: { requests: 1, previews: 2, statements: 20 },
  api: { starts: 1, idleMs: 0, findings: 300, components: 100 },
  auth: { accounts: 4, people: 2, seconds: 0.5, artifacts: 1 },
  scan: { rounds: 1, subject: 'tree' },
  soak: { minutes: 0.05, replicas: 2 },
  neededGb: 0.5,
  isThrowaway: true,
};
