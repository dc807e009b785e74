import { Module } from '@nestjs/common';
import { PasswordsModule } from '../accounts/passwords.module.js';
import { FactorsModule } from '../factors/factors.module.js';
import { AccountSessionsController } from './account-sessions.controller.js';
import { Attempts } from './attempts.js';
import { DeviceCookie } from './device-cookie.js';
import { Devices } from './devices.js';
import { MfaRequirement } from './mfa-requirement.js';
import { OwnSessions } from './own-sessions.js';
import { PasskeySignIn } from './passkey-sign-in.js';
import { PasswordSignIn } from './password-sign-in.js';
import { SecondFactor } from './second-factor.js';
import { SessionController } from './session.controller.js';
import { SessionStates } from './session-states.js';
import { Sessions } from './sessions.js';
import { SessionsRepository } from './sessions.repository.js';
import { SignInController } from './sign-in.controller.js';
import { StepUps } from './step-ups.js';

/** Signing in, staying signed in, and the end of it. */
@Module({
  imports: [PasswordsModule, FactorsModule],
  controllers: [SignInController, SessionController, AccountSessionsController],
  providers: [
    Attempts,
    DeviceCookie,
    Devices,
    MfaRequirement,
    OwnSessions,
    PasskeySignIn,
    PasswordSignIn,
    SecondFactor,
    Sessions,
    SessionStates,
    SessionsRepository,
    StepUps,
  ],
  exports: [Attempts, Sessions],
})
export class SessionsModule {}
