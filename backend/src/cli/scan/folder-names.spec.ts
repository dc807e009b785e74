import { folderNames } from './folder-names.js';

describe('folderNames', () => {
  const read = (...chunks: string[]) =>
    folderNames(
      (async function* () {
        yield* chunks;
      })(),
    );

  it('takes names with spaces and line breaks, however the bytes arrive', async () => {
    await expect(read('/a b\0/c', '\nd\0', '\0')).resolves.toEqual(['/a b', '/c\nd']);
    await expect(read('\0')).resolves.toEqual([]);
  });

  it('refuses a list that was cut off: whoever wrote it was stopped', async () => {
    for (const cut of ['', '/a', '/a\0', '/a\0/b']) {
      await expect(read(cut)).rejects.toThrow('cut off');
    }
  });
});
