import assert from 'node:assert/strict';
import { AuthError, ConnectionError, LimitError } from '../../core/errors';
import type { Field } from '../../core/provider';
import { credentialVerdict } from '../../nodes/n8n-credential';
import { accountProperties } from '../../nodes/n8n-fields';

describe('the credential test of n8n', () => {
  const waiting = (cause: LimitError | ConnectionError) =>
    credentialVerdict('Feed', { name: 'waiting', until: 0, cause });

  it('takes an open connection for a proof, and so a place that another connection holds', () => {
    assert.equal(credentialVerdict('Feed', { name: 'online', since: 0 }).status, 'OK');
    const occupied = waiting(new LimitError('Taken.', { code: 'occupied' }));
    assert.equal(occupied.status, 'OK');
    assert.match(occupied.message, /knows the account.*another connection/i);
  });

  it('takes a plan without the stream that was tried for a known account, and says so', () => {
    const cause = new AuthError('Known, without news.', { code: 'plan' });
    assert.deepEqual(credentialVerdict('Feed', { name: 'failed', cause }), {
      status: 'OK',
      message: 'Known, without news.',
    });
  });

  it('says what went wrong otherwise', () => {
    assert.deepEqual(waiting(new ConnectionError('Nothing there.')), {
      status: 'Error',
      message: 'Nothing there.',
    });
    assert.deepEqual(credentialVerdict('Feed', { name: 'failed', cause: new AuthError('No.') }), {
      status: 'Error',
      message: 'No.',
    });
    assert.match(credentialVerdict('Feed', undefined).message, /did not answer in time/);
  });
});

describe('the form of a credential in n8n', () => {
  const field = (name: string, more: Partial<Field> = {}): Field => ({
    displayName: name,
    name,
    type: 'string',
    default: '',
    ...more,
  });

  it('hides what the practice feed does not need', () => {
    const keyed = { displayOptions: { show: { plan: ['rapidapi'] } } };
    const names = ['apiKey', 'server', 'keyHeader', 'path'];
    const properties = accountProperties([
      field('practice', { type: 'boolean', default: false }),
      ...names.map(name => field(name)),
      field('keyServer', keyed),
      field('maxSymbols'),
    ]);
    assert.deepEqual(
      properties.map(({ displayOptions }) => displayOptions?.show),
      [
        undefined,
        ...names.map(() => ({ practice: [false] })),
        { plan: ['rapidapi'], practice: [false] },
        undefined,
      ],
    );
    assert.match(properties[0]?.hint ?? '', /No key yet/);
  });
});
