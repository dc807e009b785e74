import type { SchemaSource } from '../schema/report-schema.js';

/** Grype publishes no schema. This one asks that what is read has the type it is read as, and no more. */
const text = { type: ['string', 'null'] };
const number = { type: ['number', 'null'] };

const vulnerability = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', minLength: 1 },
    dataSource: text,
    namespace: text,
    severity: text,
    description: text,
    cvss: {
      type: ['array', 'null'],
      items: {
        type: 'object',
        properties: {
          source: text,
          type: text,
          version: text,
          vector: text,
          metrics: { type: ['object', 'null'], properties: { baseScore: number } },
        },
      },
    },
    fix: {
      type: ['object', 'null'],
      properties: { versions: { type: ['array', 'null'], items: { type: 'string' } }, state: text },
    },
    fixedInVersion: text,
    epss: { type: ['array', 'null'], items: { type: 'object', properties: { epss: number } } },
    knownExploited: { type: ['array', 'null'] },
  },
};

const match = {
  type: 'object',
  required: ['vulnerability', 'artifact'],
  properties: {
    vulnerability,
    relatedVulnerabilities: { type: ['array', 'null'], items: vulnerability },
    artifact: {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', minLength: 1 },
        version: text,
        type: text,
        purl: text,
        upstreams: {
          type: ['array', 'null'],
          items: { type: 'object', properties: { name: text, version: text } },
        },
        locations: {
          type: ['array', 'null'],
          items: { type: 'object', properties: { path: text, layerID: text } },
        },
        licenses: { type: ['array', 'null'], items: { type: ['string', 'object'] } },
      },
    },
    appliedIgnoreRules: {
      type: ['array', 'null'],
      items: {
        type: 'object',
        properties: {
          vulnerability: text,
          reason: text,
          package: {
            type: ['object', 'null'],
            properties: { name: text, type: text, 'upstream-name': text },
          },
          'match-type': text,
          'vex-status': text,
          'vex-justification': text,
        },
      },
    },
  },
};

const packageAlerts = {
  type: 'object',
  properties: {
    alerts: {
      type: ['array', 'null'],
      items: {
        type: 'object',
        properties: {
          type: text,
          message: text,
          metadata: { type: ['object', 'null'], properties: { name: text, version: text } },
        },
      },
    },
  },
};

export const GRYPE_SCHEMA: SchemaSource = {
  root: {
    definitions: { match, packageAlerts },
    type: 'object',
    required: ['matches'],
    properties: {
      matches: { type: 'array' },
      ignoredMatches: { type: ['array', 'null'] },
      alertsByPackage: { type: ['array', 'null'] },
      source: { type: ['object', 'null'], properties: { type: text } },
      distro: { type: ['object', 'null'], properties: { name: text, version: text } },
      descriptor: {
        type: ['object', 'null'],
        properties: {
          name: text,
          version: text,
          timestamp: text,
          db: {
            type: ['object', 'null'],
            properties: {
              built: text,
              status: { type: ['object', 'null'], properties: { built: text } },
              providers: { type: ['object', 'null'] },
            },
          },
          configuration: { type: ['object', 'null'], properties: { alerts: { type: ['object', 'null'] } } },
        },
      },
    },
  },
  lists: {
    'grype.matches': '#/definitions/match',
    'grype.ignored': '#/definitions/match',
    'grype.alerts': '#/definitions/packageAlerts',
  },
};
