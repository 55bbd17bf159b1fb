import { hashText } from '../random';

/** A person who rates stocks. */
export interface Analyst {
  readonly id: string;
  readonly name: string;
}

/** A broker, invented, with its own words for the five grades. */
export interface Firm {
  readonly id: string;
  readonly name: string;
  /** From the worst to the best. */
  readonly words: readonly [string, string, string, string, string];
  readonly analysts: readonly Analyst[];
}

const PLAIN: Firm['words'] = ['Strong Sell', 'Sell', 'Hold', 'Buy', 'Strong Buy'];
const WEIGHTS: Firm['words'] = ['Sell', 'Underweight', 'Equal-Weight', 'Overweight', 'Strong Buy'];
const PERFORMANCE: Firm['words'] = ['Sell', 'Underperform', 'Neutral', 'Outperform', 'Strong Buy'];

const NAMES: readonly (readonly [firm: string, words: Firm['words'], ...analysts: string[]])[] = [
  ['Quillmark Securities', PLAIN, 'Ada Fennimore', 'Tomas Brightwell'],
  ['Fennwick Partners', WEIGHTS, 'Ingrid Solway', 'Marcus Tanaveri'],
  ['Tarnbridge Research', PERFORMANCE, 'Leona Castellby', 'Piet Vandermoor'],
  ['Osprelle Capital', PLAIN, 'Rhea Lindqvarn', 'Owen Maddoxley'],
  ['Harlowmere Markets', WEIGHTS, 'Sunita Ravelle', 'Jonas Ekelby'],
  ['Pennifold Advisory', PERFORMANCE, 'Clara Whitmoss', 'Dario Bentivane'],
  ['Bluefen Analytics', PLAIN, 'Yuki Hartsong', 'Emil Corvane'],
  ['Corrant & Vale', WEIGHTS, 'Beatrix Olmstead', 'Idris Falkner'],
  ['Stellaster Research', PERFORMANCE, 'Nadia Prewitt', 'Hugo Sternfeldt'],
  ['Ivorygate Securities', PLAIN, 'Miriam Askvale', 'Silas Dunmore'],
  ['Wexcombe Capital', WEIGHTS, 'Paloma Rydell', 'Viktor Almgreen'],
  ['Lindale Brook Partners', PERFORMANCE, 'Greta Hollowell', 'Kofi Ansberry'],
];

/** All firms of the practice feed. */
export const FIRMS: readonly Firm[] = NAMES.map(([name, words, ...analysts]) => ({
  id: idOf(name),
  name,
  words,
  analysts: analysts.map(analyst => ({ id: idOf(analyst), name: analyst })),
}));

/** 24 hexadecimal digits, the same in every run: a firm stays the same firm. */
function idOf(name: string): string {
  return [0, 1, 2].map(part => hashText(`${part} ${name}`).toString(16).padStart(8, '0')).join('');
}
