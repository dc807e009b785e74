import type { SchemaSource } from '../schema/report-schema.js';

/** Trivy publishes no schema. This one asks that what is read has the type it is read as, and no more. */
const text = { type: ['string', 'null'] };
const number = { type: ['number', 'null'] };
const textList = { type: ['array', 'null'], items: { type: 'string' } };
const layer = { type: ['object', 'null'], properties: { Digest: text, DiffID: text } };
const identifier = { type: ['object', 'null'], properties: { PURL: text } };
const emptied = { type: ['array', 'null'] };

/** What a modified finding was before it was taken out, by its `Type`. */
const KINDS_OF_MODIFIED = {
  vulnerability: 'vulnerability',
  misconfiguration: 'misconfiguration',
  secret: 'secret',
  license: 'licence',
};

const entries = {
  vulnerability: {
    type: 'object',
    properties: {
      VulnerabilityID: text,
      VendorIDs: textList,
      PkgName: text,
      PkgPath: text,
      PkgIdentifier: identifier,
      InstalledVersion: text,
      FixedVersion: text,
      Status: text,
      Layer: layer,
      SeveritySource: text,
      PrimaryURL: text,
      Title: text,
      Description: text,
      Severity: text,
      PublishedDate: text,
      VendorSeverity: { type: ['object', 'null'] },
      CVSS: {
        type: ['object', 'null'],
        additionalProperties: {
          type: 'object',
          properties: {
            V2Score: number,
            V2Vector: text,
            V3Score: number,
            V3Vector: text,
            V40Score: number,
            V40Vector: text,
          },
        },
      },
    },
  },
  package: {
    type: 'object',
    properties: {
      Name: text,
      Version: text,
      Release: text,
      Epoch: number,
      Arch: text,
      SrcName: text,
      SrcVersion: text,
      SrcRelease: text,
      SrcEpoch: number,
      Identifier: identifier,
      Licenses: textList,
      License: text,
      FilePath: text,
      Layer: layer,
    },
  },
  misconfiguration: {
    type: 'object',
    properties: {
      ID: text,
      AVDID: text,
      Title: text,
      Description: text,
      Message: text,
      Resolution: text,
      Severity: text,
      PrimaryURL: text,
      Status: text,
      Layer: layer,
      CauseMetadata: {
        type: ['object', 'null'],
        properties: { Resource: text, Provider: text, Service: text, StartLine: number, EndLine: number },
      },
    },
  },
  secret: {
    type: 'object',
    properties: {
      RuleID: text,
      Category: text,
      Severity: text,
      Title: text,
      StartLine: number,
      EndLine: number,
      Offset: number,
      Layer: layer,
    },
  },
  licence: {
    type: 'object',
    properties: { Severity: text, Category: text, PkgName: text, FilePath: text, Name: text, Link: text },
  },
  modified: {
    type: 'object',
    properties: { Type: text, Status: text, Statement: text, Source: text, Finding: { type: ['object', 'null'] } },
    allOf: Object.entries(KINDS_OF_MODIFIED).map(([kind, definition]) => ({
      if: { required: ['Type'], properties: { Type: { const: kind } } },
      // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's word
      then: { properties: { Finding: { anyOf: [{ type: 'null' }, { $ref: `#/definitions/${definition}` }] } } },
    })),
  },
  custom: {},
};

const result = {
  type: 'object',
  properties: {
    Target: text,
    Class: text,
    Type: text,
    Vulnerabilities: emptied,
    Packages: emptied,
    Misconfigurations: emptied,
    Secrets: emptied,
    Licenses: emptied,
    CustomResources: emptied,
    ExperimentalModifiedFindings: emptied,
  },
};

const results = { type: ['array', 'null'], items: { $ref: '#/definitions/result' } };

const resources = {
  type: ['array', 'null'],
  items: { type: 'object', properties: { Namespace: text, Kind: text, Name: text, Results: results, Error: text } },
};

const HOLDING = ['ArtifactName', 'ClusterName', 'Results', 'Resources', 'Vulnerabilities', 'Misconfigurations'];

export const TRIVY_SCHEMA: SchemaSource = {
  root: {
    definitions: { ...entries, result },
    type: ['object', 'array', 'null'],
    // Schema 1, before 0.20, was the bare list of results; nothing found was null.
    items: { $ref: '#/definitions/result' },
    // Any other object sent as Trivy's would be a report in which nothing was found. Asks nothing of a list or null.
    anyOf: HOLDING.map((key) => ({ required: [key] })),
    properties: {
      SchemaVersion: { type: 'number' },
      Trivy: { type: ['object', 'null'], properties: { Version: text } },
      CreatedAt: text,
      ArtifactName: text,
      ArtifactType: text,
      ClusterName: text,
      Metadata: {
        type: ['object', 'null'],
        properties: {
          Size: number,
          OS: {
            type: ['object', 'null'],
            properties: { Family: text, Name: text, EOSL: { type: ['boolean', 'null'] } },
          },
          RepoTags: textList,
          RepoDigests: textList,
          ImageConfig: {
            type: ['object', 'null'],
            properties: {
              os: text,
              architecture: text,
              variant: text,
              config: { type: ['object', 'null'], properties: { User: text } },
            },
          },
        },
      },
      Results: results,
      Resources: resources,
      Findings: resources,
      Vulnerabilities: resources,
      Misconfigurations: resources,
    },
  },
  lists: {
    'trivy.vulnerabilities': '#/definitions/vulnerability',
    'trivy.packages': '#/definitions/package',
    'trivy.misconfigurations': '#/definitions/misconfiguration',
    'trivy.secrets': '#/definitions/secret',
    'trivy.licences': '#/definitions/licence',
    'trivy.modified': '#/definitions/modified',
    'trivy.custom': '#/definitions/custom',
  },
};
