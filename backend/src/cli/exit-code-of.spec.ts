import { CommandError } from './command-error.js';
import { exitCodeOf } from './exit-code-of.js';
import { ExitCode } from './exit-code.js';
import { DockerConfigError, MalformedError, RegistryError, TamperedError } from './registry/registry-error.js';

describe('exitCodeOf', () => {
  it.each([
    ["a command's own error", new CommandError(ExitCode.unknown, 'x'), ExitCode.unknown],
    ['bytes that are not those of their digest', new TamperedError('x'), ExitCode.fail],
    ["Docker's configuration that cannot be read", new DockerConfigError('x'), ExitCode.usage],
    ['a registry that does not answer', new RegistryError('x'), ExitCode.failedToRun],
    ['a manifest that is none', new MalformedError('x'), ExitCode.failedToRun],
    ['a defect', new Error('x'), null],
    ['what is no error', 'x', null],
  ])('%s', (_, error, exitCode) => {
    expect(exitCodeOf(error)).toBe(exitCode);
  });
});
