import * as fc from 'fast-check';
import { buildPurl, canonicalPurl, parsePurl } from './purl.js';

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
    // Epochs: Trivy's qualifier, Syft's in the version of a deb and as qualifier of an RPM, older Trivy's in the version.
    [
      'pkg:deb/debian/bsdutils@2.38.1-5%2Bb1?arch=amd64&distro=debian-12.5&epoch=1',
      'pkg:deb/debian/bsdutils@1%3A2.38.1-5%2Bb1?arch=amd64&upstream=util-linux%402.38.1-5&distro=debian-12',
    ],
    ['pkg:rpm/fedora/x@1:2.3-4?distro=fedora-39', 'pkg:rpm/fedora/x@2.3-4?epoch=01&distro=fedora-39'],
    ['pkg:deb/debian/x@0:2.3-4', 'pkg:deb/debian/x@2.3-4?epoch=0'],
    ['pkg:deb/debian/x@1:2.3-4?epoch=1', 'pkg:deb/debian/x@1:2.3-4'],
    // Distributions.
    [
      'pkg:rpm/amazon/openssl-libs@1.0.2k?arch=x86_64&distro=amazon-2+%28Karoo%29&epoch=1',
      'pkg:rpm/amzn/openssl-libs@1.0.2k?arch=x86_64&epoch=1&distro=amzn-2',
    ],
    ['pkg:rpm/alma/glibc@2.34-83.el9?distro=alma-9.3', 'pkg:rpm/almalinux/glibc@2.34-83.el9?distro=almalinux-9.3'],
    ['pkg:rpm/oracle/glibc@2.34?distro=oracle-9.2', 'pkg:rpm/ol/glibc@2.34?distro=ol-9.2'],
    ['pkg:rpm/rocky/glibc@2.34?distro=rocky-9.2', 'pkg:rpm/rockylinux/glibc@2.34?distro=rockylinux-9'],
    ['pkg:rpm/redhat/glibc@2.34?distro=rhel-9.4+eus', 'pkg:rpm/rhel/glibc@2.34?distro=redhat-9.4'],
    ['pkg:rpm/suse/glibc@2.31?distro=suse-15.3', 'pkg:rpm/sles/glibc@2.31?distro=sles-15.3'],
    ['pkg:rpm/suse/glibc@2.31?distro=sles-15.3', 'pkg:rpm/sles/glibc@2.31?distro=sles-15-SP3'],
    ['pkg:rpm/opensuse/glibc@2.31?distro=opensuse-leap-15.3', 'pkg:rpm/opensuse.leap/glibc@2.31?distro=15.3'],
    ['pkg:rpm/cbl-mariner/glibc@2.35?distro=cbl-mariner-2.0.20230303', 'pkg:rpm/mariner/glibc@2.35?distro=mariner-2.0'],
    ['pkg:rpm/azurelinux/glibc@2.38?distro=azurelinux-3.0', 'pkg:rpm/azure%20linux/glibc@2.38?distro=azurelinux-3'],
    ['pkg:deb/debian/apt@2?distro=bookworm', 'pkg:deb/debian/apt@2?distro=debian-12&distro_name=bookworm'],
    ['pkg:deb/ubuntu/apt@2?distro=ubuntu-jammy', 'pkg:deb/ubuntu/apt@2?distro=ubuntu-22.04'],
    [
      'pkg:deb/debian/openssl@3.0.11?os_distro=bookworm&os_name=debian&os_version=12',
      'pkg:deb/debian/openssl@3.0.11?distro=debian-12.2',
    ],
    // Qualifiers that do not identify.
    [
      'pkg:rpm/redhat/nodejs@18?modularitylabel=nodejs:18:8090020240301110846:a75119d5',
      'pkg:rpm/redhat/nodejs@18?rpmmod=nodejs:18:8090020240301110846',
    ],
    ['pkg:golang/a.example/b@v1.2.3?type=module&goos=linux&goarch=amd64', 'pkg:golang/a.example/b@v1.2.3'],
    ['pkg:npm/a@1?file_path=node_modules/a/package.json', 'pkg:npm/a@1'],
    // Names: Trivy writes Go modules in small letters and whole, Syft as they are and in two parts.
    ['pkg:golang/github.com/burntsushi/toml@v0.3.1', 'pkg:golang/github.com/BurntSushi/toml@v0.3.1'],
    ['pkg:golang/github.com/go-jose/go-jose/v3@3.0.1', 'pkg:golang/github.com/go-jose/go-jose@v3.0.1#v3'],
    ['pkg:pypi/zope.interface@5.4.0', 'pkg:pypi/zope-interface@5.4.0'],
    ['pkg:pypi/ruamel.yaml.clib@0.2.7', 'pkg:pypi/ruamel_yaml-clib@0.2.7'],
    ['pkg:composer/Laravel/Framework@8.0.0', 'pkg:composer/laravel/framework@8.0.0'],
    ['pkg:npm/JSONStream@1.3.5', 'pkg:npm/jsonstream@1.3.5'],
  ])('gives the package one form: %s is %s', (one, other) => {
    expect(canonicalPurl(one)).not.toBeNull();
    expect(canonicalPurl(one)).toBe(canonicalPurl(other));
  });

  it.each([
    ['pkg:deb/debian/apt@1?distro=debian-10', 'pkg:deb/debian/apt@1?distro=debian-11'],
    ['pkg:apk/alpine/x@1?distro=alpine-3.18', 'pkg:apk/alpine/x@1?distro=alpine-3.19'],
    ['pkg:deb/debian/apt@1?arch=amd64', 'pkg:deb/debian/apt@1?arch=arm64'],
    ['pkg:rpm/fedora/x@1?epoch=1', 'pkg:rpm/fedora/x@1?epoch=2'],
    ['pkg:rpm/fedora/x@1:1', 'pkg:rpm/fedora/x@1'],
    ['pkg:rpm/suse/x@1?distro=sles-15.3', 'pkg:rpm/opensuse/x@1?distro=opensuse-leap-15.3'],
    ['pkg:rpm/suse/x@1?distro=sles-15.3', 'pkg:rpm/suse/x@1?distro=sles-15.4'],
    ['pkg:rpm/redhat/x@1?distro=rhel-8', 'pkg:rpm/oracle/x@1?distro=ol-8'],
    ['pkg:npm/a@1:2?epoch=1', 'pkg:npm/a@2?epoch=1'],
    ['pkg:golang/a.example/b@v1.0.0', 'pkg:golang/a.example/b/v2@v1.0.0'],
    ['pkg:gem/RedCloth@4', 'pkg:gem/redcloth@4'],
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

  it('has the epoch in the version, as components show it', () => {
    const purl = canonicalPurl('pkg:rpm/amazon/bind@9.11.4-26.amzn2?arch=x86_64&distro=amazon-2&epoch=32') ?? '';
    expect(parsePurl(purl)).toMatchObject({ version: '32:9.11.4-26.amzn2', qualifiers: { distro: 'amazon-2' } });
  });

  it('is one form, in whatever order the qualifiers stand', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._~+-]{0,6}$/);
    const purls = fc.record({
      type: fc.constantFrom('deb', 'rpm', 'apk', 'golang', 'npm', 'pypi', 'maven', 'generic'),
      namespace: fc.oneof(part, fc.constantFrom('amzn', 'opensuse.leap', 'suse', 'mariner', 'rhel')),
      name: part,
      version: fc.oneof(part, fc.constantFrom('1:2', '0:1', '00:1', '1:2:3')),
      qualifiers: fc.uniqueArray(
        fc.tuple(
          fc.constantFrom('epoch', 'distro', 'arch', 'os_name', 'os_version', 'upstream', 'type', 'rpmmod'),
          fc.oneof(part, fc.constantFrom('0', '01', 'amazon-2 (Karoo)', 'sles-15-sp4', 'bookworm', 'debian-12/13')),
        ),
        { selector: ([key]) => key },
      ),
    });
    fc.assert(
      fc.property(purls, ({ type, namespace, name, version, qualifiers }) => {
        const write = (pairs: readonly (readonly [string, string])[]): string =>
          `pkg:${type}/${namespace}/${name}@${encodeURIComponent(version)}?${pairs
            .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
            .join('&')}`;
        const once = canonicalPurl(write(qualifiers));
        expect(canonicalPurl(write(qualifiers.toReversed()))).toBe(once);
        expect(once === null ? null : canonicalPurl(once)).toBe(once);
      }),
    );
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
