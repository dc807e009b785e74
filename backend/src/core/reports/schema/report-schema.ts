import { Ajv, type ErrorObject, type Options, type SchemaObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { pathOfPointer, type JsonPath } from '../json-stream/json-pointer.js';
import type { Remarks } from '../remarks.js';
import type { SchemaIssues } from './schema-issues.js';
import { structuralHash } from './structural-hash.js';

/** A deviation that tools are known to write. What matches is remarked on instead of refused. */
export interface KnownDeviation {
  /** The list whose elements it is found in; null for the skeleton. */
  readonly list: string | null;
  /** Where within that value, as a pattern on the JSON pointer. */
  readonly at: RegExp;
  /** ajv's keyword. */
  readonly keyword?: string;
  readonly matches?: (error: ErrorObject) => boolean;
  /** Who writes it, and why it may be read over. */
  readonly because: string;
}

export interface SchemaSource {
  readonly root: SchemaObject;
  /** Schemas that the root refers to by `$id`. */
  readonly others?: readonly SchemaObject[];
  /** Where a list's element schema is: a JSON pointer into the root, such as `#/definitions/component`. */
  readonly lists: Readonly<Record<string, string>>;
  /** Lists whose elements must differ from each other. */
  readonly distinct?: ReadonlySet<string>;
  readonly deviations?: readonly KnownDeviation[];
}

/** Of an invalid element larger than this only the first error is looked for: it could hold millions. */
const THOROUGH_BYTES = 1024 * 1024;

interface CompiledSchema {
  readonly quick: SchemaValidators;
  readonly thorough: SchemaValidators;
}

/** Compiling the largest schema takes 0.3 s, so it is done once, when the first report of its kind comes. */
const compiledSchemas = new WeakMap<SchemaSource, CompiledSchema>();

/** One report held to its schema, piece by piece: each element of a list as it is cut out, the skeleton at the end. */
export class ReportSchema {
  private readonly compiled: CompiledSchema;
  /** Hashes of the elements seen, by list and place. */
  private readonly seen = new Map<string, Set<number>>();

  constructor(
    private readonly source: SchemaSource,
    private readonly issues: SchemaIssues,
    private readonly warnings: Remarks,
  ) {
    let compiled = compiledSchemas.get(source);
    if (compiled === undefined) {
      compiled = {
        quick: new SchemaValidators(source, { allErrors: false }),
        thorough: new SchemaValidators(source, { allErrors: true }),
      };
      compiledSchemas.set(source, compiled);
    }
    this.compiled = compiled;
  }

  /** Whether an element may be read. If not, the issues say why. */
  acceptsElement(list: string, value: unknown, path: JsonPath, byteLength: number): boolean {
    if (!this.accepts(list, value, path, byteLength)) return false;
    if (this.source.distinct?.has(list) !== true) return true;
    const place = path.slice(0, -1).join('/');
    let seen = this.seen.get(place);
    if (seen === undefined) this.seen.set(place, (seen = new Set()));
    const hash = structuralHash(value);
    if (seen.has(hash)) {
      this.issues.add(path, 'is the same as an earlier element of the list; each may stand there once');
      return false;
    }
    seen.add(hash);
    return true;
  }

  acceptsSkeleton(value: unknown): boolean {
    return this.accepts(null, value, [], 0);
  }

  private accepts(list: string | null, value: unknown, path: JsonPath, byteLength: number): boolean {
    const quick = this.compiled.quick.get(list);
    if (quick(value)) return true;
    let errors = quick.errors ?? [];
    if (byteLength <= THOROUGH_BYTES) {
      const thorough = this.compiled.thorough.get(list);
      thorough(value);
      errors = thorough.errors ?? errors;
    }
    const refused = errors.filter((error) => {
      const known = this.source.deviations?.find((deviation) => isDeviation(deviation, list, error));
      if (known !== undefined) this.warnings.add([...path, ...pathOfPointer(error.instancePath)], known.because);
      return known === undefined;
    });
    this.issues.addErrors(path, refused);
    return refused.length === 0;
  }
}

class SchemaValidators {
  private ajv: Ajv | null = null;
  private readonly compiled = new Map<string | null, ValidateFunction>();

  constructor(
    private readonly source: SchemaSource,
    private readonly options: Options,
  ) {}

  get(list: string | null): ValidateFunction {
    let validate = this.compiled.get(list);
    if (validate === undefined) {
      this.ajv ??= createAjv(this.source, this.options);
      const pointer = list === null ? '#' : (this.source.lists[list] ?? '#');
      validate = this.ajv.compile({ $ref: `${ROOT}${pointer}` });
      this.compiled.set(list, validate);
    }
    return validate;
  }
}

const ROOT = 'report';

function createAjv(source: SchemaSource, options: Options): Ajv {
  const ajv = new Ajv({ ...options, strict: false, logger: false, verbose: true });
  addFormats.default(ajv);
  ajv.addFormat('idn-email', /^[^@\s]+@[^@\s]+$/);
  ajv.addFormat('iri-reference', true);
  // ajv compares every pair, which takes minutes for a long list.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (isUnique: boolean, list: readonly unknown[]) =>
      !isUnique || new Set(list.map((element) => structuralHash(element))).size === list.length,
    error: { message: 'must not hold the same element twice' },
  });
  for (const other of source.others ?? []) ajv.addSchema(other);
  ajv.addSchema(source.root, ROOT);
  return ajv;
}

function isDeviation(deviation: KnownDeviation, list: string | null, error: ErrorObject): boolean {
  return (
    deviation.list === list &&
    deviation.at.test(error.instancePath) &&
    (deviation.keyword === undefined || deviation.keyword === error.keyword) &&
    (deviation.matches === undefined || deviation.matches(error))
  );
}
