import assert from 'node:assert/strict';
import { jwtExpiry } from '../../core/jwt';

const part = (text: string): string => Buffer.from(text).toString('base64url');
const jwt = (claims: unknown): string => `${part('{"alg":"HS256"}')}.${part(JSON.stringify(claims))}.c2ln`;

describe('the expiry in a key', () => {
  it('is read from a JWT, also with a name in it that is not ASCII', () => {
    assert.equal(jwtExpiry(jwt({ exp: 1_790_000_000 })), 1_790_000_000_000);
    assert.equal(jwtExpiry(jwt({ email: 'zoë@例.jp', exp: 1_790_000_000.5 })), 1_790_000_000_500);
  });

  it('is none where the key is opaque, says nothing, or says nonsense', () => {
    const long = jwt({ exp: 1_790_000_000, more: 'x'.repeat(10_000) });
    const keys = ['', 'opaque', 'a.b.c', 'a.b', '...', `x.${part('[1]')}.y`, `x.${part('null')}.y`, long];
    const claims = [
      {},
      { exp: null },
      { exp: 'soon' },
      { exp: 1e300 },
      { exp: -1 },
      { exp: 1_790_000_000_000 },
    ];
    for (const key of [...keys, ...claims.map(jwt), `${jwt({ exp: 1_790_000_000 })}.more`]) {
      assert.equal(jwtExpiry(key), undefined, key.slice(0, 60));
    }
  });

  it('never throws, whatever the key holds', () => {
    for (let code = 0; code < 0x300; code += 1) {
      const odd = String.fromCharCode(code).repeat(3);
      jwtExpiry(`${odd}.${odd}.${odd}`);
      jwtExpiry(`a.${part(odd)}.b`);
    }
  });
});
