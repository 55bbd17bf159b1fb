/** A stream of numbers in [0, 1), the same for the same seed. */
export type Random = () => number;

/** Mulberry32: 32 bits of state, fast, good enough for invented prices. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** FNV-1a hash of a text, so that every code has its own numbers. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** A normally distributed number (mean 0, deviation 1), clipped at 3 so that no step looks like an error. */
export function gaussian(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  const value = radius * Math.cos(2 * Math.PI * random());
  return Math.max(-3, Math.min(3, value));
}
