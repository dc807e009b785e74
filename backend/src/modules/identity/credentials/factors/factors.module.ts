import { Module } from '@nestjs/common';
import { Challenges } from './challenges.js';
import { FactorAccountsRepository } from './factor-accounts.repository.js';
import { Factors } from './factors.js';
import { PasskeyCeremony } from './passkey-ceremony.js';
import { PasskeyRegistration } from './passkey-registration.js';
import { PasskeysRepository } from './passkeys.repository.js';
import { RecoveryCodesRepository } from './recovery-codes.repository.js';
import { RelyingParty } from './relying-party.js';
import { TotpFactorsRepository } from './totp-factors.repository.js';
import { TotpSecrets } from './totp-secrets.js';

/** What factors are and how they are checked. The routes are in OwnAccountModule, which also knows sessions. */
@Module({
  providers: [
    Challenges,
    FactorAccountsRepository,
    Factors,
    PasskeyCeremony,
    PasskeyRegistration,
    PasskeysRepository,
    RecoveryCodesRepository,
    RelyingParty,
    TotpFactorsRepository,
    TotpSecrets,
  ],
  exports: [
    FactorAccountsRepository,
    Factors,
    PasskeyCeremony,
    PasskeyRegistration,
    PasskeysRepository,
    RecoveryCodesRepository,
    TotpFactorsRepository,
    TotpSecrets,
  ],
})
export class FactorsModule {}
