/** Conditions on texts, short and long, and on lists of them. */
import { folded, holdsTerm } from '../../core/words';
import { changeTest, type Context, type Test } from './condition-tests';
import type { EventField } from '../event-fields';
import type { Condition } from './filter-form';
import { remembered } from './recent';
import { symbolTest } from './symbol-match';

/** Results remembered for a field of few values, such as a currency. */
const fewValues = 500;

function textsOf({ wanted }: Condition): readonly string[] {
  return wanted.takes === 'texts' ? wanted.texts : wanted.takes === 'text' ? [wanted.text] : [];
}

/** How texts of a field are made comparable. A CIK is the same with and without zeros before it. */
function folding({ name }: EventField): (text: string) => string {
  return name === 'cik' ? text => text.replace(/^0+/, '') : folded;
}

/** What a short text must be for a condition, negation left aside. */
function shortTest(condition: Condition): (text: string) => boolean {
  const { field, operator } = condition;
  const fold = folding(field);
  const wanted = textsOf(condition).map(fold);
  const [first = ''] = wanted;
  if (operator.id === 'contains' || operator.id === 'notContains') return text => fold(text).includes(first);
  if (operator.id === 'startsWith') {
    const inner = (text: string): string =>
      field.symbols === true ? text.slice(text.indexOf(':') + 1) : text;
    return text => fold(text).startsWith(first) || inner(fold(text)).startsWith(first);
  }
  if (field.symbols === true) return symbolTest(textsOf(condition));
  const any = new Set(wanted);
  return text => any.has(fold(text));
}

/** A condition on a short text. */
export function textTest(condition: Condition): Test {
  const { field, operator } = condition;
  const { name } = field;
  if (operator.id === 'changed') return changeTest(condition);
  const negative = ['neq', 'notIn', 'notContains'].includes(operator.id);
  const few = field.kind === 'choice' || field.symbols === true;
  const holds = few ? remembered(fewValues, shortTest(condition)) : shortTest(condition);
  return event => {
    const value = event[name];
    return (typeof value === 'string' && value !== '' && holds(value)) !== negative;
  };
}

/** A condition on a long text. */
export function wordsTest(condition: Condition): Test {
  const { field, operator, wanted } = condition;
  const terms = wanted.takes === 'words' ? wanted.terms : [];
  const part = folded(textsOf(condition)[0] ?? '');
  const test = (negative: boolean, holds: (text: string, context: Context) => boolean): Test => {
    return (event, context) => {
      const value = event[field.name];
      return (typeof value === 'string' && value !== '' && holds(value, context)) !== negative;
    };
  };
  const any = (text: string, context: Context): boolean =>
    terms.some(term => holdsTerm(context.words(field, text), term));
  const every = (text: string, context: Context): boolean =>
    terms.every(term => holdsTerm(context.words(field, text), term));
  if (operator.id === 'anyWords') return test(false, any);
  if (operator.id === 'allWords') return test(false, every);
  if (operator.id === 'noWords') return test(true, any);
  if (operator.id === 'startsWith') {
    return test(false, (text, context) => context.folded(field, text).startsWith(part));
  }
  const negative = operator.id === 'notContains';
  return test(negative, (text, context) => context.folded(field, text).includes(part));
}

/** A condition on a list of texts. */
export function listTest(condition: Condition): Test {
  const { field, operator } = condition;
  const texts = textsOf(condition);
  const holdsOne = (wanted: readonly string[]): ((value: unknown) => boolean) => {
    const any = new Set(wanted.map(folded));
    const holds = field.symbols === true ? symbolTest(wanted) : (text: string) => any.has(folded(text));
    return value => typeof value === 'string' && value !== '' && holds(value);
  };
  const needed = operator.id === 'hasAll' ? texts.map(text => holdsOne([text])) : [holdsOne(texts)];
  const negative = operator.id === 'hasNone';
  return event => {
    const list = event[field.name];
    return (Array.isArray(list) && needed.every(holds => list.some(holds))) !== negative;
  };
}
