/** What is kept, as JSON in short pieces. */
import { KeptRows } from '../core/kept-rows';
import { isObject } from '../core/read';

interface Known {
  readonly version: number;
  readonly text: string | undefined;
}

/** The texts of rows as they were written last. They go with their rows. */
export type RowTexts = WeakMap<object, Known>;

function textOf<Row>(rows: KeptRows<Row>, row: Row, texts: RowTexts): string | undefined {
  const { read, versionOf } = rows;
  if (versionOf === undefined || typeof row !== 'object' || row === null) return JSON.stringify(read(row));
  const version = versionOf(row);
  const known = texts.get(row);
  if (known?.version === version) return known.text;
  const text = JSON.stringify(read(row)) as string | undefined;
  texts.set(row, { version, text });
  return text;
}

function holdsRows(value: unknown): boolean {
  if (value instanceof KeptRows) return true;
  return isObject(value) && Object.values(value).some(holdsRows);
}

/** The JSON of a value, piece by piece. Each is read when it is asked for. */
export function* piecesOf(value: unknown, texts: RowTexts): Generator<string> {
  if (value instanceof KeptRows) {
    let before = '[';
    for (const row of value.rows) {
      const text = textOf(value, row, texts);
      if (text === undefined) continue;
      yield before + text;
      before = ',';
    }
    yield before === '[' ? '[]' : ']';
  } else if (isObject(value) && holdsRows(value)) {
    let before = '{';
    for (const [name, inner] of Object.entries(value)) {
      if (inner === undefined) continue;
      yield `${before}${JSON.stringify(name)}:`;
      yield* piecesOf(inner, texts);
      before = ',';
    }
    yield '}';
  } else yield JSON.stringify(value) ?? 'null';
}
