import type { ErrorObject } from 'ajv';
import { jsonPointer, pathOfPointer, type JsonPath } from '../json-stream/json-pointer.js';
import { ReportError } from '../report-error.js';
import type { Remark } from '../scan.js';

const SHOWN = 20;

/** Where a report breaks its schema: at most twenty places are kept, the count is exact. */
export class SchemaIssues {
  private readonly kept: Remark[] = [];
  private readonly pointers = new Set<string>();
  private count = 0;

  get isEmpty(): boolean {
    return this.count === 0;
  }

  add(path: JsonPath, message: string): void {
    const pointer = jsonPointer(path);
    if (this.pointers.has(pointer)) return;
    this.count++;
    if (this.kept.length === SHOWN) return;
    this.pointers.add(pointer);
    this.kept.push({ pointer, message });
  }

  /** Errors of one value that lies at `path`. */
  addErrors(path: JsonPath, errors: readonly ErrorObject[]): void {
    for (const error of mostTelling(errors)) {
      this.add([...path, ...pathOfPointer(error.instancePath)], describe(error, mayTellOfSecret(path)));
    }
  }

  /** The message for the sender. */
  toError(format: string): ReportError {
    const first = this.kept[0];
    const where =
      first === undefined ? '' : `: ${first.pointer === '' ? 'the document' : first.pointer} ${first.message}`;
    const more = this.count > 1 ? ` (and ${this.count - 1} more)` : '';
    return new ReportError('report_invalid', `This is no valid ${format} report${where}${more}.`, this.kept);
  }
}

/** The errors that tell most of a value at `path`, in words. Pointers are within the value. */
export function tellingErrors(path: JsonPath, errors: readonly ErrorObject[]): Remark[] {
  const isSecret = mayTellOfSecret(path);
  return mostTelling(errors).map((error) => ({ pointer: error.instancePath, message: describe(error, isSecret) }));
}

/**
 * A value that fits none of several alternatives gives the errors of every alternative and one that says
 * that none fits. What a person can act on is the deepest: the alternative that came closest.
 */
function mostTelling(errors: readonly ErrorObject[]): ErrorObject[] {
  const isChoice = (error: ErrorObject): boolean => ['oneOf', 'anyOf', 'if'].includes(error.keyword);
  const choices = errors.filter(isChoice);
  const isWithinChoice = (error: ErrorObject): boolean =>
    choices.some((choice) => error.schemaPath.startsWith(`${choice.schemaPath}/`) || startsWithin(error, choice));
  const depth = (error: ErrorObject): number => error.instancePath.split('/').length;
  const plain = errors.filter((error) => !isChoice(error) && !isWithinChoice(error));
  const telling = [...plain];
  for (const choice of choices.filter((candidate) => !isWithinChoice(candidate))) {
    const within = errors.filter((error) => !isChoice(error) && startsWithin(error, choice));
    const deepest = Math.max(...within.map(depth));
    const closest = within.filter((error) => depth(error) === deepest);
    telling.push(...(deepest > depth(choice) ? closest.slice(0, 1) : [choice]));
  }
  return telling;
}

function startsWithin(error: ErrorObject, choice: ErrorObject): boolean {
  return error !== choice && `${error.instancePath}/`.startsWith(`${choice.instancePath}/`);
}

/** Elements of lists in which secrets are reported: what stands in them is not quoted. */
function mayTellOfSecret(path: JsonPath): boolean {
  return path.includes('Secrets') || (path[0] === 'runs' && path.length > 2);
}

function describe(error: ErrorObject, isSecret: boolean): string {
  const quoted = (data: unknown): string => (isSecret ? 'what it cannot be' : quote(data));
  const params: Record<string, unknown> = error.params;
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return `has a key that the format does not know: ${JSON.stringify(params['additionalProperty'] ?? params['unevaluatedProperty'])}`;
    case 'required':
      return `lacks the key ${JSON.stringify(params['missingProperty'])}`;
    case 'enum': {
      const allowed = Array.isArray(params['allowedValues']) ? params['allowedValues'] : [];
      const listed = allowed.slice(0, 12).map((value) => JSON.stringify(value));
      const rest = allowed.length > 12 ? `, … (${allowed.length} values)` : '';
      return `is ${quoted(error.data)}, and must be one of ${listed.join(', ')}${rest}`;
    }
    case 'const':
      return `is ${quoted(error.data)}, and must be ${JSON.stringify(params['allowedValue'])}`;
    case 'pattern':
    case 'format':
      return `is ${quoted(error.data)}, which ${error.message ?? 'does not fit'}`;
    case 'oneOf':
    case 'anyOf':
      return 'fits none of the forms that the format allows here';
    case 'not':
      return 'holds keys that exclude each other';
    default:
      return error.message ?? 'does not fit the schema';
  }
}

function quote(data: unknown): string {
  const text = JSON.stringify(data) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
