import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../../access/request-context.js';
import { AuditLog, type Note, type Transaction } from '../../../audit/audit-log.js';
import { OneTimeLinks } from '../../credentials/links/one-time-links.js';
import { insertAccount } from '../insert-account.js';
import { lockPeople } from '../lock-people.js';
import { Sessions } from '../sessions.js';
import { GroupMappingsRepository, type HeldRole } from './group-mappings.repository.js';
import type { SsoIdentity } from './sso-identity.js';
import { SsoRefusedError } from './sso.errors.js';

interface SsoAccount {
  readonly id: number;
  readonly email: string;
}

/**
 * Whose account it is that the provider signs in, and what they may do.
 *
 * An account belongs to a person of the provider by issuer and subject. An account is linked by its email address alone
 * only if it has no owner yet: invited, the invitation open, and no password, factor or provider. Otherwise a provider
 * that states a wrong address would give access to the account behind it.
 */
@Injectable()
export class SsoAccounts {
  constructor(
    private readonly audit: AuditLog,
    private readonly links: OneTimeLinks,
    private readonly mappings: GroupMappingsRepository,
    private readonly sessions: Sessions,
  ) {}

  /** The id of the account, with the roles of the person's groups. Throws SsoRefusedError. */
  async admit(context: RequestContext, identity: SsoIdentity): Promise<number> {
    const actor = { kind: 'person', id: null, name: identity.email ?? identity.subject } as const;
    const { account, hasRole } = await this.audit.change({ ...context, actor }, async (transaction, note) => {
      // Of two first sign-ins at once the second finds the account that the first has made.
      await lockPeople(transaction);
      const due = rolesDue(await this.mappings.listOf(transaction, identity.groups));
      const account =
        (await this.findOwn(transaction, identity)) ??
        (await this.welcome(transaction, note, identity, due.length > 0));
      await this.giveRoles(transaction, note, account, due);
      return { account, hasRole: due.length > 0 || (await this.mappings.holdsOthers(transaction, account.id)) };
    });
    // Only now: roles that the provider no longer gives are taken, whether or not any are left.
    if (!hasRole) throw new SsoRefusedError('sso_no_role');
    return account.id;
  }

  private async findOwn(transaction: Transaction, { issuer, subject }: SsoIdentity): Promise<SsoAccount | null> {
    const account = await transaction.account.findUnique({
      where: { ssoIssuer_ssoSubject: { ssoIssuer: issuer, ssoSubject: subject } },
      select: { id: true, email: true, disabledAt: true },
    });
    if (account === null) return null;
    if (account.disabledAt !== null) throw new SsoRefusedError('sso_account_disabled');
    return account;
  }

  /** The first sign-in of a person: invited, or new. */
  private async welcome(
    transaction: Transaction,
    note: Note,
    identity: SsoIdentity,
    hasRoleDue: boolean,
  ): Promise<SsoAccount> {
    const { email, name, issuer, subject } = identity;
    if (email === null) throw new SsoRefusedError('sso_email_unverified');
    const holder = await transaction.account.findUnique({ where: { email }, select: { id: true } });
    if (holder === null && !hasRoleDue) throw new SsoRefusedError('sso_no_role');
    if (holder !== null && !(await this.isNobodysYet(transaction, holder.id))) {
      throw new SsoRefusedError('sso_account_exists');
    }
    const id = holder?.id ?? (await insertAccount(transaction, { email, name: name ?? email }));
    await transaction.account.update({ where: { id }, data: { ssoIssuer: issuer, ssoSubject: subject } });
    await this.links.withdraw(transaction, id);
    await note({
      action: holder === null ? 'account.created' : 'account.linked',
      target: { kind: 'account', id: String(id), name: email },
      after: { issuer, subject, ...(holder === null && { name: name ?? email }) },
    });
    return { id, email };
  }

  private async isNobodysYet(transaction: Transaction, id: number): Promise<boolean> {
    const account = await transaction.account.findFirst({
      where: {
        id,
        disabledAt: null,
        passwordHash: null,
        ssoSubject: null,
        totpFactors: { none: {} },
        passkeys: { none: {} },
        links: { some: { kind: 'invite', usedAt: null, expiresAt: { gt: new Date() } } },
      },
      select: { id: true },
    });
    return account !== null;
  }

  /** Where anything changes, the person's other sessions end: they began under roles that are no longer theirs. */
  private async giveRoles(
    transaction: Transaction,
    note: Note,
    { id, email }: SsoAccount,
    due: readonly HeldRole[],
  ): Promise<void> {
    const held = await this.mappings.heldBy(transaction, id);
    const [before, after] = [held, due].map((roles) =>
      roles.map(({ role, project }) => `${role} in ${project ?? 'every project'}`).sort(),
    );
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    await this.mappings.replaceHeld(transaction, id, due);
    const endedSessions = await this.sessions.endOf(transaction, id);
    await note({
      action: 'role.taken-from-groups',
      target: { kind: 'account', id: String(id), name: email },
      before: { roles: before },
      after: { roles: after, endedSessions },
    });
  }
}

/** Each once, however many groups give it. */
function rolesDue(mappings: readonly HeldRole[]): HeldRole[] {
  const due = new Map(
    mappings.map(({ role, projectId, project }) => [`${role} ${projectId}`, { role, projectId, project }]),
  );
  return [...due.values()];
}
