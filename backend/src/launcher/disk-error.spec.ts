import { tmpdir } from 'node:os';
import { explainDiskError } from './disk-error.js';

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('explainDiskError', () => {
  it('says that the disk is full, how much is free, and that nothing is lost', () => {
    const sentence = /^The disk that holds .* is full \(\d+ MB free\)\. .* No data is lost\.$/;
    expect(explainDiskError(systemError('ENOSPC'), tmpdir())).toMatchObject({
      name: 'LaunchError',
      message: expect.stringMatching(sentence),
    });
  });

  it.each([
    ['EACCES', 'cannot write to /data'],
    ['EROFS', '/data is on a read-only disk'],
    ['ENOTDIR', 'a file is in its way'],
  ])('explains %s', (code, sentence) => {
    expect(explainDiskError(systemError(code), '/data')).toMatchObject({ message: expect.stringContaining(sentence) });
  });

  it('passes on what is no matter of the disk', () => {
    const error = new Error('other');
    expect(explainDiskError(error, '/data')).toBe(error);
  });
});
