import { ConfigError } from './errors';

/**
 * The texts of a list as a form or a message holds it: nothing, a text, a number, or several of those. Throws a
 * ConfigError that names the field for anything else, which must not pass for an empty list: that stands for everything.
 */
export function textsIn(value: unknown, field: string): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap(one => {
    if (Array.isArray(one)) return textsIn(one, field);
    if (typeof one === 'string') return [one];
    if (typeof one === 'number' && Number.isFinite(one)) return [String(one)];
    throw new ConfigError(`${field} must be a text, or a list of texts.`);
  });
}

/** Whether a control message means everything there is: `true`, or `*` as people write it. */
export function isEverything(what: unknown): boolean {
  return what === true || (typeof what === 'string' && what.trim() === '*');
}
