import type { ImageLayers } from '../reports/image-layers.js';
import { baseLayerCount, imageLayersIn } from './image-layers-in.js';

const id = (digit: string) => `sha256:${digit.repeat(64)}`;

function layers(digits: string, digests: ImageLayers['digests'] = []): ImageLayers {
  return { diffIds: Array.from(digits, id), digests, base: null };
}

describe('imageLayersIn', () => {
  it('has what scans list that agree, with all names of the layers', () => {
    const scans = [{}, { layers: layers('12', [[id('a'), 0]]) }, { layers: layers('12', [[id('b'), 1]]) }];
    expect(imageLayersIn(scans)).toEqual(
      layers('12', [
        [id('a'), 0],
        [id('b'), 1],
      ]),
    );
  });

  it('has nothing of scans that contradict each other, or that list no layers', () => {
    expect(imageLayersIn([{ layers: layers('12') }, { layers: layers('13') }])).toBeNull();
    expect(imageLayersIn([{}])).toBeNull();
  });
});

describe('baseLayerCount', () => {
  it.each([
    ['12', 2],
    ['1', 1],
    ['123', null],
    ['13', null],
    ['23', null],
    ['1234', null],
  ])('takes layers %s, where the image has 1, 2 and 3, for a base image of %s layers', (base, count) => {
    expect(baseLayerCount(layers('123'), layers(base))).toBe(count);
  });
});
