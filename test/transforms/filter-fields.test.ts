import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import {
  commonFields,
  eventTypes,
  fieldNamed,
  fieldsOf,
  typeFields,
  typesWith,
  typeTitles,
  type FieldKind,
} from '../../transforms/event-fields';
import { holdsWithoutValue, operatorsOf } from '../../transforms/filter/filter-operators';

interface Declared {
  name: string;
  type: string;
}

/** The interfaces of a file of the core, with the fields that they declare and the type of event that they extend. */
function declarations(file: string): { name: string; extended: string | undefined; fields: Declared[] }[] {
  const path = join(__dirname, '..', '..', '..', 'core', file);
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
  return source.statements.filter(ts.isInterfaceDeclaration).map(({ name, heritageClauses, members }) => ({
    name: name.text,
    extended: /EventHeader<'([a-z-]+)'>/.exec(heritageClauses?.[0]?.getText() ?? '')?.[1],
    fields: members.filter(ts.isPropertySignature).map(member => ({
      name: member.name.getText(),
      type: (member.type?.getText() ?? '').replace(' | null', ''),
    })),
  }));
}

const declared = [...declarations('event.ts'), ...declarations('records.ts')];
const header = declared.find(({ name }) => name === 'EventHeader');
const kinds: Record<string, FieldKind[]> = {
  number: ['number'],
  boolean: ['flag'],
  'string[]': ['list'],
  string: ['text', 'words', 'time', 'date', 'choice'],
  'Record<string, number>': ['counts'],
  Type: ['choice'],
  EventAction: ['choice'],
};

describe('the catalogue of event fields', () => {
  it('knows every type of event that there is', () => {
    const types = declared.flatMap(({ extended }) => (extended === undefined ? [] : [extended]));
    assert.deepEqual([...eventTypes].sort(), types.sort());
    assert.deepEqual(Object.keys(typeFields), eventTypes);
    assert.deepEqual(Object.keys(typeTitles), eventTypes);
  });

  it('has every field that events are declared to have, in their order, but raw', () => {
    assert.deepEqual(
      commonFields.map(({ name }) => name),
      header?.fields.map(({ name }) => name),
    );
    for (const type of eventTypes) {
      const fields = declared.find(({ extended }) => extended === type)?.fields ?? [];
      const names = fields.map(({ name }) => name);
      assert.deepEqual([...typeFields[type].map(({ name }) => name), 'raw'], names, type);
    }
  });

  it('says of each field the kind that it is declared as', () => {
    for (const { extended, fields } of [...declared.filter(one => one.extended), header ?? declared[0]!]) {
      for (const { name, type } of fields) {
        const field = fieldNamed(name);
        if (field !== undefined) assert.ok(kinds[type]?.includes(field.kind), `${extended} ${name}: ${type}`);
      }
    }
  });

  it('means the same by a name in every type, and has a title for each', () => {
    for (const type of eventTypes) {
      for (const field of fieldsOf(type)) {
        const { kind, symbols, html } = fieldNamed(field.name) ?? field;
        assert.deepEqual([kind, symbols, html], [field.kind, field.symbols, field.html], field.name);
        assert.match(field.title, /^[A-Z]/);
        assert.equal(field.kind === 'choice', field.choices !== undefined, field.name);
        assert.ok(typesWith(field.name).has(type));
      }
      const titles = fieldsOf(type).map(({ title }) => title);
      assert.deepEqual(titles, [...new Set(titles)]);
    }
  });

  it('offers operators for each kind, each once', () => {
    for (const operators of Object.values(operatorsOf)) {
      const ids = operators.map(({ id }) => id);
      assert.ok(ids.length > 1);
      assert.deepEqual(ids, [...new Set(ids)]);
      const titles = operators.map(({ title }) => title);
      assert.deepEqual(titles, [...new Set(titles)]);
    }
  });

  it('keeps the ids that flows were saved with', () => {
    const ids = Object.values(operatorsOf).flatMap(operators => operators.map(({ id }) => id));
    assert.deepEqual(
      [...new Set(ids)].sort(),
      [
        ...['after', 'afterDate', 'allWords', 'anyWords', 'before', 'beforeDate', 'between', 'changed'],
        ...[
          'changedBy',
          'changedByPercent',
          'contains',
          'empty',
          'eq',
          'fell',
          'gt',
          'gte',
          'hasAll',
          'hasAny',
        ],
        ...['hasNone', 'in', 'isFalse', 'isTrue', 'lt', 'lte', 'neq', 'newerThan', 'noWords', 'notContains'],
        ...['notEmpty', 'notIn', 'olderThan', 'on', 'outside', 'rose', 'startsWith'],
      ].sort(),
    );
    assert.ok(!holdsWithoutValue('number', 'neq') && holdsWithoutValue('text', 'neq'));
  });
});
