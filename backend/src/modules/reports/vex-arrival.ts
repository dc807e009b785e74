import { readFile } from 'node:fs/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ConfigurationError } from '../../config/configuration-error.js';
import { Configuration } from '../../config/configuration.js';
import { BodySpool } from './body-spool.js';
import { FairShare } from './fair-share.js';
import { IngestSlots } from './ingest-slots.js';
import { type Arrival, checkHeaders, receiveBody } from './report-body.js';
import { QueueFullError } from './reports.errors.js';
import type { ReadVex } from './vex-reading.js';
import { whoseTurn } from './whose-turn.js';
import { IngestWorkers } from './worker/ingest-workers.js';

/** Takes a VEX document as it comes, and has it read where reports are, in its turn among them. */
@Injectable()
export class VexArrival implements OnModuleInit {
  private readonly arrival: Arrival;
  private readonly queueLimit: number;
  private readonly underWay: FairShare;

  constructor(
    private readonly configuration: Configuration,
    private readonly spool: BodySpool,
    private readonly slots: IngestSlots,
    private readonly workers: IngestWorkers,
  ) {
    this.arrival = {
      mostBytes: configuration.get('BODY_LIMIT'),
      leastRate: configuration.get('INGEST_LEAST_RATE'),
      isXmlTaken: true,
    };
    this.queueLimit = configuration.get('INGEST_QUEUE_LIMIT');
    this.underWay = new FairShare(this.queueLimit, Math.floor(this.queueLimit / 2));
  }

  /** A trusted root that cannot be read would refuse each document that is signed without a key: the API does not start. */
  async onModuleInit(): Promise<void> {
    const path = this.configuration.get('VEX_TRUSTED_ROOT_FILE');
    if (path === undefined) return;
    try {
      const { bundleSigner } = await import('../../core/trust/bundle-signer.js');
      bundleSigner(await readFile(path, 'utf8'));
    } catch (error) {
      throw new ConfigurationError([
        `VEX_TRUSTED_ROOT_FILE: ${error instanceof Error ? error.message : String(error)}`,
      ]);
    }
  }

  /** `publicKey`: what it is signed with (PEM), where that is said. */
  async receive(request: FastifyRequest, publicKey: string | null): Promise<ReadVex> {
    const sender = whoseTurn(request);
    const encoding = checkHeaders(request, this.arrival);
    if (!this.underWay.take(sender, 1)) throw new QueueFullError(this.queueLimit);
    const body = this.spool.begin(sender, encoding);
    try {
      await receiveBody(request.raw, body, this.arrival);
      const kept = await body.finish();
      const transfer = 'bytes' in kept.place ? [kept.place.bytes.buffer] : [];
      return await this.slots.run(sender, () => this.workers.run('readVex', { body: kept, publicKey }, transfer));
    } finally {
      this.underWay.give(sender, 1);
      await body.free();
    }
  }
}
