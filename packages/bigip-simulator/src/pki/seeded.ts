import { createHash } from 'node:crypto';

/**
 * Bytes that depend on nothing but their arguments. The same seed and label
 * always give the same bytes, on every machine.
 */
export function seededBytes(
  seed: number | string,
  label: string,
  length: number,
): Buffer {
  const chunks: Buffer[] = [];
  for (let size = 0, counter = 0; size < length; counter++) {
    const chunk = createHash('sha256')
      .update(`${seed}\n${label}\n${counter}`)
      .digest();
    chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, length);
}

/** A whole number from 0 to `limit - 1` that depends on nothing but its arguments. */
export function seededNumber(
  seed: number | string,
  label: string,
  limit: number,
): number {
  return seededBytes(seed, label, 6).readUIntBE(0, 6) % limit;
}

/** Fast sequence of numbers in [0, 1) for choices in bulk (mulberry32). */
export function seededSequence(
  seed: number | string,
  label: string,
): () => number {
  let state = seededBytes(seed, label, 4).readUInt32BE(0);
  return () => {
    state = (state + 0x6d2b79f5) % 0x100000000;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
}
