import { strict as assert } from 'node:assert';
import { wordMatcher } from '../../core/words';
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
