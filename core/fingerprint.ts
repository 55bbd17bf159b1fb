/**
 * A short text that stands for a long one: 64 bits of two plain sums (FNV-1a, and Bernstein's with a factor of 33).
 * Different texts give different ones by all odds; it is no protection against somebody who wants them equal.
 */
export function fingerprint(text: string): string {
  let fnv = 0x811c9dc5;
  let bernstein = 5381;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    fnv = Math.imul(fnv ^ unit, 0x01000193);
    bernstein = Math.imul(bernstein, 33) ^ unit;
  }
  return [fnv, bernstein].map(sum => (sum >>> 0).toString(36).padStart(7, '0')).join('');
}
