import type { JsonPath } from '../json-stream/json-pointer.js';
import type { Remarks } from '../remarks.js';
import { objectIn, plainName, propertiesIn, textIn } from './bom-values.js';

const ERROR_NAMES = /^(?:(?:scan|scanner|analysis)?(?:error|failure|exception)(?:message|s)?)$/;
const STATUS_NAMES = /^(?:scan|scanner|analysis)?(?:status|state|result|outcome)$/;
const FAILED = /^(?:fail|error|partial|incomplete|abort|cancel|timed?[ -]?out)/i;
const NOTHING = /^(?:0|false|no|none|null|n\/a|\[\]|\{\})$/i;

/**
 * CycloneDX has no place for a run that failed. Tools write properties of the document or of its main component, and
 * annotations. Compositions are different: they say how complete the list of parts is, not whether the run failed.
 */
export function addFailures(document: unknown, failures: Remarks): void {
  const { metadata, properties } = objectIn(document);
  const { component, properties: described } = objectIn(metadata);
  fromProperties(properties, ['properties'], failures);
  fromProperties(described, ['metadata', 'properties'], failures);
  fromProperties(objectIn(component)['properties'], ['metadata', 'component', 'properties'], failures);
}

export function addAnnotatedFailure(annotation: unknown, path: JsonPath, failures: Remarks): void {
  const text = textIn(objectIn(annotation)['text']);
  if (text !== null && ANNOTATED.test(text)) failures.add([...path, 'text'], text.slice(0, 500));
}

const ANNOTATED =
  /\b(?:scan|scanner|scanning|analysis|vulnerability lookup)\b[^.\n]{0,60}\b(?:failed|incomplete|partial|aborted|timed out|was cancelled)\b/i;

export function addPropertyFailure(property: unknown, path: JsonPath, failures: Remarks): void {
  const [stated] = propertiesIn([property]);
  if (stated === undefined) return;
  const name = plainName(stated.name);
  const isError = ERROR_NAMES.test(name) && !NOTHING.test(stated.value);
  if (isError || (STATUS_NAMES.test(name) && FAILED.test(stated.value))) {
    failures.add(path, `${stated.name}: ${stated.value}`.slice(0, 500));
  }
}

function fromProperties(properties: unknown, path: JsonPath, failures: Remarks): void {
  if (!Array.isArray(properties)) return;
  properties.forEach((property, index) => addPropertyFailure(property, [...path, index], failures));
}
