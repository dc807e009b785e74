import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../../../database/prisma.service.js';
import type { Role } from '../../../access/permissions.js';
import type { Transaction } from '../../../audit/audit-log.js';

export interface MappingRow {
  readonly id: number;
  readonly group: string;
  readonly role: Role;
  readonly projectId: number | null;
  readonly project: string | null;
  readonly createdAt: Date;
}

/** A role that a person holds by their groups. */
export interface HeldRole {
  readonly role: Role;
  readonly projectId: number | null;
  readonly project: string | null;
}

const WITH_SLUG = { project: { select: { slug: true } } } as const;

/** Groups of the provider and the roles that they have, and what people hold by them. */
@Injectable()
export class GroupMappingsRepository {
  constructor(private readonly prisma: PrismaService) {}

  async list(): Promise<MappingRow[]> {
    const client = await this.prisma.open();
    const rows = await client.groupMapping.findMany({ include: WITH_SLUG, orderBy: [{ group: 'asc' }, { id: 'asc' }] });
    return rows.map(withRole);
  }

  async listOf(transaction: Transaction, groups: readonly string[]): Promise<MappingRow[]> {
    const rows = await transaction.groupMapping.findMany({ where: { group: { in: [...groups] } }, include: WITH_SLUG });
    return rows.map(withRole);
  }

  async find(transaction: Transaction, id: number): Promise<MappingRow | null> {
    const row = await transaction.groupMapping.findUnique({ where: { id }, include: WITH_SLUG });
    return row === null ? null : withRole(row);
  }

  /** Null where there is one like it. */
  async insert(
    transaction: Transaction,
    mapping: { group: string; role: Role; projectId: number | null },
  ): Promise<{ id: number; createdAt: Date } | null> {
    const [created] = await transaction.groupMapping.createManyAndReturn({
      data: [mapping],
      skipDuplicates: true,
      select: { id: true, createdAt: true },
    });
    return created ?? null;
  }

  async remove(transaction: Transaction, id: number): Promise<void> {
    await transaction.groupMapping.delete({ where: { id } });
  }

  /** The accounts that hold this role by a group. */
  async listHolders(
    transaction: Transaction,
    { role, projectId }: Pick<MappingRow, 'role' | 'projectId'>,
  ): Promise<number[]> {
    const grants = await transaction.roleGrant.findMany({
      where: { source: 'sso', role, projectId },
      select: { accountId: true },
    });
    return grants.map(({ accountId }) => accountId);
  }

  async takeFromHolders(
    transaction: Transaction,
    { role, projectId }: Pick<MappingRow, 'role' | 'projectId'>,
  ): Promise<void> {
    await transaction.roleGrant.deleteMany({ where: { source: 'sso', role, projectId } });
  }

  /** What the account holds by its groups. */
  async heldBy(transaction: Transaction, accountId: number): Promise<HeldRole[]> {
    const grants = await transaction.roleGrant.findMany({ where: { accountId, source: 'sso' }, include: WITH_SLUG });
    return grants.map(withRole);
  }

  async holdsOthers(transaction: Transaction, accountId: number): Promise<boolean> {
    return (await transaction.roleGrant.count({ where: { accountId, source: { not: 'sso' } } })) > 0;
  }

  async replaceHeld(transaction: Transaction, accountId: number, held: readonly HeldRole[]): Promise<void> {
    await transaction.roleGrant.deleteMany({ where: { accountId, source: 'sso' } });
    await transaction.roleGrant.createMany({
      data: held.map(({ role, projectId }) => ({ accountId, role, projectId, source: 'sso' })),
    });
  }
}

/** The column holds roles alone: DTOs let in no other. */
function withRole<Stored extends { role: string; project: { slug: string } | null }>({
  role,
  project,
  ...row
}: Stored) {
  return { ...row, role: role as Role, project: project?.slug ?? null };
}
