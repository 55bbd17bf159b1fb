/**
 * A bounded memory by text. It keeps at least the `limit` entries that were used last, and at most twice as many: what
 * was not used while `limit` others were is forgotten. Using an entry again costs a look-up and moves nothing.
 */
export class Recent<Value> {
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();

  constructor(private readonly limit: number) {}

  get(key: string): Value | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const older = this.old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    if (this.young.size >= this.limit && !this.young.has(key)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }

  /** Forgets the keys that fit, or all. */
  forget(fits?: (key: string) => boolean): void {
    for (const entries of [this.young, this.old]) {
      if (fits === undefined) entries.clear();
      else for (const key of entries.keys()) if (fits(key)) entries.delete(key);
    }
  }

  /** All that is kept, what was not used for long first. */
  *entries(): Generator<[string, Value]> {
    for (const entry of this.old) if (!this.young.has(entry[0])) yield entry;
    yield* this.young;
  }

  /** At most twice the limit. */
  get size(): number {
    let size = this.young.size;
    for (const key of this.old.keys()) if (!this.young.has(key)) size += 1;
    return size;
  }
}

/** Longer texts are computed again each time: they could fill the memory. */
const longest = 64;

/** A function of a text that remembers the last results. */
export function remembered<Value extends object | boolean>(
  limit: number,
  compute: (text: string) => Value,
): (text: string) => Value {
  const results = new Recent<Value>(limit);
  return text => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const value = compute(text);
    if (text.length <= longest) results.set(text, value);
    return value;
  };
}
