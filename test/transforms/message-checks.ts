/**
 * Reads messages back, by the published rules of each target, and says what is wrong with them. Written from the
 * rules, not from the code that makes the messages.
 */

/** What no message may hold anywhere: half pairs, controls, bidi controls. */
export function wrongCharacters(text: string): string | undefined {
  return /\p{Surrogate}|[^\P{Cc}\n]|[\u2028-\u202e\u2066-\u2069\u061c\ufeff]/u.exec(text)?.[0];
}

/** All texts in a value, with the path to each. */
export function textsIn(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsIn(inner, `${path}.${name}`));
}

interface Tag {
  name: string;
  attributes: Record<string, string>;
}

/** The tags of HTML, or what is not HTML that is well nested and escaped. */
export function readHtml(
  html: string,
  isVoid: (name: string) => boolean = () => false,
): { tags: Tag[]; text: string } {
  const tag = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"<>]*")*)\s*>/g;
  const [open, tags]: [string[], Tag[]] = [[], []];
  const text = html.replace(tag, (_, slash: string, name: string, rest: string) => {
    if (slash === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      return '';
    }
    const attributes = [...rest.matchAll(/([a-z-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
      key,
      value,
    ]);
    tags.push({ name, attributes: Object.fromEntries(attributes) as Record<string, string> });
    if (!isVoid(name)) open.push(name);
    return '';
  });
  if (open.length > 0) throw new Error(`<${open.join('><')}> is not closed`);
  const stray = /[<>]|&(?!(?:amp|lt|gt|quot|#39);)/.exec(text);
  if (stray !== null)
    throw new Error(`${stray[0]} is not escaped in ${text.slice(stray.index, stray.index + 30)}`);
  return { tags, text: decoded(text) };
}

export function decoded(text: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');
}

const emailTags = 'html head meta title style body table tr td p h1 a span br div b';

export function emailProblem(html: string): string | undefined {
  if (!html.startsWith('<!doctype html>\n')) return 'no doctype';
  const inner = html.slice('<!doctype html>'.length).replace(/<style>:root[^<]*<\/style>/, '');
  const { tags } = readHtml(inner, name => name === 'meta' || name === 'br');
  const wrong = tags.find(({ name }) => !emailTags.split(' ').includes(name));
  if (wrong !== undefined) return `<${wrong.name}>`;
  const handler = tags
    .flatMap(({ attributes }) => Object.entries(attributes))
    .find(([key]) => key.startsWith('on'));
  if (handler !== undefined) return handler[0];
  return tags
    .map(({ attributes }) => attributes['href'])
    .find(href => href !== undefined && !/^https?:\/\//.test(href));
}

export function telegramProblem(text: string): string | undefined {
  const { tags, text: visible } = readHtml(text);
  if (visible.length < 1 || text.length > 4096) return `${text.length} characters`;
  for (const { name, attributes } of tags) {
    if (!['b', 'i', 'a'].includes(name)) return `<${name}>`;
    if (Object.keys(attributes).some(key => key !== 'href')) return `attributes of <${name}>`;
    if (name === 'a' && !/^https?:\/\//.test(attributes['href'] ?? '')) return attributes['href'];
  }
  return /@[A-Za-z_]|(?<![\p{L}\p{N}/])\/[A-Za-z]/u.exec(visible)?.[0];
}

/** Slack's mrkdwn: nothing but our links and entities is left of what Slack takes for its own. */
export function mrkdwnProblem(text: string): string | undefined {
  const rest = text.replace(/<https?:\/\/[^<>|\s]+(?:\|[^<>|\n]*)?>/g, found =>
    found.replace(/^<[^|]*\|?|>$/g, ''),
  );
  const control = /[<>]|&(?!(?:amp|lt|gt);)/.exec(rest)?.[0];
  return control ?? /@(?=\w)|^&gt;|`/m.exec(rest)?.[0];
}

/** Discord's markdown without what a backslash makes plain and without our own bold titles and links. */
export function discordProblem(text: string): string | undefined {
  const rest = text
    .replace(/\\[^0-9A-Za-z\s]/g, 'x')
    .replace(/\*\*\[[^[\]]*\]\(https?:\/\/[^\s()<>]+\)\*\*/g, '')
    .replace(/^(?:• )?\*\*[^*]*\*\*/gm, '');
  return /[\\*_~`|<>[\]]|@\w|:\/\/|^(?:[-+]|-?#+|\d+[.)])(?:\s|$)/m.exec(rest)?.[0];
}

type Json = Readonly<Record<string, unknown>>;

function keysProblem(value: Json, required: string[], optional: string[] = []): string | undefined {
  const missing = required.find(key => !(key in value));
  if (missing !== undefined) return `${missing} is missing`;
  const extra = Object.keys(value).find(key => !required.includes(key) && !optional.includes(key));
  return extra === undefined ? undefined : `${extra} is not known`;
}

function lengthProblem(value: unknown, max: number, min = 1): string | undefined {
  if (typeof value !== 'string') return 'no text';
  return value.length < min || value.length > max
    ? `${value.length} characters, not ${min} to ${max}`
    : undefined;
}

function textObjectProblem(value: unknown, max: number): string | undefined {
  const text = value as Json;
  const wrong = keysProblem(text, ['type', 'text'], ['verbatim']) ?? lengthProblem(text['text'], max);
  if (wrong !== undefined) return wrong;
  if (text['type'] !== 'mrkdwn' || text['verbatim'] !== true) return 'not verbatim mrkdwn';
  return mrkdwnProblem(text['text'] as string);
}

function blockProblem(value: unknown): string | undefined {
  const block = value as Json;
  if (block['type'] === 'context') {
    const elements = block['elements'] as unknown[];
    const wrong = keysProblem(block, ['type', 'elements']);
    if (wrong !== undefined) return wrong;
    if (elements.length < 1 || elements.length > 10) return 'elements';
    return elements.map(one => textObjectProblem(one, 3000)).find(Boolean);
  }
  if (block['type'] !== 'section') return `block of type ${String(block['type'])}`;
  const fields = (block['fields'] ?? []) as unknown[];
  if ('text' in block) return keysProblem(block, ['type', 'text']) ?? textObjectProblem(block['text'], 3000);
  if (fields.length < 1 || fields.length > 10) return 'fields';
  return (
    keysProblem(block, ['type', 'fields']) ?? fields.map(one => textObjectProblem(one, 2000)).find(Boolean)
  );
}

/** https://docs.slack.dev/reference/block-kit/blocks, and the limits of `chat.postMessage`. */
export function slackProblem(value: unknown): string | undefined {
  const message = value as Json;
  const blocks = message['blocks'] as unknown[];
  const wrong = keysProblem(message, ['text', 'blocks']) ?? lengthProblem(message['text'], 4000);
  if (wrong !== undefined) return wrong;
  if (blocks.length < 1 || blocks.length > 50) return `${blocks.length} blocks`;
  if (JSON.stringify(blocks).length > 13_000) return `${JSON.stringify(blocks).length} characters in blocks`;
  return mrkdwnProblem(message['text'] as string) ?? blocks.map(blockProblem).find(Boolean);
}

function embedProblem(value: unknown): string | undefined {
  const embed = value as Json;
  const fields = (embed['fields'] ?? []) as Json[];
  const footer = (embed['footer'] as Json | undefined)?.['text'];
  const described = embed['description'];
  const wrong =
    keysProblem(embed, ['title', 'color'], ['url', 'description', 'fields', 'footer']) ??
    lengthProblem(embed['title'], 256) ??
    (described === undefined ? undefined : lengthProblem(described, 4096)) ??
    (footer === undefined ? undefined : lengthProblem(footer, 2048)) ??
    fields.map(one => lengthProblem(one['name'], 256) ?? lengthProblem(one['value'], 1024)).find(Boolean);
  if (wrong !== undefined) return wrong;
  const total = [embed['title'], described, footer, ...fields.flatMap(one => [one['name'], one['value']])];
  if (total.join('').length > 6000 || fields.length > 25) return 'too long in all';
  if (embed['url'] !== undefined && !/^https?:\/\/[^\s]+$/.test(embed['url'] as string)) return 'url';
  const marked = [embed['title'], described, ...fields.map(one => one['value'])];
  return marked.map(one => (one === undefined ? undefined : discordProblem(one as string))).find(Boolean);
}

/** https://docs.discord.com/developers/resources/message#embed-object-embed-limits */
export function discordMessageProblem(value: unknown): string | undefined {
  const message = value as Json;
  const embeds = message['embeds'] as unknown[];
  const wrong = keysProblem(message, ['content', 'embeds', 'allowed_mentions']);
  if (wrong !== undefined) return wrong;
  if (JSON.stringify(message['allowed_mentions']) !== '{"parse":[]}') return 'mentions are allowed';
  if (embeds.length > 10 || (embeds.length === 0 && message['content'] === '')) return 'empty';
  return lengthProblem(message['content'], 2000, 0) ?? embeds.map(embedProblem).find(Boolean);
}

/** Elements of Adaptive Cards 1.4 with their properties: https://adaptivecards.io/explorer */
const elements: Readonly<Record<string, { required: string[]; optional: string[] }>> = {
  TextBlock: { required: ['type', 'text'], optional: ['wrap'] },
  RichTextBlock: { required: ['type', 'inlines'], optional: ['spacing'] },
  TextRun: { required: ['type', 'text'], optional: ['size', 'weight', 'color', 'isSubtle', 'selectAction'] },
  ColumnSet: { required: ['type', 'columns'], optional: ['spacing'] },
  Column: { required: ['type', 'width', 'items'], optional: [] },
  'Action.OpenUrl': { required: ['type', 'title', 'url'], optional: [] },
};

const values: Readonly<Record<string, readonly unknown[]>> = {
  spacing: ['None', 'Small', 'Default', 'Medium', 'Large', 'ExtraLarge', 'Padding'],
  size: ['Small', 'Default', 'Medium', 'Large', 'ExtraLarge'],
  weight: ['Lighter', 'Default', 'Bolder'],
  color: ['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention'],
  isSubtle: [true, false],
  wrap: [true, false],
};

function elementProblem(value: unknown): string | undefined {
  const element = value as Json;
  const known = elements[String(element['type'])];
  if (known === undefined) return `element of type ${String(element['type'])}`;
  const wrong = keysProblem(element, known.required, known.optional);
  if (wrong !== undefined) return wrong;
  const bad = Object.entries(element).find(
    ([key, one]) => values[key] !== undefined && !values[key].includes(one),
  );
  if (bad !== undefined) return `${bad[0]} is ${String(bad[1])}`;
  if ('url' in element && !/^https?:\/\//.test(String(element['url']))) return 'url';
  if (typeof element['text'] === 'string' && (element['text'] === '' || element['text'].includes('{{')))
    return 'text';
  const inner = [element['inlines'], element['columns'], element['items'], element['selectAction']].flat();
  return inner.map(one => (one === undefined ? undefined : elementProblem(one))).find(Boolean);
}

/** The envelope of a Teams webhook with one Adaptive Card. */
export function teamsProblem(value: unknown): string | undefined {
  const message = value as { type: unknown; attachments: Json[] };
  if (message.type !== 'message' || message.attachments.length !== 1) return 'envelope';
  const [attachment = {}] = message.attachments;
  if (attachment['contentType'] !== 'application/vnd.microsoft.card.adaptive') return 'content type';
  const card = attachment['content'] as Json;
  const bytes = Buffer.byteLength(JSON.stringify(message));
  if (bytes > 21_000) return `${bytes} bytes`;
  const wrong = keysProblem(
    card,
    ['$schema', 'type', 'version', 'fallbackText', 'body', 'msteams'],
    ['actions'],
  );
  if (wrong !== undefined) return wrong;
  if (card['type'] !== 'AdaptiveCard' || card['version'] !== '1.4') return 'card';
  return [...(card['body'] as unknown[]), ...((card['actions'] ?? []) as unknown[])]
    .map(elementProblem)
    .find(Boolean);
}
