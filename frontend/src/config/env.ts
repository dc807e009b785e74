import 'server-only';
import { ConfigurationError } from './configuration-error';
import { type Variable, variables } from './variables';

/** What the server side of the console needs to know. Read at run time, so one image serves every environment. */
type Environment = {
  readonly [Name in keyof typeof variables]: ReturnType<(typeof variables)[Name]['read']>;
};

/** Throws ConfigurationError with everything that is missing or wrong. */
function readEnvironment(source: NodeJS.ProcessEnv): Environment {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries<Variable<unknown>>(variables)) {
    const text = source[name] || variable.default;
    try {
      if (text === '' && variable.isRequired) problems.push(`${name} is missing: expected ${variable.expected}`);
      else values[name] = variable.read(text);
    } catch {
      problems.push(`${name} is not valid: expected ${variable.expected}`);
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return values as Environment;
}

let environment: Environment | undefined;

/** Read on first use rather than on import: `next build` imports every module without an environment. */
export function env(): Environment {
  environment ??= readEnvironment(process.env);
  return environment;
}
