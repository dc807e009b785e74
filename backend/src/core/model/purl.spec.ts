import { buildPurl, canonicalPurl } from './purl.js';

describe('canonicalPurl', () => {
  it.each([
    [
      'pkg:deb/debian/apt@1.8.2.2?arch=amd64&distro=debian-10.7',
      'pkg:deb/debian/apt@1.8.2.2?arch=amd64&distro=debian-10&upstream=apt%401',
    ],
    [
      'pkg:apk/alpine/busybox@1.36.1-r2?arch=x86_64&distro=3.18.2',
      'pkg:apk/alpine/busybox@1.36.1-r2?distro=alpine-3.18.4&arch=x86_64&upstream=busybox',
    ],
    ['pkg:deb/ubuntu/bash@5.1?arch=amd64&distro=ubuntu-22.04', 'pkg:deb/ubuntu/bash@5.1?distro=22.04&arch=amd64'],
    [
      'pkg:rpm/redhat/openssl@1.1.1k-14.el8_6?arch=x86_64&distro=redhat-8.5&epoch=1',
      'pkg:rpm/redhat/openssl@1.1.1k-14.el8_6?arch=x86_64&distro=rhel-8.7&epoch=1&upstream=openssl.src.rpm',
    ],
    ['pkg:rpm/amazon/curl@8.0?epoch=0', 'pkg:rpm/amazon/curl@8.0'],
    ['pkg:golang/stdlib@1.20', 'pkg:golang/stdlib@v1.20.0'],
    ['pkg:golang/github.com/gin-gonic/gin@1.9.1', 'pkg:golang/github.com/gin-gonic/gin@v1.9.1'],
    [
      'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?type=jar',
      'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1',
    ],
    ['pkg:PyPI/Django_Rest@3.1', 'pkg:pypi/django-rest@3.1'],
    ['pkg:npm/@angular/core@1.0.0', 'pkg:npm/%40angular/core@1.0.0?package-id=42'],
  ])('gives the package one form: %s is %s', (one, other) => {
    expect(canonicalPurl(one)).not.toBeNull();
    expect(canonicalPurl(one)).toBe(canonicalPurl(other));
  });

  it.each([
    ['pkg:deb/debian/apt@1?distro=debian-10', 'pkg:deb/debian/apt@1?distro=debian-11'],
    ['pkg:apk/alpine/x@1?distro=alpine-3.18', 'pkg:apk/alpine/x@1?distro=alpine-3.19'],
    ['pkg:deb/debian/apt@1?arch=amd64', 'pkg:deb/debian/apt@1?arch=arm64'],
    ['pkg:rpm/fedora/x@1?epoch=1', 'pkg:rpm/fedora/x@1?epoch=2'],
    ['pkg:maven/a/b@1?classifier=sources', 'pkg:maven/a/b@1'],
    ['pkg:generic/x@1?download_url=https://a.example/x', 'pkg:generic/x@1?download_url=https://b.example/x'],
  ])('keeps packages apart that differ: %s is not %s', (one, other) => {
    expect(canonicalPurl(one)).not.toBe(canonicalPurl(other));
  });

  it('is canonical: applied twice it changes nothing', () => {
    for (const purl of ['pkg:deb/debian/apt@1%3A2?distro=debian-10.7&arch=all', 'pkg:golang/a.example/b@1.2#sub/dir']) {
      const once = canonicalPurl(purl) ?? '';
      expect(canonicalPurl(once)).toBe(once);
    }
  });

  it.each(['', 'invalid-purl-format', 'pkg:', 'pkg:npm', 'pkg:npm/', 'http://example.com'])(
    'gives null for %j',
    (text) => {
      expect(canonicalPurl(text)).toBeNull();
    },
  );
});

describe('buildPurl', () => {
  it('makes the same as the canonical form of what scanners write', () => {
    const built = buildPurl({
      type: 'deb',
      namespace: 'debian',
      name: 'libstdc++6',
      version: '1:8.3.0-6',
      qualifiers: { distro: 'debian-10.7', arch: 'amd64' },
    });
    expect(built).toBe(canonicalPurl('pkg:deb/debian/libstdc%2B%2B6@1%3A8.3.0-6?arch=amd64&distro=debian-10'));
  });

  it('gives null where the parts make none', () => {
    expect(buildPurl({ type: 'maven', namespace: null, name: '', version: '1' })).toBeNull();
  });
});
