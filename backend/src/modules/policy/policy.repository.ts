import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/prisma.service.js';

/** 'policy' in ASCII: whoever changes the active policy holds it. */
const POLICY_LOCK = 123_623_862_526_841n;

export interface StoredPolicy {
  id: number;
  version: string;
  source: string;
  activatedAt: Date;
  /** Counts up from 1. */
  number: number;
}

@Injectable()
export class PolicyRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Makes this text the active policy. A text that was there before is not stored again; one that is active stays so. */
  async activate(version: string, source: string): Promise<void> {
    await this.prisma.$transaction(async (tx) => {
      // Two replicas that start together come one after the other, so that the second finds nothing to do.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${POLICY_LOCK})`;
      const active = await tx.policyVersion.findFirst({
        where: { activatedAt: { not: null } },
        orderBy: [{ activatedAt: 'desc' }, { id: 'desc' }],
        select: { version: true },
      });
      if (active?.version === version) return;
      const activatedAt = new Date();
      await tx.policyVersion.upsert({
        where: { version },
        create: { version, source, activatedAt },
        update: { activatedAt },
        select: { id: true },
      });
    });
  }

  async findActive(): Promise<StoredPolicy | null> {
    const [active] = await this.list(1);
    return active ?? null;
  }

  /** Without the text, which the caller has already if the version is the same. */
  async findActiveVersion(): Promise<{ id: number; version: string } | null> {
    return this.prisma.policyVersion.findFirst({
      where: { activatedAt: { not: null } },
      orderBy: [{ activatedAt: 'desc' }, { id: 'desc' }],
      select: { id: true, version: true },
    });
  }

  /** Newest first. */
  async list(limit: number): Promise<StoredPolicy[]> {
    // Numbered by age among all of them, for identifiers may have gaps: the ORM has no window functions.
    return this.prisma.$queryRaw<StoredPolicy[]>`
      SELECT id, version, source, activated_at AS "activatedAt", row_number() OVER (ORDER BY id)::int AS number
      FROM policy_version WHERE activated_at IS NOT NULL ORDER BY activated_at DESC, id DESC LIMIT ${limit}`;
  }
}
