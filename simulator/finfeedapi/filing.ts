import type { Random } from '../random';
import { COMPANIES } from './companies';
import { describeFiling, drawForm } from './forms';
import type { FractionDigits } from './options';

/**
 * A filing by the provider's field names (protocol page, section 4.2). Only the provider knows which fields can be
 * null; the REST twin suggests some, so any may be here.
 */
export interface Filing {
  /** UTC; as many fraction digits as the switch says. */
  readonly discovered_time: string | null;
  readonly form: string | null;
  readonly description: string | null;
  /** `YYYY-MM-DD`; the spelling is the provider's. */
  readonly filling_date: string | null;
  readonly accepted_time: string | null;
  /** `NNNNNNNNNN-YY-NNNNNN`. */
  readonly accession_no: string | null;
  readonly cik: number | null;
}

/** When a filing was found, and the number that makes its accession number unique. */
export interface Stamp {
  /** Milliseconds since 1970. */
  readonly foundAt: number;
  /** Filings of one time series count up. */
  readonly serial: number;
  readonly fractionDigits: FractionDigits;
}

/** Filing agents are numbered from here: higher than any real one, so that no accession number exists. */
const FIRST_AGENT = 9_000_000_000;

/** An invented filing. Same stamp and random numbers, same filing. */
export function inventFiling(random: Random, { foundAt, serial, fractionDigits }: Stamp): Filing {
  const company = COMPANIES[Math.floor(random() * COMPANIES.length)] ?? { name: 'SIM CORP', cik: 1 };
  const form = drawForm(random);
  const acceptedAt = new Date(foundAt - 1_000 - Math.floor(random() * 45_000)).toISOString();
  return {
    discovered_time: timeText(foundAt, fractionDigits, random),
    form,
    description: describeFiling(company.name, form, random),
    filling_date: acceptedAt.slice(0, 10),
    accepted_time: `${acceptedAt.slice(0, 19)}Z`,
    accession_no: accessionNumber(serial, acceptedAt.slice(2, 4)),
    cik: company.cik,
  };
}

/** A time in UTC with more digits than milliseconds have; the further ones are invented. */
export function timeText(milliseconds: number, digits: FractionDigits, random: Random): string {
  const further = String(Math.floor(random() * 1_000_000)).padStart(6, '0');
  return `${new Date(milliseconds).toISOString().slice(0, 23)}${further.slice(0, digits - 3)}Z`;
}

function accessionNumber(serial: number, year: string): string {
  const agent = FIRST_AGENT + Math.floor(serial / 1_000_000);
  return `${agent}-${year}-${String(serial % 1_000_000).padStart(6, '0')}`;
}
