/** How much one document may say; what is more is refused. The largest real ones have some hundreds of statements. */
export const VEX_LIMITS = {
  /** Decompressed. */
  bytes: 16 * 1024 * 1024,
  depth: 64,
  /** Of a statement, a vulnerability and a product each one: `products` counts every pair of them, with the parts of a product. */
  statements: 20_000,
  products: 100_000,
  /** Of an attestation. */
  signatures: 4,
  subjects: 1_000,
  /** Public keys that signatures of one document are checked with. */
  keys: 8,
  /** Characters. */
  identifier: 2_048,
  /** Characters, of impact and action statements. */
  text: 65_536,
} as const;
