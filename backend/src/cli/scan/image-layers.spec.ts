import { ImageLayers, imageIdOf } from './image-layers.js';

const command = (text: string) => ({ created_by: text, empty_layer: true });
const layer = { created_by: 'COPY /out/ / # buildkit' };

function image(history: readonly object[], DiffIDs: readonly string[], Results: readonly object[] = []) {
  return new ImageLayers({ Metadata: { DiffIDs, ImageConfig: { history } }, Results });
}

describe('ImageLayers', () => {
  it('takes the layers up to the last CMD that a layer follows for those of the base image', () => {
    const layers = image(
      [layer, command('CMD ["/bin/sh"]'), layer, command('CMD ["node"]'), layer, command('CMD ["node", "app.js"]')],
      ['a', 'b', 'c'],
    );
    expect(['a', 'b', 'c'].map((id) => layers.originOf(id))).toEqual(['base image', 'base image', 'own layer']);
  });

  it("reads the classic builder's words, too", () => {
    const layers = image([layer, command('/bin/sh -c #(nop)  CMD ["/bin/sh"]'), layer], ['a', 'b']);
    expect([layers.originOf('a'), layers.originOf('b')]).toEqual(['base image', 'own layer']);
  });

  it('says nothing of an image without a base, of an unknown layer, and of a history that does not fit the layers', () => {
    expect(image([layer, layer, command('CMD ["app"]')], ['a', 'b']).originOf('a')).toBeNull();
    const layers = image([layer, command('CMD ["/bin/sh"]'), layer], ['a', 'b']);
    expect([layers.originOf('z'), layers.originOf(null)]).toEqual([null, null]);
    expect(image([layer, command('CMD ["/bin/sh"]'), layer], ['a', 'b', 'c']).originOf('a')).toBeNull();
    expect(new ImageLayers(null).originOf('a')).toBeNull();
  });

  it('knows a layer by its digest where a finding names both', () => {
    const results = [{ Packages: [{ Name: 'musl', Layer: { Digest: 'sha256:1', DiffID: 'a' } }] }];
    const layers = image([layer, command('CMD ["/bin/sh"]'), layer], ['a', 'b'], results);
    expect(layers.originOf('sha256:1')).toBe('base image');
  });
});

describe('imageIdOf', () => {
  it('gives the id of an image and null for anything else', () => {
    const id = `sha256:${'0'.repeat(64)}`;
    expect(imageIdOf({ Metadata: { ImageID: id } })).toBe(id);
    expect([imageIdOf({ Metadata: {} }), imageIdOf({ Metadata: { ImageID: 'x' } }), imageIdOf(null)]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
