import assert from 'node:assert/strict';
import type { Field, FieldGroup } from '../../core/provider';
import { findProviders, streamsOf } from './providers';

const providers = findProviders();

const isGroup = (option: object): option is FieldGroup => 'values' in option;

/** A field and those inside it. */
function flat(fields: readonly Field[]): Field[] {
  return fields.flatMap(field => [
    field,
    ...(field.options ?? []).filter(isGroup).flatMap(group => flat(group.values)),
  ]);
}

/** A form as a host makes it before anybody typed: every field at its default. */
function defaults(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(fields.map(field => [field.name, field.default]));
}

describe('the contract of a provider', () => {
  it('is kept by every provider that has a folder', () => {
    const ids = new Set(providers.map(({ id }) => id));
    for (const id of ['benzinga', 'finfeedapi', 'insightsentry', 'tradewatch']) assert.ok(ids.has(id), id);
  });
});

for (const provider of providers) {
  const account = provider.account({ ...defaults(provider.credentialFields), apiKey: 'a-key' }, 'Main');

  describe(`the forms of ${provider.title}, ${provider.probe(account).stream}`, () => {
    it('names each field once, with a title, and a default that is one of its choices', () => {
      for (const list of [provider.credentialFields, provider.fields]) {
        const names = flat(list).map(({ name }) => name);
        assert.deepEqual(names, [...new Set(names)]);
        for (const field of flat(list)) {
          assert.match(field.name, /^[a-z][a-zA-Z0-9]*$/);
          assert.ok(field.displayName !== '', field.name);
          const values = (field.options ?? []).flatMap(option => ('value' in option ? [option.value] : []));
          if (values.length > 0) assert.ok(values.includes(field.default as string), field.name);
          assert.equal(new Set(values).size, values.length);
        }
      }
    });

    it('shows a field only by fields that there are, and values that they can have', () => {
      for (const list of [provider.credentialFields, provider.fields]) {
        for (const { displayOptions } of flat(list)) {
          for (const [name, values] of Object.entries(displayOptions?.show ?? {})) {
            const choices = flat(list).find(field => field.name === name)?.options ?? [];
            const known = choices.flatMap(option => ('value' in option ? [option.value] : []));
            for (const value of values) assert.ok(known.includes(value), `${name} = ${value}`);
          }
        }
      }
    });

    it('hides the key as it is typed', () => {
      const key = provider.credentialFields.find(({ name }) => name === 'apiKey');
      assert.equal(key?.typeOptions?.password, true);
    });

    it('takes an account of defaults and a key, and one without a key on the practice feed', () => {
      assert.equal(account.name, 'Main');
      assert.equal(provider.account({ practice: true }, 'Practice').practice, true);
      assert.throws(() => provider.account({}, 'Main'), { name: 'ConfigError' });
    });

    it('takes a form of defaults, and one that lacks everything, and reads both alike', () => {
      const [bare, filled] = [
        provider.parse({}, account),
        provider.parse(defaults(provider.fields), account),
      ];
      assert.deepEqual(bare, filled);
    });

    it('wants no connection for a node that asks for nothing', () => {
      for (const full of streamsOf(provider, account)) {
        const params = provider.remove(full, true, account);
        assert.deepEqual(provider.topics(params), []);
        const wanted = [{ id: 1, name: 'node', params, slot: undefined }];
        assert.deepEqual(provider.endpoints(account, wanted), { endpoints: [], refused: [] });
      }
    });

    it('lists what a node asks for as rows that ask for the same', () => {
      for (const full of streamsOf(provider, account)) {
        const nothing = provider.remove(full, true, account);
        const rows = provider.list(full);
        assert.deepEqual(JSON.parse(JSON.stringify(rows)), rows);
        // A row without any condition stands for everything, which no control message can ask for.
        const lists = provider.fields.filter(({ type }) => type === 'string').map(({ name }) => name);
        if (lists.length > 0 && !rows.some(row => lists.some(name => row[name]))) continue;
        const again = provider.add(nothing, rows, account);
        assert.deepEqual(provider.topics(again), provider.topics(full));
      }
    });

    it('can prove a key by asking for as little as possible', () => {
      const params = provider.probe(account);
      assert.ok(provider.topics(params).length >= 1);
      const wanted = [{ id: 7, name: 'probe', params, slot: undefined }];
      assert.deepEqual(provider.endpoints(account, wanted), {
        endpoints: [{ slot: 0, serves: [7] }],
        refused: [],
      });
      const protocol = provider.protocol(account, params.stream, [params]);
      protocol.open([params], 'a-key', 0);
      assert.deepEqual(protocol.update([params], 'a-key'), []);
    });

    it('has a sample that looks like a real event', () => {
      const first = ['id', 'recordId', 'type', 'provider', 'stream', 'action', 'symbol', 'symbols', 'time'];
      for (const params of streamsOf(provider, account)) {
        const sample = provider.sample(params);
        assert.deepEqual(Object.keys(sample).slice(0, 11), [...first, 'receivedTime', 'backfill']);
        assert.equal(Object.keys(sample).at(-1), 'raw');
        assert.deepEqual([sample.provider, sample.stream], [provider.id, params.stream]);
        assert.deepEqual(JSON.parse(JSON.stringify(sample)), sample, 'nothing in it is undefined or no JSON');
        const isPrice = sample.type === 'quote' || sample.type === 'bar';
        assert.equal(provider.brings(params.stream), isPrice ? 'prices' : 'records');
        assert.ok(
          provider.eventTypes(params.stream).includes(sample.type),
          'of a type that the stream brings',
        );
      }
      provider.sample(provider.parse({}, account));
    });

    it('dials the account’s server, or the practice feed’s', () => {
      const { stream } = provider.probe(account);
      const { url } = provider.dial(account, stream, 'ws://127.0.0.1:1/x', 'a-key', [
        provider.probe(account),
      ]);
      assert.ok(url.startsWith('ws://127.0.0.1:1/x/'));
      assert.match(account.server, /^wss:\/\/[^/?#]+[^/]$/);
    });

    it('has timings that keep each other', () => {
      const { openMs, readyMs, silenceMs, stableMs, ping, backoff, debounceMs } = provider.timing;
      assert.ok(ping.everyMs >= 15_000 && ping.everyMs < silenceMs);
      assert.ok(backoff.baseMs > 0 && backoff.capMs >= backoff.baseMs && backoff.capMs <= stableMs);
      assert.ok(openMs > 0 && readyMs >= 0 && debounceMs > 0);
    });
  });
}
