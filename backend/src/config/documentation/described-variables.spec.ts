import { readDescribedVariables } from './described-variables.js';

describe('readDescribedVariables', () => {
  it('takes what is left out for what is usual', () => {
    const text =
      'compose:\n  A: { purpose: What it is }\n  B: { purpose: Both, file: true, secret: true, default: "1" }\n';
    expect(readDescribedVariables(text)).toEqual({
      compose: [
        { names: ['A'], required: 'no', default: '', isSecret: false, example: '', purpose: 'What it is.' },
        { names: ['B', 'B_FILE'], required: 'no', default: '1', isSecret: true, example: '1', purpose: 'Both.' },
      ],
    });
  });

  it.each([
    'compose: { A: { default: "1" } }',
    'compose: { A: { purpose: x, port: 1 } }',
    'compose: { a: { purpose: x } }',
  ])('refuses what it does not know: %s', (text) => {
    expect(() => readDescribedVariables(text)).toThrow(/is required|is not allowed/);
  });
});
