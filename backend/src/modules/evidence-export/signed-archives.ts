import { createPublicKey, type KeyObject } from 'node:crypto';
import { finished, Readable } from 'node:stream';
import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { LOG, type Log } from '../../common/logging/log.js';
import { Configuration } from '../../config/configuration.js';
import type { ArchivedFile, EvidenceManifest } from '../../core/evidence-archive/manifest.js';
import { evidenceKeyOf } from '../../core/evidence-archive/manifest-signature.js';
import { fingerprintOf } from '../../core/signatures/key-fingerprint.js';
import type { Principal } from '../access/principal.js';
import type { EvidenceKey } from './dto/evidence-query.dto.js';
import { evidenceArchive } from './evidence-archive.js';
import { ExportTurns } from './export-turns.js';
import type { TarFile } from './tar.js';

export interface ArchiveOrder {
  readonly files: AsyncIterable<TarFile>;
  readonly manifestOf: (files: readonly ArchivedFile[]) => EvidenceManifest;
  /** Of the download, without `.tar`. */
  readonly name: string;
}

/** Sends archives, signed, and only so many at once. */
@Injectable()
export class SignedArchives {
  private readonly signingKey: KeyObject;
  private readonly turns = new ExportTurns();

  constructor(
    configuration: Configuration,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.signingKey = evidenceKeyOf(configuration.get('SECRET_KEY'));
  }

  key(): EvidenceKey {
    const key = createPublicKey(this.signingKey);
    return {
      algorithm: 'Ed25519',
      fingerprint: fingerprintOf(key),
      publicKey: key.export({ type: 'spki', format: 'pem' }).toString(),
    };
  }

  /** `prepare` comes before the first byte. Throws TooManyExportsError, ExportsBusyError, and what `prepare` throws. */
  async send(principal: Principal, prepare: () => Promise<ArchiveOrder>): Promise<StreamableFile> {
    const end = this.turns.begin(principal);
    try {
      const { files, manifestOf, name } = await prepare();
      const bytes = Readable.from(evidenceArchive(files, manifestOf, this.signingKey), { objectMode: false });
      finished(bytes, (error) => {
        end();
        if (error) this.log.warn({ err: error, archive: name }, 'an archive of evidence was not sent to its end');
      });
      return new StreamableFile(bytes, {
        type: 'application/x-tar',
        disposition: `attachment; filename="${name}.tar"`,
      });
    } catch (error) {
      end();
      throw error;
    }
  }
}
