/** What reads a variable in TypeScript: `env['NAME']`, `process.env.NAME`, a reader `portFrom(env, 'NAME')`, a `'NAME_FILE'`. */
const IN_TYPESCRIPT = [
  /\b(?:env|environment|inherited|settings|source|variables)\)?\??\.?\[['"]([A-Z][A-Z0-9_]*)['"]\]/g,
  /\bprocess\.env\.([A-Z][A-Z0-9_]*)/g,
  /\b\w+\(\w*env\w*, ['"]([A-Z][A-Z0-9_]*)['"]/g,
  /['"]([A-Z][A-Z0-9_]*_FILE)['"]/g,
];

const IN_SHELL = [/\$\{?([A-Z][A-Z0-9_]*)/g];

/** What gives a variable of a shell script its value. */
const SET_IN_SHELL = /^\s*(?:export |local |readonly )*([A-Z][A-Z0-9_]*)=/gm;

/** The variables of the environment that a source file reads, whatever they are set to. Comments do not count. */
export function namesRead(file: string, text: string): string[] {
  const isShell = file.endsWith('.sh');
  const code = isShell ? text.replaceAll(/^\s*#.*$/gm, '') : text.replaceAll(/\/\*.*?\*\/|^\s*\/\/.*$/gms, '');
  const own = new Set(isShell ? [...code.matchAll(SET_IN_SHELL)].map(([, name]) => name) : []);
  const names = (isShell ? IN_SHELL : IN_TYPESCRIPT).flatMap((pattern) =>
    [...code.matchAll(pattern)].map(([, name = '']) => name),
  );
  return [...new Set(names)].filter((name) => !own.has(name)).sort();
}
