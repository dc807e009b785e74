import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Person } from '../../../access/principal.js';
import type { RequestContext } from '../../../access/request-context.js';
import { SessionCookie } from '../../../access/session-cookie.js';
import { AuditLog } from '../../../audit/audit-log.js';
import { Devices } from '../../sign-in/devices.js';
import type { AccountSessions, SessionsEnded } from '../../sign-in/dto/account-session.dto.js';
import { accountTarget, ended } from '../../sign-in/session-notes.js';
import { SessionNotFoundError } from '../../sign-in/sessions.errors.js';
import { Sessions } from '../../sign-in/sessions.js';
import { SessionsRepository } from '../../sign-in/sessions.repository.js';

/** Where a person is signed in, and the end of it by their own hand. */
@Injectable()
export class OwnSessions {
  constructor(
    private readonly audit: AuditLog,
    private readonly repository: SessionsRepository,
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
    private readonly devices: Devices,
  ) {}

  async list({ accountId, sessionId }: Person): Promise<AccountSessions> {
    const sessions = await this.repository.listLive(accountId);
    return {
      items: sessions.map(({ id, createdAt, lastSeenAt, expiresAt, ip, userAgent, methods }) => ({
        id: String(id),
        isCurrent: id === sessionId,
        createdAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        ip,
        userAgent,
        methods,
      })),
    };
  }

  async end(reply: FastifyReply, context: RequestContext, person: Person, id: number): Promise<void> {
    await this.audit.change(context, async (transaction, note) => {
      if (!(await this.repository.delete(transaction, person.accountId, id))) throw new SessionNotFoundError();
      await note(ended(person, id, 'ended by its owner'));
    });
    if (id === person.sessionId) this.cookie.clear(reply);
  }

  /** All but the one that asks. */
  async endOthers(reply: FastifyReply, context: RequestContext, person: Person): Promise<SessionsEnded> {
    return this.audit.change(context, async (transaction, note) => {
      const count = await this.sessions.endOf(transaction, person.accountId, person.sessionId);
      await this.devices.forgetOthers(transaction, reply.request, person.accountId);
      await note({
        action: 'session.others-ended',
        target: accountTarget(person),
        after: { ended: count, kept: String(person.sessionId) },
      });
      return { ended: count };
    });
  }
}
