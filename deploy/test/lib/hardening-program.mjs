/** Where the program is put in memory: behind a header of 64 bytes and one of 56, in a file that is mapped whole. */
const ADDRESS = 0x40_0000n;
const HEADERS = 64 + 56;
const EXIT = { amd64: 60, arm64: 93 };
const MACHINE = { amd64: 62, arm64: 183 };

/**
 * The smallest program for Linux: one system call, whose error number it ends with, or 0. No image has a compiler or a
 * library for this, and none is needed.
 *
 * @param {string} architecture as Docker names it
 * @param {number} call its number there
 * @param {readonly number[]} args up to six; those left out are 0
 * @returns {Buffer} an ELF file
 */
export function programOf(architecture, call, args) {
  if (architecture !== 'amd64' && architecture !== 'arm64') throw new Error(`no programs for ${architecture}`);
  const all = Array.from({ length: 6 }, (_, index) => BigInt.asUintN(64, BigInt(args[index] ?? 0)));
  const code = architecture === 'amd64' ? codeForAmd64(call, all) : codeForArm64(call, all);
  const size = BigInt(HEADERS + code.length);

  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(MACHINE[architecture], 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(ADDRESS + BigInt(HEADERS), 24);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);

  const segment = Buffer.alloc(56);
  segment.writeUInt32LE(1, 0);
  segment.writeUInt32LE(5, 4);
  segment.writeBigUInt64LE(ADDRESS, 16);
  segment.writeBigUInt64LE(ADDRESS, 24);
  segment.writeBigUInt64LE(size, 32);
  segment.writeBigUInt64LE(size, 40);
  segment.writeBigUInt64LE(0x1000n, 48);
  return Buffer.concat([header, segment, code]);
}

/**
 * @param {number} call
 * @param {readonly bigint[]} args
 */
function codeForAmd64(call, args) {
  /** movabs, for rax and then rdi, rsi, rdx, r10, r8, r9 */
  const moves = [
    [0x48, 0xb8],
    [0x48, 0xbf],
    [0x48, 0xbe],
    [0x48, 0xba],
    [0x49, 0xba],
    [0x49, 0xb8],
    [0x49, 0xb9],
  ];
  const loads = moves.map((opcode, index) =>
    Buffer.from([...opcode, ...bytes(index === 0 ? BigInt(call) : args[index - 1])]),
  );
  const instructions = [
    [0x0f, 0x05], // syscall
    [0x31, 0xff], // xor edi, edi
    [0x48, 0x85, 0xc0], // test rax, rax
    [0x79, 0x04], // jns over the next two
    [0xf7, 0xd8], // neg eax
    [0x89, 0xc7], // mov edi, eax
    [0xb8, EXIT.amd64, 0, 0, 0], // mov eax, exit
    [0x0f, 0x05], // syscall
  ];
  return Buffer.concat([...loads, Buffer.from(instructions.flat())]);
}

/**
 * @param {number} call
 * @param {readonly bigint[]} args
 */
function codeForArm64(call, args) {
  const words = [
    ...args.flatMap((value, register) => loadForArm64(register, value)),
    ...loadForArm64(8, BigInt(call)),
    0xd400_0001, // svc #0
    0xf100_001f, // cmp x0, #0
    0xda80_a7e0, // csneg x0, xzr, x0, ge
    ...loadForArm64(8, BigInt(EXIT.arm64)),
    0xd400_0001, // svc #0
  ];
  const code = Buffer.alloc(words.length * 4);
  for (const [index, word] of words.entries()) code.writeUInt32LE(word, index * 4);
  return code;
}

/**
 * movz and three movk.
 *
 * @param {number} register
 * @param {bigint} value
 */
function loadForArm64(register, value) {
  return [0, 1, 2, 3].map((part) => {
    const sixteen = Number((value >> BigInt(16 * part)) & 0xffffn);
    return ((part === 0 ? 0xd280_0000 : 0xf280_0000) + part * 0x20_0000 + sixteen * 0x20 + register) >>> 0;
  });
}

function bytes(/** @type {bigint | undefined} */ value = 0n) {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(value);
  return buffer;
}
