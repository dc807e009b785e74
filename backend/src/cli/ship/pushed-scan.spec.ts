import { MemoryRegistry } from '../../../test/factories/memory-registry.js';
import { Registry } from '../registry/registry.js';
import { pushedScan } from './pushed-scan.js';

/** A verdict is signed for what is pushed, and a scan saw one image of it. */
describe('pushedScan', () => {
  const registry = new MemoryRegistry();
  let repository: string;

  beforeAll(async () => {
    repository = await registry.start();
  });

  afterAll(() => registry.stop());

  const scanOf = (digest: string) =>
    pushedScan(new Registry(repository, { RETRY_UNIT: '1' }), { repository, digest }, '/there/is/none');

  const two = () => [
    { digest: registry.image('for amd64'), platform: { os: 'linux', architecture: 'amd64' } },
    { digest: registry.image('for arm64'), platform: { os: 'linux', architecture: 'arm64' } },
  ];

  it('is of no index of several images', async () => {
    expect(await scanOf(registry.index(two()))).toBeNull();
  });

  it('is of no index either whose second image is said to be an attestation', async () => {
    const [first, second] = two();
    const annotations = { 'vnd.docker.reference.type': 'attestation-manifest' };
    expect(await scanOf(registry.index([first ?? {}, { ...second, annotations }]))).toBeNull();
  });

  it('is of no index that is in another one alone', async () => {
    const outer = registry.index([{ digest: registry.index(two()) }]);
    await expect(scanOf(outer)).rejects.toThrow(/is an index of nothing but another index\. Take that one\.$/);
  });

  it('is asked for where there is one image', async () => {
    const [only] = two();
    await expect(scanOf(registry.index([only ?? {}]))).rejects.toThrow(/there is no scan in \/there\/is\/none/);
  });
});
