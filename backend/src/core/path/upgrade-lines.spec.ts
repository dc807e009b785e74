import { upgradeLines } from './upgrade-lines.js';
import type { UpgradeStep } from '../upgrades/upgrade-plan.js';

const step = (type: string, name: string, from: string, to: string, packages = [name]): UpgradeStep => ({
  type,
  namespace: name === 'libzypp' ? 'opensuse' : null,
  name,
  packages,
  from,
  to,
  size: 'patch',
  clears: [],
});

describe('lines to paste', () => {
  it('are one block for each file, with all of its packages', () => {
    const blocks = upgradeLines([
      step('apk', 'openssl', '3.0.7-r0', '3.0.8-r0', ['libcrypto3', 'libssl3']),
      step('apk', 'busybox', '1.36.1-r0', '1.36.1-r2'),
      step('deb', 'zlib1g', '1:1.2.13', '1:1.2.14'),
      step('rpm', 'openssl-libs', '1:3.0.1-41.el9', '1:3.0.7-6.el9'),
      step('rpm', 'libzypp', '17.35.0', '17.36.1'),
      step('npm', '@babel/traverse', '7.22.0', '7.23.2'),
      step('npm', 'semver', '5.7.1', '5.7.2'),
      step('npm', 'semver', '7.3.8', '7.5.2'),
      step('maven', 'org.apache.logging.log4j:log4j-core', '2.14.1', '2.17.1'),
      step('golang', 'golang.org/x/net', 'v0.17.0', '0.23.0'),
      step('golang', 'stdlib', 'v1.21.5', '1.21.11'),
      step('golang', 'stdlib', 'v1.22.1', '1.22.4'),
      step('pypi', 'jinja2', '3.1.2', '3.1.6'),
      step('cargo', 'time', '0.1.42', '0.2.23'),
    ]);
    expect(
      Object.fromEntries(
        blocks.map(({ where, text }) => [
          where +
            (text.startsWith('go get')
              ? ' go'
              : text.startsWith('cargo')
                ? ' cargo'
                : text.startsWith('RUN ')
                  ? ` ${text.split(' ')[1]}`
                  : ''),
          text,
        ]),
      ),
    ).toEqual({
      'Dockerfile apk':
        "RUN apk add --no-cache --upgrade 'libcrypto3>=3.0.8-r0' 'libssl3>=3.0.8-r0' 'busybox>=1.36.1-r2'",
      'Dockerfile apt-get':
        'RUN apt-get update && apt-get install --yes --only-upgrade zlib1g && rm -rf /var/lib/apt/lists/*',
      'Dockerfile zypper': 'RUN zypper --non-interactive update libzypp && zypper clean --all',
      'Dockerfile dnf': 'RUN dnf upgrade --assumeyes openssl-libs && dnf clean all',
      'package.json (npm)': JSON.stringify(
        { overrides: { '@babel/traverse': '7.23.2', 'semver@5.7.1': '5.7.2', 'semver@7.3.8': '7.5.2' } },
        null,
        2,
      ),
      'pnpm-workspace.yaml': [
        'overrides:',
        "  '@babel/traverse@7.22.0': '7.23.2'",
        "  'semver@5.7.1': '5.7.2'",
        "  'semver@7.3.8': '7.5.2'",
      ].join('\n'),
      'pom.xml, in dependencyManagement':
        '<dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>2.17.1</version></dependency>',
      'shell go': 'go get golang.org/x/net@v0.23.0 && go mod tidy',
      'shell cargo': 'cargo update --package time@0.1.42 --precise 0.2.23',
      'requirements.txt': 'jinja2>=3.1.6',
      'go.mod': 'toolchain go1.22.4',
    });
  });

  it.each(["a'b", 'a;reboot', '$(id)', '-rf', 'a b', '"x"', 'a\nb', '<x>'])(
    'leave out what would have to be quoted: %p',
    (name) => {
      for (const type of ['apk', 'deb', 'rpm', 'npm', 'maven', 'golang', 'pypi', 'cargo', 'gem', 'composer', 'nuget']) {
        expect(upgradeLines([step(type, name, '1', '2')])).toEqual([]);
        expect(upgradeLines([step(type, 'a', '1', name)])).toEqual([]);
        expect(upgradeLines([step(type, 'a', name, '2')])).toEqual([]);
      }
    },
  );
});
