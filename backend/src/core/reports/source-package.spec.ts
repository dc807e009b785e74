import { sourceOfPurl, sourcePackage } from './source-package.js';

describe('the source package', () => {
  it.each([
    ['deb', 'pkg:deb/debian/bsdutils@1%3A2.38.1-5?arch=amd64&upstream=util-linux%402.38.1-5', 'util-linux', '2.38.1-5'],
    ['apk', 'pkg:apk/alpine/libcrypto3@3.0.8-r3?arch=x86_64&upstream=openssl&distro=alpine-3.17.3', 'openssl', null],
    ['rpm', 'pkg:rpm/redhat/openssl@1.1.1k?upstream=openssl.src.rpm', 'openssl', null],
    ['rpm', 'pkg:rpm/almalinux/glibc@2.34-83.el9?upstream=glibc-2.34-83.el9.src.rpm', 'glibc', '2.34-83.el9'],
    ['rpm', 'pkg:rpm/sles/libopenssl1_1@1.1.1d?upstream=openssl-1_1.src.rpm', 'openssl-1_1', null],
  ])('of a package of type %s is in %s', (type, purl, name, version) => {
    expect(sourceOfPurl(purl, type)).toEqual({ name, version });
  });

  it.each([
    ['npm', 'pkg:npm/left-pad@1.0.0?upstream=right-pad'],
    ['deb', 'pkg:deb/debian/apt@1.8.2.2?distro=debian-10'],
    ['deb', 'pkg:deb/debian/apt@1.8.2.2?upstream='],
    ['deb', 'pkg:deb/debian/apt@1.8.2.2#upstream=dpkg'],
  ])('is not known of a package of type %s from %s', (type, purl) => {
    expect(sourceOfPurl(purl, type)).toBeNull();
  });

  it('is told in parts as well', () => {
    expect(sourcePackage('deb', 'util-linux', '2.38.1-5')).toEqual({ name: 'util-linux', version: '2.38.1-5' });
    expect(sourcePackage('rpm', 'openssl-libs')).toEqual({ name: 'openssl-libs', version: null });
    expect(sourcePackage('deb', '', '1.0')).toBeNull();
  });

  it('stands where it is written badly', () => {
    expect(sourceOfPurl('pkg:deb/debian/a@1?upstream=%zz', 'deb')).toEqual({ name: '%zz', version: null });
  });
});
