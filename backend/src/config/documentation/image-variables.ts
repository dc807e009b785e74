/** The variables that the last stage of a Dockerfile sets, and so the image. */
export function imageVariables(dockerfile: string): ReadonlyMap<string, string> {
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  const settings = [...last.replaceAll('\\\n', ' ').matchAll(/^ENV (.*)$/gm)].map(([, text = '']) => text).join(' ');
  return new Map(
    [...settings.matchAll(/(?:^|\s)([A-Z][A-Z0-9_]*)=(\S*)/g)].map(([, name = '', value = '']) => [name, value]),
  );
}
