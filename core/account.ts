import { checkServer } from './address';
import { ConfigError } from './errors';
import type { Account, Field, Form } from './provider';

/** What the accounts of all providers have in common, for one of them. */
export interface AccountWords {
  /** The provider's name. */
  title: string;
  /** What the provider calls its key, for instance `API key`. */
  keyName: string;
  /** Where the key comes from, for the field's description. */
  keyHint: string;
  /** The documented base URL of the provider's sockets. */
  server: string;
}

/** A typed text without blanks around it; empty where it is none. */
export function typed(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** Whether a form has the practice feed on. */
export function isPractice(form: Form): boolean {
  return form.practice === true || form.practice === 'true';
}

/** Validates what all accounts have. Throws a ConfigError that names the field. */
export function readAccount(form: Form, name: string, { keyName, server }: AccountWords): Account {
  const practice = isPractice(form);
  const apiKey = typed(form.apiKey);
  if (!practice && apiKey === '') {
    throw new ConfigError(
      `The account "${name}" has no ${keyName}. Enter it, or switch the practice feed on to try without one.`,
    );
  }
  if (/[^\x21-\x7e]/.test(apiKey))
    throw new ConfigError(
      `The ${keyName} of "${name}" must not hold spaces or special signs: copy it again.`,
    );
  // On the practice feed no address is dialled; one that is hidden in the form must not get in its way.
  const address = practice ? '' : typed(form.server);
  return {
    name,
    practice,
    apiKey: practice ? 'practice' : apiKey,
    server: checkServer(address || server, 'Server', 'wss'),
  };
}

/** Headers that the handshake itself needs. */
const reserved = /^(host|connection|upgrade|origin|content-.*|transfer-encoding|sec-websocket-.*)$/i;

/**
 * The name of the HTTP header that carries the key: `usual` where the form lacks it, and empty where the address is to
 * carry it. The practice feed needs no key: how one would be sent must not get in its way. Throws a ConfigError.
 */
export function readKeyHeader(form: Form, usual: string, example: string): string {
  const { keyHeader } = form;
  if (isPractice(form) || keyHeader === undefined || keyHeader === null) return usual;
  const name = typed(keyHeader);
  if (name !== '' && (!/^[A-Za-z0-9_-]{1,60}$/.test(name) || reserved.test(name))) {
    throw new ConfigError(
      `Key header "${name.slice(0, 60)}" cannot carry a key. Write the name of an HTTP header, for example ${example}, or leave it empty.`,
    );
  }
  return name;
}

/** The fields that all accounts have: the practice feed, the key, the server. */
export function accountFields({ title, keyName, keyHint, server }: AccountWords): [Field, Field, Field] {
  return [
    {
      displayName: 'Practice Feed',
      name: 'practice',
      type: 'boolean',
      default: false,
      description: `Whether to use the built-in practice feed with invented data instead of ${title}. It needs no key.`,
    },
    {
      displayName: keyName.replace(/(^| )[a-z]/g, letter => letter.toUpperCase()),
      name: 'apiKey',
      type: 'string',
      required: true,
      typeOptions: { password: true },
      default: '',
      description: keyHint,
    },
    {
      displayName: 'Server',
      name: 'server',
      type: 'string',
      default: server,
      description: 'Address of the streaming server. Change it only for a proxy or a test.',
    },
  ];
}
