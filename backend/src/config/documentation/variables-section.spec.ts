import { withVariables } from './variables-section.js';

const ROW = { names: ['A', 'A_FILE'], required: 'yes', default: '', isSecret: true, example: 'x|y', purpose: 'A\nb.' };
const TABLES = [{ title: 'Title', introduction: 'Introduction.', rows: [ROW] }];

describe('withVariables', () => {
  it('writes its section, and nothing else', () => {
    const written = withVariables('before\n<!-- variables -->\nold\n<!-- /variables -->\nafter\n', TABLES);
    expect(written).toBe(
      [
        'before',
        '<!-- variables -->',
        '',
        '## Title',
        '',
        'Introduction.',
        '',
        '| Variable | Required | Default | Secret | Example | What it is |',
        '| --- | --- | --- | --- | --- | --- |',
        String.raw`| ${'`A` or `A_FILE`'} | yes |  | yes | ${'`x\\|y`'} | A b. |`,
        '',
        '<!-- /variables -->',
        'after',
        '',
      ].join('\n'),
    );
    expect(withVariables(written, TABLES)).toBe(written);
  });

  it.each(['', '<!-- variables -->', '<!-- /variables -->', '<!-- variables --><!-- variables --><!-- /variables -->'])(
    'does not write into a document without one: %s',
    (document) => {
      expect(() => withVariables(document, TABLES)).toThrow('once each');
    },
  );
});
