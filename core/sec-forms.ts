import { ConfigError } from './errors';

/** Codes that follow `POS`, a word that also ends other codes, as in `S-8 POS`. */
const afterPos = '(?:AM|AMI|EX|8C)(?!\\S)';

/**
 * One form type at a time from a line of them. Most types are one word; the SEC writes some with a blank (`SC 13D`,
 * `DEF 14A`, `NT 10-K`, `POS AM`, `1-A POS`), so that a list split at blanks must know those words.
 */
const oneForm = new RegExp(
  [
    '(?:SC|SCHEDULE|DEF|PRE|NT|APP|DEL|NO|SP|STOP|SEC STAFF) \\S+',
    `POS ${afterPos}`,
    `\\S+(?: (?:POSASR|NTC|ORDR|WD|8C|POS(?! ${afterPos}))(?!\\S))?`,
  ].join('|'),
  'g',
);

/** EDGAR's form types have up to 20 letters, digits, dashes, slashes and single blanks. */
const formPattern = /^(?=.{1,20}$)[A-Z0-9][A-Z0-9/-]*(?: [A-Z0-9/-]+){0,2}$/;

/** The form types that a person typed, in upper case. Throws a ConfigError that shows what is none. */
export function formsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(formsIn);
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  return String(value)
    .split(/[,;\r\n]+/)
    .flatMap(line => line.trim().replace(/\s+/g, ' ').toUpperCase().match(oneForm) ?? [])
    .map(checkForm);
}

function checkForm(form: string): string {
  if (formPattern.test(form)) return form;
  throw new ConfigError(
    `"${form.slice(0, 40)}" is not an SEC form type. Write it as the SEC does, for example 8-K, 10-Q or SCHEDULE 13D.`,
  );
}

/**
 * What form types are compared by: `10K` and `SC13D` mean what the SEC writes as `10-K` and `SC 13D`. Since December 2024
 * EDGAR writes `SCHEDULE 13D` and `SCHEDULE 13G` for what was `SC 13D` and `SC 13G`: either name means both.
 */
export function formKey(form: string): string {
  const key = form.toUpperCase().replace(/[\s-]+/g, '');
  return key.replace(/^SCHEDULE(?=13[DG](?:\/|$))/, 'SC');
}
