import { Injectable } from '@nestjs/common';
import { Configuration } from '../../../config/configuration.js';

/** Which roles are for people with a second factor only. */
@Injectable()
export class MfaRequirement {
  constructor(private readonly configuration: Configuration) {}

  appliesTo(roles: readonly string[]): boolean {
    const required: readonly string[] = this.configuration.get('MFA_REQUIRED_FOR');
    return roles.some((role) => required.includes(role));
  }
}
