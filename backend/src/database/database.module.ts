import { Global, Inject, Module } from '@nestjs/common';
import type pg from 'pg';
import { LOG, type Log } from '../common/logging/log.js';
import { Configuration } from '../config/configuration.js';
import { Database, POOL } from './database.js';
import { Notifications } from './notifications.js';
import { createPool } from './pool.js';
import { PrismaService } from './prisma.service.js';

@Global()
@Module({
  providers: [
    {
      provide: POOL,
      inject: [Configuration],
      useFactory: (configuration: Configuration) =>
        createPool({
          databaseUrl: configuration.get('DATABASE_URL'),
          size: configuration.get('DATABASE_POOL_SIZE'),
          acquireTimeoutMs: configuration.get('DATABASE_ACQUIRE_TIMEOUT_MS'),
          statementTimeoutMs: configuration.get('DATABASE_STATEMENT_TIMEOUT_MS'),
          lockTimeoutMs: configuration.get('DATABASE_LOCK_TIMEOUT_MS'),
        }),
    },
    Database,
    PrismaService,
    Notifications,
  ],
  exports: [POOL, Database, PrismaService, Notifications],
})
export class DatabaseModule {
  constructor(@Inject(POOL) pool: pg.Pool, @Inject(LOG) log: Log) {
    // Without a listener, a connection that breaks while idle ends the process.
    pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'));
  }
}
