/** A registry that does not do what it is asked. The message is for the person at the terminal: whole sentences. */
export class RegistryError extends Error {
  override readonly name: string = 'RegistryError';
}

/** The registry gave other bytes than those that the digest names. */
export class TamperedError extends RegistryError {
  override readonly name = 'TamperedError';

  /** `reason` without a full stop, for it may be part of a sentence. */
  constructor(readonly reason: string) {
    super(`Tampered with: ${reason}.`);
  }
}

/** What a registry gave is not what registries give there. */
export class MalformedError extends RegistryError {
  override readonly name = 'MalformedError';

  /** `reason` without a full stop, for it may be part of a sentence. */
  constructor(
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${reason}.`, options);
  }
}

/** Docker's configuration, which holds what `docker login` has kept, cannot be read. */
export class DockerConfigError extends RegistryError {
  override readonly name = 'DockerConfigError';
}
