import type { KnownDeviation } from '../schema/report-schema.js';

/** Five groups of hex digits, in whichever case and however short: a UUID that was written without its zeros. */
const LOOSE_UUID = /^urn:uuid:[0-9a-f]{1,8}(?:-[0-9a-f]{1,4}){3}-[0-9a-f]{1,12}$/i;

/**
 * Where tools bend the schema, and may, also in a strict reading: none of it changes which components and vulnerabilities
 * there are, and the specification's own tests call none of it invalid.
 */
export const CYCLONEDX_DEVIATIONS: readonly KnownDeviation[] = [
  {
    list: null,
    at: /^$/,
    keyword: 'required',
    matches: (error) => error.params['missingProperty'] === 'version',
    because: 'version is missing; it is read as 1, as CycloneDX 1.5 and later do (older schemas ask for it)',
  },
  {
    list: null,
    at: /^\/serialNumber$/,
    keyword: 'pattern',
    matches: (error) => typeof error.data === 'string' && LOOSE_UUID.test(error.data),
    because: 'serialNumber is a UUID in another spelling (Micronaut leaves out leading zeros, others write upper case)',
  },
  {
    list: null,
    at: /^\/serialNumber$|^\/metadata\/timestamp$/,
    matches: (error) => error.data === 'urn:uuid:redacted' || error.data === 'timestamp:redacted',
    because: 'the value was redacted, as in the golden files of Syft',
  },
  {
    list: null,
    at: /^\/metadata\/tools/,
    because: 'metadata.tools does not fit the schema; it only names who wrote the document',
  },
  {
    list: null,
    at: /^\/metadata\/component$/,
    keyword: 'required',
    matches: (error) => error.params['missingProperty'] === 'name',
    because: 'metadata.component has no name, so the document does not say what it is about',
  },
  {
    list: null,
    at: /^\/metadata\/component\/type$/,
    keyword: 'enum',
    because: 'metadata.component has a type that CycloneDX does not know (OSV-Scanner and others write their own)',
  },
  {
    list: 'cyclonedx.vulnerabilities',
    at: /^\/ratings\/\d+\/method$/,
    keyword: 'enum',
    matches: (error) => error.data === 'EPSS',
    because: 'a rating by EPSS, which CycloneDX does not know as a method (Grype writes it); it is read as EPSS',
  },
  {
    list: 'cyclonedx.components',
    at: /^\/patentAssertions/,
    because: 'patent assertions do not fit the schema; Plimsoll does not read them',
  },
];
