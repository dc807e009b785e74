import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql, type TransactionSql } from '../../database/database.js';
import { PrismaService, type Transaction } from '../../database/prisma.service.js';
import { auditBody, type AuditNote, type AuditSource } from './audit-event.js';
import { AUDIT_STREAM, type AuditStream } from './audit-stream.js';
import { lineOf } from './event-line.js';

export type { Transaction };

/**
 * Writes an event in the transaction that it is about. Call it last: the log is locked until the transaction ends. `by`
 * is the cause of the event, if it is not the principal of the transaction.
 */
export type Note = (note: AuditNote, by?: AuditSource) => Promise<void>;

type Appended = { sequence: bigint | string; at: string; hash: string };

/** Who did what, when and from where: in one transaction with the change itself, so that there is never one without the other. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly prisma: PrismaService,
    private readonly database: Database,
    @Inject(AUDIT_STREAM) private readonly stream: AuditStream,
  ) {}

  /**
   * Runs `work` in one transaction with the events that it notes. Where an event cannot be written, nothing is changed.
   * It is run again where PostgreSQL ended it for the sake of another transaction.
   */
  async change<T>(source: AuditSource, work: (transaction: Transaction, note: Note) => Promise<T>): Promise<T> {
    const lines: string[] = [];
    const result = await this.prisma.transaction((transaction) => {
      lines.length = 0;
      return work(transaction, async (note, by = source) => {
        const body = auditBody(by, note);
        const [appended] = await transaction.$queryRaw<
          Appended[]
        >`SELECT sequence, at, hash FROM audit_append(${body})`;
        lines.push(shippedLine(appended, body));
      });
    });
    this.ship(lines);
    return result;
  }

  /** The same for work in SQL. `signal` ends it from outside. */
  async changeInSql<T>(
    source: AuditSource,
    work: (sql: TransactionSql, note: Note) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const lines: string[] = [];
    const result = await this.database.transaction((sql) => {
      lines.length = 0;
      return work(sql, async (note, by = source) => {
        lines.push(await append(sql, auditBody(by, note)));
      });
    }, signal);
    this.ship(lines);
    return result;
  }

  /** Notes what changed nothing, such as a sign-in that failed: one statement, which is its own transaction. */
  async record(source: AuditSource, note: AuditNote): Promise<void> {
    this.ship([await append(this.database, auditBody(source, note))]);
  }

  /** Only once it is true. */
  private ship(lines: readonly string[]): void {
    for (const line of lines) this.stream.write(line);
  }
}

async function append(sql: Sql, body: string): Promise<string> {
  const [appended] = await sql.query<Appended>('SELECT sequence, at, hash FROM audit_append($1)', [body]);
  return shippedLine(appended, body);
}

function shippedLine(appended: Appended | undefined, body: string): string {
  if (appended === undefined) throw new Error('the audit log did not take the event');
  return lineOf({ ...appended, sequence: Number(appended.sequence) }, body);
}
