import { Ajv, type ErrorObject, type Options, type SchemaObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { pathOfPointer, type JsonPath } from '../json-stream/json-pointer.js';
import type { Remarks } from '../remarks.js';
import { tellingErrors, type SchemaIssues } from './schema-issues.js';
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
  /**
   * Whether an error touches which components, vulnerabilities and problems there are. Any other is warned of and read
   * over, unless the sender asks for strictness. Left out: every error does.
   */
  readonly decides?: (list: string | null, error: ErrorObject) => boolean;
}

/** An element with more errors than this is refused, whatever they are: to weigh them all would take too long. */
const MOST_ERRORS = 1000;

/** Each pass over an element takes out the nulls that it shows; what holds more layers of them is refused. */
const NULL_PASSES = 3;

/** Of an invalid element larger than this only the first error is looked for: it could hold millions. */
const THOROUGH_BYTES = 1024 * 1024;

interface CompiledSchema {
  readonly quick: SchemaValidators;
  readonly thorough: SchemaValidators;
}

/** Compiling the largest schema takes 0.2 s, so it is done once, when the first report of its kind comes. */
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
    private readonly isStrict = false,
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
      const message = 'is the same as an earlier element of the list; each may stand there once';
      if (this.isStrict) this.issues.add(path, message);
      else this.warnings.add(path, message);
      return !this.isStrict;
    }
    seen.add(hash);
    return true;
  }

  acceptsSkeleton(value: unknown): boolean {
    return this.accepts(null, value, [], 0);
  }

  private accepts(list: string | null, value: unknown, path: JsonPath, byteLength: number): boolean {
    const isLarge = byteLength > THOROUGH_BYTES;
    let refused = this.refusedIn(list, value, path, isLarge, true);
    const passes = this.isStrict || isLarge ? 0 : NULL_PASSES;
    for (let pass = 0; refused.length > 0 && pass < passes; pass++) {
      if (!this.takeOutNulls(value, path, refused)) break;
      refused = this.refusedIn(list, value, path, isLarge, false);
    }
    if (refused.length > 0 && this.isReadOver(list, refused, isLarge)) {
      for (const { pointer, message } of tellingErrors(path, refused)) {
        this.warnings.add([...path, ...pathOfPointer(pointer)], `${message}. The report is read all the same.`);
      }
      return true;
    }
    this.issues.addErrors(path, refused.slice(0, MOST_ERRORS));
    return refused.length === 0;
  }

  /** The errors that no known deviation explains. */
  private refusedIn(
    list: string | null,
    value: unknown,
    path: JsonPath,
    isLarge: boolean,
    isFirst: boolean,
  ): ErrorObject[] {
    const quick = this.compiled.quick.get(list);
    if (quick(value)) return [];
    let errors = quick.errors ?? [];
    if (!isLarge) {
      const thorough = this.compiled.thorough.get(list);
      thorough(value);
      errors = thorough.errors ?? errors;
    }
    return errors.filter((error) => {
      const known = this.source.deviations?.find((deviation) => isDeviation(deviation, list, error));
      const place = [...path, ...pathOfPointer(error.instancePath)];
      if (known !== undefined && isFirst) this.warnings.add(place, known.because);
      return known === undefined;
    });
  }

  /** Of a large element only the first error is known; what others it has cannot be weighed. */
  private isReadOver(list: string | null, errors: readonly ErrorObject[], isLarge: boolean): boolean {
    const { decides } = this.source;
    if (this.isStrict || isLarge || decides === undefined || errors.length > MOST_ERRORS) return false;
    // Of a list that the version does not know there is no schema that could be deviated from.
    if (list !== null && !Object.hasOwn(this.source.lists, list)) return false;
    return !errors.some((error) => decides(list, error));
  }

  /** A key whose value is null where the schema allows none is read as one that is left out. */
  private takeOutNulls(value: unknown, path: JsonPath, errors: readonly ErrorObject[]): boolean {
    if (this.source.decides === undefined) return false;
    let isChanged = false;
    for (const { data, instancePath } of errors) {
      if (data !== null || instancePath === '' || !removeNull(value, pathOfPointer(instancePath))) continue;
      this.warnings.add([...path, ...pathOfPointer(instancePath)], 'is null and was read as left out');
      isChanged = true;
    }
    return isChanged;
  }
}

/** Whether there was a null at the path, in an object; it is gone now. */
function removeNull(value: unknown, path: JsonPath): boolean {
  const key = path.at(-1);
  let parent: unknown = value;
  for (const step of path.slice(0, -1)) {
    parent = typeof parent === 'object' && parent !== null ? Reflect.get(parent, step) : undefined;
  }
  if (key === undefined || typeof parent !== 'object' || parent === null || Array.isArray(parent)) return false;
  return Reflect.get(parent, key) === null && Reflect.deleteProperty(parent, key);
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

/** What ajv calls optimizing takes a third of the time of compiling, and reading a report is no faster for it. */
const UNTOUCHED = { optimize: false } as const;

function createAjv(source: SchemaSource, options: Options): Ajv {
  const ajv = new Ajv({ ...options, strict: false, logger: false, verbose: true, code: UNTOUCHED });
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
