import { assert, property, string } from 'fast-check';
import { aReason, anAnswer } from '../../../test/factories/answer.js';
import { verdictJson } from './verdict-json.js';

describe('verdictJson', () => {
  it('keeps the text and lets nothing through raw that a terminal acts on', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 40 }), (text) => {
        const message = `${text}\u001b[2J\u009b31m\u202e\u{e0041}`;
        const [verdict] = anAnswer([], [aReason({ message })]).verdicts;
        if (!verdict) throw new Error('there is no verdict');
        const json = verdictJson(verdict);
        expect(json.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(verdict)));
      }),
    );
  });
});
