import { safeUrl, type Escaper } from './escape-text';

/**
 * Slack's mrkdwn takes `&`, `<` and `>` for its own and wants them as entities; with `<` gone there is no `<!channel>`,
 * no `<@U123>` and no link. https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * `*bold*`, `_italic_`, `~strike~` and code cannot be escaped ("Slack does not provide how to escape special
 * characters", https://github.com/yhatt/jsx-slack/blob/main/docs/about-escape-and-exact-mode.md): signs that look
 * alike stand in for them where they would act, which is at the edge of a word; and for `|`, which parts a link's
 * address from its text.
 */
const lookalikes: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ', '|': '∣' };
const markers = /(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])|[`|]/gu;

/**
 * With `link_names` or `parse: full`, which a user may have set on the host's Slack node, plain `@channel` pings too:
 * https://docs.slack.dev/messaging/formatting-message-text#automatic-parsing. A zero-width space takes it apart.
 */
const names = /@(?=\S)/g;
/** `:name:` becomes a picture; `15:04:10` does not. */
const emoji = /:(?=[\d_+'-]*[a-z][a-z\d_+'-]*:)/gi;

/** Most texts have nothing of all that. */
const harmless = /^[^>*_~`|@:&<]*$/;

function text(value: string): string {
  if (harmless.test(value)) return value;
  return value
    .replace(/^>+/gm, quotes => '›'.repeat(quotes.length))
    .replace(markers, sign => lookalikes[sign] ?? sign)
    .replace(names, '@\u200b')
    .replace(emoji, ':\u200b')
    .replace(/[&<>]/g, sign => entities[sign] ?? sign);
}

function url(value: string): string {
  return (safeUrl(value) ?? '').replace(/&/g, '&amp;');
}

function bareUrl(value: string): string {
  const address = url(value);
  return address === '' ? '' : `<${address}>`;
}

export const slackEscaper: Escaper = { text, url, bareUrl };
