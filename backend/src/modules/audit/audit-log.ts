import { Inject, Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { PrismaService } from '../../database/prisma.service.js';
import { auditBody, type AuditNote, type AuditSource } from './audit-event.js';
import { AUDIT_STREAM, type AuditStream } from './audit-stream.js';

export type Transaction = Prisma.TransactionClient;

/** Writes an event in the transaction of what it tells of. Call it last: the log is held until the transaction ends. */
export type Note = (note: AuditNote) => Promise<void>;

interface Appended {
  sequence: bigint;
  at: string;
  hash: string;
}

/** What is waited for: a connection, and the end of the work. */
const LIMITS = { maxWait: 10_000, timeout: 30_000 };

/** Who did what, when and from where: in one transaction with the change itself, so that there is never one without the other. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly prisma: PrismaService,
    @Inject(AUDIT_STREAM) private readonly stream: AuditStream,
  ) {}

  /** Runs `work` in one transaction with the events that it notes. Where an event cannot be written, nothing is changed. */
  async change<T>(source: AuditSource, work: (transaction: Transaction, note: Note) => Promise<T>): Promise<T> {
    const client = await this.prisma.open();
    const lines: string[] = [];
    const result = await client.$transaction(async (transaction) => {
      lines.length = 0;
      return work(transaction, async (note) => {
        lines.push(await append(transaction, auditBody(source, note)));
      });
    }, LIMITS);
    // Shipped once it is true.
    for (const line of lines) this.stream.write(line);
    return result;
  }

  /** Notes what changed nothing, such as a sign-in that failed. */
  async record(source: AuditSource, note: AuditNote): Promise<void> {
    await this.change(source, (_, write) => write(note));
  }
}

async function append(transaction: Transaction, body: string): Promise<string> {
  const [appended] = await transaction.$queryRaw<Appended[]>`SELECT sequence, at, hash FROM audit_append(${body})`;
  if (appended === undefined) throw new Error('the audit log did not take the event');
  const { sequence, at, hash } = appended;
  return `{"audit":${JSON.stringify({ sequence: Number(sequence), at, hash })},"event":${body}}\n`;
}
