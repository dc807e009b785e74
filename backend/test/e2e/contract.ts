import { packageOfSources } from '../factories/realms.js';

const validators = new URL('../jest/contract-validators.js', import.meta.url);
const { validatorOf } = await packageOfSources<typeof import('../jest/contract-validators.js')>(validators.href);

/** Fails with every place where the answer differs from the document. */
export function expectContract(operationId: string, status: number, body: unknown): void {
  const validate = validatorOf(operationId, status);
  validate(body);
  expect(validate.errors ?? []).toEqual([]);
}
