import { imageVariables } from './image-variables.js';

describe('imageVariables', () => {
  it('is what the last stage sets', () => {
    const text =
      'FROM a AS build\nENV CI=true\nFROM b\nARG X=1\nENV ONE=1 TWO=http://a:1 \\\n    THREE=\nRUN FOUR=4 true\n';
    expect([...imageVariables(text)]).toEqual([
      ['ONE', '1'],
      ['TWO', 'http://a:1'],
      ['THREE', ''],
    ]);
  });
});
