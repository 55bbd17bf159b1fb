/** What the dialog of market-message shows is what the node sends: the dialog's script is made of `message-page`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { pathToFileURL } from 'node:url';
import { eventTypes, fieldsOf } from '../../transforms/event-fields';
import { parseMessage, renderMessage, targetTitles } from '../../transforms/message/message';
import * as compiled from '../../transforms/message/message-page';
import { samples } from '../../transforms/message/message-samples';
import { isField } from '../../transforms/message/message-template';
import { root } from '../hosts/project';
import { problemOf } from '../transforms/message-problems';

type Form = Record<string, unknown>;

interface Builder {
  buildIfStale(): Promise<void>;
}

const targets = Object.keys(targetTitles);
const forms: Form[] = [
  ...targets.flatMap(target => [{ target }, { target, mode: 'digest' }]),
  { target: 'slack', template: '*{{symbol}}* {{headline}}', title: '{{count}}' },
  { target: 'row', columns: 'symbol, last', header: true, timeZone: 'Europe/Berlin' },
  { target: 'email', template: '<b>{{line}}</b>', title: '{{symbol}}' },
];
const wrong: [form: Form, field: string, fault: RegExp][] = [
  [{}, 'target', /^Target: choose/],
  [{ target: 'fax' }, 'target', /^Target must be one of .+, not "fax"/],
  [{ target: 'slack', mode: 'all' }, 'mode', /^Mode must be .+ not "all"/],
  [{ target: 'slack', title: '{{' }, 'title', /^Title: "{{" is not closed/],
  [{ target: 'email', title: '{{' }, 'title', /^Subject: "{{" is not closed/],
  [{ target: 'slack', template: '{{headlin}}' }, 'template', /"headlin" is no field/],
  [{ target: 'discord', template: 'a'.repeat(3000) }, 'template', /too long for Discord/],
  [{ target: 'row', columns: 'prise' }, 'columns', /^Columns: "prise"/],
  [{ target: 'text', timeZone: 'Mars' }, 'timeZone', /"Mars" is not known/],
  [{ target: 'text', other: 'drop' }, 'other', /, not "drop"/],
  [{ target: 'slack', to: 'a b' }, 'to', /^Channel: "a b"/],
  [{ target: 'telegram', to: 'a' }, 'to', /^Chat: "a"/],
];

describe('the dialog of market-message', function () {
  // It may have to be built first.
  this.timeout(120_000);

  before(async () => {
    const { buildIfStale } = (await import(
      pathToFileURL(join(root, 'scripts', 'build.mjs')).href
    )) as Builder;
    await buildIfStale();
  });

  it('is served the code that the node runs', () => {
    const script = readFileSync(join(root, 'resources', 'message.js'), 'utf8');
    const page = { marketFeeds: { message: undefined as unknown } };
    runInNewContext(script, Object.assign(page, { Intl, Date, URL, TextEncoder }));
    const shipped = page.marketFeeds.message as typeof compiled;
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    for (const form of [...forms, ...wrong.map(([form]) => form)]) {
      assert.deepEqual(plain(shipped.reviewMessage(form)), compiled.reviewMessage(form));
      for (const { type } of compiled.sampleTypes)
        assert.deepEqual(
          plain(shipped.previewMessage(form, type) ?? null),
          plain(compiled.previewMessage(form, type) ?? null),
        );
    }
  });

  it('shows of each kind of event what the node makes of it, by the rules of the target', () => {
    for (const form of forms)
      for (const { type } of compiled.sampleTypes) {
        const items = samples[type].slice(0, form['mode'] === 'digest' ? 3 : 1);
        const [sent] = renderMessage(parseMessage(form), items).messages;
        const preview = compiled.previewMessage(form, type);
        assert.deepEqual(preview, { target: form['target'], message: sent?.message });
        assert.equal(problemOf(preview.target, preview.message), undefined, `${type} for ${preview.target}`);
      }
  });

  it('says what is wrong in the words of the node, at the field where it is, and shows nothing then', () => {
    for (const [form, field, fault] of wrong) {
      const faults = compiled.reviewMessage(form);
      assert.deepEqual(Object.keys(faults), [field], JSON.stringify(form));
      assert.match(faults[field] ?? '', fault);
      assert.equal(compiled.previewMessage(form, 'news'), undefined);
      if (field !== 'to') assert.throws(() => parseMessage(form), { message: faults[field] });
    }
  });

  it('lets a variable stand for a value', () => {
    const form = { target: '${TARGET}', title: '${TITLE}', timeZone: ' ${ZONE} ', to: '${CHAT}' };
    assert.deepEqual(compiled.reviewMessage(form), {});
    assert.equal(compiled.previewMessage(form, 'news')?.target, 'text');
  });

  it('has three samples of each kind, with every field of their type', () => {
    assert.deepEqual(Object.keys(samples).sort(), [...eventTypes, 'alert'].sort());
    for (const type of eventTypes) {
      assert.equal(samples[type].length, 3, type);
      for (const event of samples[type]) {
        assert.deepEqual(
          fieldsOf(type).filter(({ name }) => !Object.hasOwn(event, name)),
          [],
        );
      }
    }
  });

  it('tells the fields of an alert from those of its event', () => {
    const titles = new Map(compiled.fieldsFor('alert').map(({ name, title }) => [name, title]));
    assert.equal(titles.get('change'), 'Change from it');
    assert.equal(titles.get('event.change'), 'Change, of the event');
    const template = '{{change}} {{event.change}} {{last}}';
    const preview = compiled.previewMessage({ target: 'text', template }, 'alert');
    assert.equal(preview?.message, '+0.12 +2.21 240.12');
  });

  it('offers fields that can stand in a template, each once', () => {
    for (const { type } of compiled.sampleTypes) {
      const names = compiled.fieldsFor(type).map(({ name }) => name);
      assert.equal(new Set(names).size, names.length, type);
      assert.deepEqual(
        [...names, ...compiled.columnsFor(type)].filter(name => !isField(name)),
        [],
      );
      assert.deepEqual(names.slice(0, 2), ['symbol', 'time']);
      const template = names.map(name => `{{${name}}}`).join('|');
      const preview = compiled.previewMessage({ target: 'text', template }, type);
      assert.ok(typeof preview?.message === 'string', type);
      assert.equal(preview.message.split('|').length, names.length, type);
    }
  });
});
