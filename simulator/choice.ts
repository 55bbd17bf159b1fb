import { ControlError, type ControlBody } from './actions';

/** A text of a control request that must be one of a few words. Throws `ControlError` for any other. */
export function choice<Word extends string>(
  body: ControlBody,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = body.text(name);
  const word = words.find(each => each === text);
  if (text !== undefined && word === undefined) {
    throw new ControlError(`"${name}" must be one of ${words.join(', ')}.`);
  }
  return word;
}

/** A text that must be there and be one of a few words. Throws `ControlError` for any other. */
export function neededChoice<Word extends string>(
  body: ControlBody,
  name: string,
  words: readonly Word[],
): Word {
  const word = choice(body, name, words);
  if (word === undefined) throw new ControlError(`The field "${name}" is missing.`);
  return word;
}
