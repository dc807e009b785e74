import * as fc from 'fast-check';
import { aComponent } from '../../../test/factories/scan-record.js';
import { fitOf } from './fit.js';
import { byEcosystem } from '../versions/compare-versions.js';
import { identityOf, identityOfDigest, rangeOf } from './identity.js';
import type { VexProduct } from './vex-document.js';

const D = `sha256:${'d'.repeat(64)}`;
const OTHER = `sha256:${'e'.repeat(64)}`;
const API = { image: 'ghcr.io/acme/api', digest: D };
const OPENSSL = aComponent('pkg:apk/alpine/openssl@3.0.7-r0?arch=x86_64&distro=alpine-3.17');

const of = (product: string, ...parts: string[]): VexProduct => ({
  identities: [identityOf(product)],
  ...(parts.length === 0 ? {} : { parts: parts.map((part) => [identityOf(part)]) }),
});

describe('fitOf', () => {
  it.each<[string, string]>([
    ['pkg:apk/alpine/openssl@3.0.7-r0?arch=x86_64&distro=alpine-3.17', 'fits'],
    ['pkg:apk/alpine/openssl@3.0.7-r0', 'fits'],
    ['pkg:apk/alpine/openssl', 'fits'],
    ['pkg:apk/alpine/openssl?arch=x86_64', 'fits'],
    ['pkg:apk/alpine/openssl?arch=aarch64', 'other-build'],
    ['pkg:apk/alpine/openssl@3.0.7-r0?distro=alpine-3.18', 'other-build'],
    ['pkg:apk/alpine/openssl@3.0.8-r0', 'other-version'],
    ['pkg:apk/wolfi/openssl@3.0.7-r0', 'other-product'],
    ['pkg:apk/alpine/openssl-dev', 'other-product'],
    ['openssl', 'unidentified'],
    ['cpe:2.3:a:openssl:openssl:3.0.7:*:*:*:*:*:*:*', 'unidentified'],
    ['urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#openssl', 'other-bom'],
  ])('a package by %s: %s', (written, fit) => {
    expect(fitOf(of(written), API, OPENSSL)).toBe(fit);
  });

  it.each<[string, string]>([
    [`pkg:oci/api@${D}`, 'fits'],
    [`pkg:oci/api@sha256%3A${'d'.repeat(64)}?repository_url=ghcr.io/acme`, 'fits'],
    // What the content is named outweighs where it lies.
    [`pkg:oci/elsewhere@${D}?repository_url=mirror.example/x`, 'fits'],
    [`ghcr.io/acme/api@${D}`, 'fits'],
    [`ghcr.io/acme/api:1.4@${D}`, 'fits'],
    [D, 'fits'],
    ['d'.repeat(64), 'fits'],
    ['pkg:oci/api?repository_url=ghcr.io/acme/api', 'fits'],
    ['pkg:oci/api?repository_url=ghcr.io/acme', 'fits'],
    ['pkg:oci/api', 'fits'],
    [`pkg:oci/api@${OTHER}?repository_url=ghcr.io/acme/api`, 'other-version'],
    [`ghcr.io/acme/api@${OTHER}`, 'other-version'],
    ['pkg:oci/api?repository_url=ghcr.io/acme&tag=1.4', 'by-tag'],
    ['pkg:docker/acme/api@1.4?repository_url=ghcr.io/acme', 'by-tag'],
    ['ghcr.io/acme/api:1.4', 'by-tag'],
    ['pkg:oci/api?repository_url=ghcr.io/mallory', 'other-product'],
    ['pkg:oci/api?repository_url=ghcr.io', 'other-product'],
    ['pkg:docker/acme/api', 'other-product'],
    ['pkg:oci/web', 'other-product'],
    [OTHER, 'other-product'],
    ['api', 'unidentified'],
  ])('an image by %s: %s', (written, fit) => {
    expect(fitOf(of(written), API, OPENSSL)).toBe(fit);
  });

  it("knows Docker's names for one repository", () => {
    const alpine = { image: 'alpine', digest: D };
    for (const written of [
      'pkg:docker/library/alpine',
      'pkg:docker/alpine',
      'docker.io/library/alpine',
      'pkg:oci/alpine?repository_url=index.docker.io/library/alpine',
    ]) {
      expect([written, fitOf(of(written), alpine, OPENSSL)]).toEqual([written, 'fits']);
    }
  });

  it('is on the parts alone where a product has any', () => {
    expect(fitOf(of('pkg:oci/api', 'pkg:apk/alpine/openssl'), API, OPENSSL)).toBe('fits');
    expect(fitOf(of('pkg:oci/api', 'pkg:apk/alpine/zlib', 'pkg:apk/alpine/openssl'), API, OPENSSL)).toBe('fits');
    expect(fitOf(of('pkg:oci/api', 'pkg:apk/alpine/zlib'), API, OPENSSL)).toBe('other-product');
    expect(fitOf(of('pkg:oci/api', 'pkg:apk/alpine/openssl@1'), API, OPENSSL)).toBe('other-version');
    expect(fitOf(of('pkg:oci/web', 'pkg:apk/alpine/openssl'), API, OPENSSL)).toBe('other-product');
    expect(fitOf(of(`pkg:oci/api@${OTHER}`, 'pkg:apk/alpine/openssl'), API, OPENSSL)).toBe('other-version');
    expect(fitOf(of('cpe:/o:redhat:enterprise_linux:9', 'pkg:apk/alpine/openssl'), API, OPENSSL)).toBe('unidentified');
  });

  it('takes no part of a package for a package of the artifact', () => {
    expect(fitOf(of('pkg:maven/acme/app@1', 'pkg:apk/alpine/openssl'), API, OPENSSL)).toBe('part-of-package');
  });

  it('takes any identity of a product', () => {
    const product = {
      identities: [
        identityOf('cpe:2.3:a:acme:api:*'),
        ...[identityOfDigest('d'.repeat(64))].filter((each) => each !== null),
      ],
    };
    expect(fitOf(product, API, OPENSSL)).toBe('fits');
  });

  it('finds no package in a component without a package URL', () => {
    expect(fitOf(of('pkg:apk/alpine/openssl'), API, { ...OPENSSL, purl: null })).toBe('other-product');
    expect(fitOf(of('pkg:apk/alpine/openssl'), API, null)).toBe('other-product');
  });

  describe('a range of versions', () => {
    const within = (range: string, purl: string, component: string, doubt: 'in' | 'out') =>
      fitOf({ identities: [rangeOf(identityOf(purl), range)] }, API, aComponent(component), doubt);

    it.each<[string, string, string, string, string]>([
      // range, package, component, clearing, withdrawing
      ['vers:npm/<2.0.0', 'pkg:npm/a', 'pkg:npm/a@1.9.0', 'fits', 'fits'],
      ['vers:npm/<2.0.0', 'pkg:npm/a', 'pkg:npm/a@2.0.0', 'other-version', 'other-version'],
      ['vers:npm/<2.0.0', 'pkg:npm/b', 'pkg:npm/a@1.9.0', 'other-product', 'other-product'],
      ['vers:npm/<2.0.0', 'pkg:npm/a', 'pkg:npm/a@workspace', 'unreadable-version', 'fits'],
      ['vers:npm/<2.0.0', 'pkg:npm/a', 'pkg:npm/a', 'unreadable-version', 'fits'],
      ['vers:npm/*', 'pkg:npm/a', 'pkg:npm/a@workspace', 'fits', 'fits'],
      ['vers:all/*', 'pkg:npm/a', 'pkg:npm/a', 'fits', 'fits'],
      ['vers:semver/<2.0.0', 'pkg:npm/a', 'pkg:npm/a@1.9.0', 'unidentified', 'fits'],
      ['< 2', 'pkg:npm/a', 'pkg:npm/a@1.9.0', 'unidentified', 'fits'],
      ['< 2', 'pkg:npm/b', 'pkg:npm/a@1.9.0', 'other-product', 'other-product'],
      ['vers:generic/<2', 'pkg:generic/a', 'pkg:generic/a@1', 'unidentified', 'fits'],
      ['vers:alpine/<3.0.8-r0', 'pkg:apk/alpine/openssl', 'pkg:apk/alpine/openssl@3.0.7-r0', 'fits', 'fits'],
      ['vers:deb/<1%3A8', 'pkg:deb/debian/curl', 'pkg:deb/debian/curl@1:7.88.1-10', 'fits', 'fits'],
      ['vers:deb/<8', 'pkg:deb/debian/curl', 'pkg:deb/debian/curl@1:7.88.1-10', 'other-version', 'other-version'],
      ['vers:golang/<1.8.0', 'pkg:golang/x/y', 'pkg:golang/x/y@v1.7.3', 'fits', 'fits'],
      ['vers:pypi/<2.0.0', 'pkg:pypi/A_b', 'pkg:pypi/a-b@2.0.0rc1', 'fits', 'fits'],
      [
        'vers:rpm/<3',
        'pkg:rpm/fedora/a?arch=x86_64',
        'pkg:rpm/fedora/a@2-1?arch=aarch64',
        'other-build',
        'other-build',
      ],
    ])(
      '%s of %s, of which %s is here: %s for what clears, %s for what withdraws',
      (range, purl, component, ...fits) => {
        expect([within(range, purl, component, 'out'), within(range, purl, component, 'in')]).toEqual(fits);
      },
    );

    it('clears nothing outside it, and withdraws whatever it clears and more', () => {
      const version = fc.oneof(
        fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((parts) => parts.join('.')),
        fc.constantFrom('1.0.0-rc.1', 'latest', 'v1', '1.2.3.4', '', '*', '~1.2'),
      );
      fc.assert(
        fc.property(version, version, version, (from, to, here) => {
          const component = here === '' ? 'pkg:npm/a' : `pkg:npm/a@${encodeURIComponent(here)}`;
          const range = `vers:npm/>=${encodeURIComponent(from)}|<${encodeURIComponent(to)}`;
          const [clears, withdraws] = [
            within(range, 'pkg:npm/a', component, 'out'),
            within(range, 'pkg:npm/a', component, 'in'),
          ];
          // `>=2|<1` is all but what is between.
          const [isAbove, isBelow] = [byEcosystem(from, here, 'npm') <= 0, byEcosystem(here, to, 'npm') < 0];
          const isInside = byEcosystem(from, to, 'npm') < 0 ? isAbove && isBelow : isAbove || isBelow;
          const isKnown = /^v?\d/.test(here) && isInside;
          expect([clears === 'fits' && !isKnown, withdraws === 'fits']).toEqual([false, clears !== 'other-version']);
        }),
      );
    });
  });

  it('takes a version without its epoch', () => {
    const curl = aComponent('pkg:deb/debian/curl@1:7.88.1-10');
    expect(fitOf(of('pkg:deb/debian/curl@7.88.1-10'), API, curl)).toBe('fits');
    expect(fitOf(of('pkg:deb/debian/curl@7.88.1-10?epoch=2'), API, curl)).toBe('other-version');
  });
});
