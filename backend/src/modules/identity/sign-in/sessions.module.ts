import { Module } from '@nestjs/common';
import { FactorsModule } from '../credentials/factors/factors.module.js';
import { PasswordsModule } from '../credentials/passwords/passwords.module.js';
import { Attempts } from './attempts.js';
import { DeviceCookie } from './device-cookie.js';
import { Devices } from './devices.js';
import { MfaRequirement } from './mfa-requirement.js';
import { PasskeySignIn } from './passkey-sign-in.js';
import { PasswordSignIn } from './password-sign-in.js';
import { SecondFactor } from './second-factor.js';
import { SessionStates } from './session-states.js';
import { SessionController } from './session.controller.js';
import { Sessions } from './sessions.js';
import { SessionsRepository } from './sessions.repository.js';
import { SignInMethods } from './sign-in-methods.js';
import { SignInController } from './sign-in.controller.js';
import { StepUps } from './step-ups.js';

/** Signing in, staying signed in, and the end of it. */
@Module({
  imports: [PasswordsModule, FactorsModule],
  controllers: [SignInController, SessionController],
  providers: [
    Attempts,
    DeviceCookie,
    Devices,
    MfaRequirement,
    PasskeySignIn,
    PasswordSignIn,
    SecondFactor,
    Sessions,
    SessionStates,
    SessionsRepository,
    SignInMethods,
    StepUps,
  ],
  exports: [Attempts, Devices, Sessions, SessionsRepository],
})
export class SessionsModule {}
