/**
 * A long list in what is kept over restarts. It is written row by row, between others' work, and only what has changed
 * is read again. As JSON it is a plain list.
 */
export class KeptRows<Row = unknown> {
  /**
   * @param rows as they stand now: which they are does not change any more
   * @param read what is kept of a row as it is then, as JSON; undefined where that is nothing
   * @param versionOf another one after each change of a row, which is an object; without it each is read each time
   */
  constructor(
    readonly rows: readonly Row[],
    readonly read: (row: Row) => unknown,
    readonly versionOf?: (row: Row) => number,
  ) {}

  toJSON(): unknown[] {
    return this.rows.map(this.read).filter(one => one !== undefined);
  }
}

/** Rows of which none ever changes. */
export const keptAsTheyAre = <Row extends object>(rows: readonly Row[]): KeptRows<Row> =>
  new KeptRows(
    rows,
    row => row,
    () => 0,
  );
