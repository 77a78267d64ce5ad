/** Random bytes for records, so that nobody can guess one from its hash. Not where they come from: that is the argument. */

/** 16 bytes each, drawn in larger portions: to ask the system for each takes longer than to hash a record. `fill`: fills a buffer with random bytes that nobody can foresee. */
export function nonces(fill: (bytes: Buffer) => unknown): () => Buffer {
  let portion = Buffer.alloc(0);
  let next = 0;
  return () => {
    if (next >= portion.length) {
      portion = Buffer.alloc(portionBytes);
      fill(portion);
      next = 0;
    }
    return portion.subarray(next, (next += nonceBytes));
  };
}

const nonceBytes = 16;
const portionBytes = 4_096;
