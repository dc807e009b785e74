import type { FormatParts } from '../format/report-format.js';
import { listOf } from '../json-stream/split-layout.js';
import { GrypeReader } from './grype-reader.js';
import { GRYPE_SCHEMA } from './grype-schema.js';

export const GRYPE_FORMAT: FormatParts = {
  title: 'Grype',
  reads: 'Grype JSON (grype -o json)',
  isMarked: (document) => 'matches' in document,
  members: {
    matches: listOf('grype.matches'),
    ignoredMatches: listOf('grype.ignored'),
    alertsByPackage: listOf('grype.alerts'),
  },
  isToldByLists: true,
  schema: async () => GRYPE_SCHEMA,
  reader: (builder) => new GrypeReader(builder),
};
