/** A spreadsheet's row: flat, with the columns always in the same order. */
import { cellText } from './escape-cell';
import { eventTypes, typeFields } from '../event-fields';
import { cellValue, type Item } from './message-values';

export type Cell = string | number | boolean;

/** Columns by name, in order: what Google Sheets' and CSV nodes append. */
export type Row = Record<string, Cell>;

/** Lines of cells, the first holds the names: what takes arrays, such as `spreadsheets.values.append`. */
export type Table = Cell[][];

const first = ['time', 'type', 'symbol'];
const last = ['provider', 'stream', 'action', 'backfill', 'id'];
const ofAlert = [
  ...['time', 'alert', 'kind', 'symbol', 'message', 'value', 'reference', 'change', 'changePercent', 'type'],
];
/** Long HTML, and what is there already. */
const left = new Set(['body', 'imageUrl']);

/** The columns for items, where the user chose none: all fields of the types that are there. */
export function defaultColumns(items: readonly Item[]): string[] {
  const alerts = items.filter(({ alert }) => alert !== null);
  if (alerts.length === items.length && alerts.length > 0) return [...ofAlert];
  const types = new Set(items.map(({ type }) => type));
  const fields = eventTypes.filter(type => types.has(type)).flatMap(type => typeFields[type]);
  const own = fields.map(({ name }) => name).filter(name => !left.has(name));
  const alert = alerts.length > 0 ? ['alert', 'message'] : [];
  return [...new Set([...first, ...alert, ...own, ...last])];
}

function cellOf(item: Item, column: string, zone: string): Cell {
  const value = cellValue(item, column, zone);
  return typeof value === 'string' ? cellText(value) : value;
}

/** One row. Texts cannot become formulas; where there is no value, the cell is empty. */
export function rowOf(item: Item, columns: readonly string[], zone: string): Row {
  // Defined as own fields, whatever they are called.
  return Object.fromEntries(columns.map(column => [column, cellOf(item, column, zone)]));
}

/** Rows as a table below their header. */
export function tableOf(items: readonly Item[], columns: readonly string[], zone: string): Table {
  return [[...columns], ...items.map(item => columns.map(column => cellOf(item, column, zone)))];
}
