import type { Remark } from '../reports/scan.js';
import type { VexProduct, VexStatement } from './vex-document.js';
import { VexError } from './vex-error.js';
import { VEX_LIMITS } from './vex-limits.js';

const MOST_REMARKS = 100;

/** Statements of a document as they are read, held to the limits. */
export class StatementList {
  readonly statements: VexStatement[] = [];
  readonly remarks: Remark[] = [];
  private products = 0;

  add(statement: VexStatement): void {
    this.statements.push(statement);
    this.expect(this.statements.length);
    for (const product of statement.products) this.count(product);
    this.expectProducts(0);
  }

  /** Refuses a number of statements before any of them is read. */
  expect(statements: number): void {
    if (statements > VEX_LIMITS.statements) {
      throw new VexError('vex_limit', `the document makes more than ${VEX_LIMITS.statements} statements`);
    }
  }

  /** The same with products of one more statement. */
  expectProducts(more: number): void {
    if (this.products + more > VEX_LIMITS.products) {
      throw new VexError('vex_limit', `the document names products more than ${VEX_LIMITS.products} times`);
    }
  }

  remark(pointer: string, message: string): void {
    if (this.remarks.length < MOST_REMARKS) this.remarks.push({ pointer, message });
  }

  private count({ identities, parts = [] }: VexProduct): void {
    this.products += identities.length + parts.reduce((sum, part) => sum + part.length, 0);
  }
}
