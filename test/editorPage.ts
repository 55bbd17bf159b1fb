/**
 * A Node-RED editor page, read as the flow library reads it: from the text of its script, without running it. What is
 * not written there as a literal is missing in the catalogue.
 */
import ts from 'typescript';

export interface Registration {
  type: string;
  category: string | undefined;
  icon: string | undefined;
  /** What the flow library could not read, such as `color`; empty is right. */
  unreadable: string[];
}

const literals = ['icon', 'color', 'inputs', 'outputs', 'category'];
const objects = ['defaults', 'credentials'];

/** All `RED.nodes.registerType` calls of a page. */
export function registrations(html: string): Registration[] {
  const scripts = [...html.matchAll(/<script.+?type=['"]text\/javascript['"].*?>([\S\s]*?)<\/script>/gi)];
  return scripts.flatMap(([, script = '']) => {
    const source = ts.createSourceFile('page.js', script, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
    return callsOf(source).map(read);
  });
}

function callsOf(node: ts.Node): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isCallExpression(inner) && /\.registerType$/.test(inner.expression.getText())) found.push(inner);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return found;
}

function read({ arguments: [type, definition] }: ts.CallExpression): Registration {
  if (!type || !ts.isStringLiteral(type)) return { ...nothing, unreadable: ['type'] };
  if (!definition || !ts.isObjectLiteralExpression(definition)) {
    return { ...nothing, type: type.text, unreadable: ['definition'] };
  }
  const unreadable = definition.properties.flatMap(property => {
    // A spread has no name: the flow library fails on it.
    if (!property.name) return ['...'];
    const name = property.name.getText();
    const value = ts.isPropertyAssignment(property) ? property.initializer : undefined;
    const readable =
      (!literals.includes(name) || (value && isLiteral(value))) &&
      (!objects.includes(name) || (value && ts.isObjectLiteralExpression(value) && isPlain(value)));
    return readable ? [] : [name];
  });
  const text = (name: string): string | undefined => {
    const property = definition.properties.find(({ name: key }) => key?.getText() === name);
    const value = property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
    return value && ts.isStringLiteral(value) ? value.text : undefined;
  };
  return { type: type.text, category: text('category'), icon: text('icon'), unreadable };
}

const nothing: Registration = { type: '', category: undefined, icon: undefined, unreadable: [] };

const isLiteral = (node: ts.Expression): boolean => ts.isStringLiteral(node) || ts.isNumericLiteral(node);

/** Every key is written out as a name. */
function isPlain(node: ts.ObjectLiteralExpression): boolean {
  return node.properties.every(({ name }) => name !== undefined && ts.isIdentifier(name));
}
