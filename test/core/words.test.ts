import { strict as assert } from 'node:assert';
import { holdsTerm, readText, termsIn, wordMatcher } from '../../core/words';
import { fc } from '../property';

const matches = (words: string[], ...texts: (string | null)[]): boolean => wordMatcher(words)(texts);

describe('the search for words', () => {
  it('finds whole words, in any case and in any of the texts', () => {
    assert.ok(matches(['merger'], 'A Merger, at last'));
    assert.ok(matches(['MERGER'], null, '', 'the merger.'));
    assert.ok(matches(['no', 'merger'], 'Merger'));
    assert.ok(!matches(['merge'], 'A merger'));
    assert.ok(!matches(['merger'], 'mergers', 'premerger', null));
  });

  it('finds words that begin as one with a star at its end', () => {
    assert.ok(matches(['merge*'], 'A merger'));
    assert.ok(matches(['merge*'], 'merge'));
    assert.ok(matches(['merge**'], 'Merged'));
    assert.ok(!matches(['merge*'], 'submerged'));
    assert.ok(!matches(['mer*ge'], 'merge'), 'a star elsewhere is no wildcard');
  });

  it('takes everything where no word is given', () => {
    assert.ok(matches([], null));
    assert.ok(matches([]));
    assert.ok(matches(['*', ''], 'anything'));
  });

  it('takes joined words as one and as several', () => {
    assert.ok(matches(['AT&T'], 'Shares of AT&T fell'));
    assert.ok(matches(['10-K'], 'SIM CORP 10-K annual report'));
    assert.ok(matches(['u.s'], 'The U.S. economy'));
    assert.ok(matches(['warner'], 'Time-Warner'));
    assert.ok(matches(['apple'], 'Apple’s profit', "Apple's profit"));
    assert.ok(!matches(['t'], 'AT and so on'));
  });

  it('knows the letters of all scripts, and the same letter in all its spellings', () => {
    assert.ok(matches(['größe'], 'Die GRÖSSE und die Größe'));
    assert.ok(matches(['caf\u00e9'], 'Cafe\u0301'));
    assert.ok(matches(['ＡＢＣ'], 'abc'));
    assert.ok(matches(['нефть'], 'НЕФТЬ дорожает'));
    assert.ok(matches(['2026'], 'in 2026!'));
  });

  it('runs no pattern of a user', () => {
    for (const word of ['.*', '(a+)+$', '[a-z]', '\\w', 'a|b', '^a'])
      assert.ok(!matches([word], 'aaa b zzz'), word);
  });

  it('never throws, and finds each word that a text is made of', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.string({ unit: 'binary' }), (words, text) => {
        assert.equal(typeof matches(words, text), 'boolean');
      }),
    );
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.nat(), (words, at) => {
        const one = words[at % words.length] as string;
        assert.ok(matches([one], words.join(', ')));
        assert.ok(matches([`${one.slice(0, 1)}*`], words.join(' / ')));
      }),
    );
  });

  it('takes time that grows with the text only', () => {
    const started = performance.now();
    for (const text of ["a-'".repeat(3e5), '-'.repeat(1e6), 'a'.repeat(1e6), 'a.'.repeat(5e5)])
      assert.ok(!matches(['zzz', 'zz*'], text));
    assert.ok(performance.now() - started < 5000);
  });
});

describe('the search for terms', () => {
  const finds = (typed: string, text: string): boolean[] =>
    termsIn(typed).map(term => holdsTerm(readText(text), term));

  it('takes words, beginnings, and words in a row between quotes', () => {
    assert.deepEqual(termsIn('Merger, buy* "Price Target" “two words”'), [
      ...[['merger'], ['buy*'], ['price', 'target'], ['two', 'words']],
    ]);
    assert.deepEqual(termsIn(['a b', '"c d"']), [['a'], ['b'], ['c', 'd']]);
    assert.deepEqual(termsIn('"AT&T" "AT&T deal"'), [['at&t'], ['at', 't', 'deal']]);
    assert.deepEqual([termsIn(''), termsIn('""'), termsIn(7)], [[], [], []]);
  });

  it('refuses what no text could hold', () => {
    for (const typed of ['a*b', '"x a|b"', '***'])
      assert.throws(() => termsIn(typed), { name: 'ConfigError' });
  });

  it('finds each term by itself', () => {
    const text = 'Analysts raise the price targets: Time-Warner, AT&T deal';
    assert.deepEqual(finds('analysts rais* warner time-warner price target', text), [
      ...[true, true, true, true, true, false],
    ]);
    assert.deepEqual(finds('"the price" "price target" "price targ*" "price the"', text), [
      ...[true, false, true, false],
    ]);
    assert.deepEqual(finds('"AT&T deal" "warner at" "deal at"', text), [true, true, false]);
  });

  it('finds single words as the search for words does', () => {
    const word = fc.stringMatching(/^[a-c.&]{0,3}[a-c]\*?$/);
    const text = fc.stringMatching(/^[a-c .&-]{0,20}$/);
    fc.assert(
      fc.property(word, text, (typed, searched) => {
        const wanted = typed.replace(/^[.&]+/, '');
        if (/[.&]{2}/.test(wanted)) return;
        assert.deepEqual(finds(wanted, searched), [matches([wanted], searched)]);
      }),
    );
  });

  it('takes time that grows with the text only', () => {
    const started = performance.now();
    const typed = `zzz zz* "${'a '.repeat(50)}b"`;
    for (const text of ["a-'".repeat(1e5), 'a '.repeat(1e5), 'a'.repeat(1e6), 'a.'.repeat(1e5)])
      assert.deepEqual(finds(typed, text), [false, false, false]);
    assert.ok(performance.now() - started < 5000);
  });
});
