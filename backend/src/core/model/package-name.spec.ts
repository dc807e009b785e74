import { packageName } from './package-name.js';

describe('packageName', () => {
  it.each([
    ['npm', '@angular', 'core', '@angular/core'],
    ['golang', 'github.com/docker', 'docker', 'github.com/docker/docker'],
    ['maven', 'org.apache.tomcat', 'tomcat-coyote', 'org.apache.tomcat:tomcat-coyote'],
    ['composer', 'laravel', 'framework', 'laravel/framework'],
    ['deb', 'debian', 'openssl', 'openssl'],
    ['apk', 'alpine', 'musl', 'musl'],
    ['pypi', null, 'django', 'django'],
  ])('writes a %s package as its ecosystem does', (type, namespace, name, written) => {
    expect(packageName(type, namespace, name)).toBe(written);
  });
});
