import { safeUrl, type Escaper } from './escape-text';

/**
 * Discord's markdown (https://docs.discord.com/developers/reference#message-formatting and
 * https://support.discord.com/hc/en-us/articles/210298617): a backslash before a sign makes it a plain one. With `<`
 * and `[` gone there is no mention, no custom emoji, no timestamp and no masked link.
 */
const signs = /[\\*_~`|<>[\]]/g;
/** Headings, subtext and lists begin a line. */
const lineStart = /^(\d*)([-+.)]|-?#{1,6})(?=\s|$)/gm;
/** A bare address would become a link, an invitation a join button. */
const scheme = /:(?=\/\/)/g;
const invitation = /(discord(?:app)?)\.(?=\w)/gi;
/** `@everyone` pings wherever it stands unless `allowed_mentions` forbids it; some senders leave that out. */
const names = /@(?=\S)/g;

export const discordEscaper: Escaper = {
  text: value =>
    value
      .replace(signs, '\\$&')
      .replace(lineStart, '$1\\$2')
      .replace(scheme, '\\:')
      .replace(invitation, '$1\\.')
      .replace(names, '@\u200b'),
  url: value => safeUrl(value) ?? '',
};
