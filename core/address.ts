import { ConfigError } from './errors';

/** The four bytes of an IPv4 address, also of one written inside an IPv6 address; undefined for anything else. */
function ipv4Bytes(address: string): number[] | undefined {
  const mapped = /^(?:::(?:ffff:)?(?:0:)?|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (mapped) {
    const [high, low] = [parseInt(mapped[1] as string, 16), parseInt(mapped[2] as string, 16)];
    return [high >> 8, high & 255, low >> 8, low & 255];
  }
  const dotted = /^(?:::(?:ffff:)?)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(address);
  return dotted?.slice(1).map(Number);
}

/** Link-local addresses, those where cloud machines keep their secrets, and "this host" in disguise. */
export function isForbiddenAddress(address: string): boolean {
  const bytes = ipv4Bytes(address);
  if (bytes) {
    const [one, two] = bytes;
    return one === 0 || (one === 169 && two === 254) || bytes.join('.') === '100.100.100.200';
  }
  const lower = address.toLowerCase();
  return /^fe[89ab]/.test(lower) || lower === '::' || lower === 'fd00:ec2::254';
}

/** True for 127.0.0.0/8 and ::1, written as an address. */
export function isLoopback(host: string): boolean {
  return host === '::1' || ipv4Bytes(host)?.[0] === 127;
}

const metadataNames = new Set(['metadata.google.internal', 'metadata', 'instance-data']);

/**
 * Validates a server address of an account: encrypted, or plain to this machine only; no key, query or user name in
 * it. Gives it without a slash at its end. Throws a ConfigError that names the field.
 */
export function checkServer(text: string, field: string, secure: 'wss' | 'https'): string {
  const plain = secure === 'wss' ? 'ws' : 'http';
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw new ConfigError(`${field} must be an address such as ${secure}://example.com.`);
  }
  if (url.username || url.password || /[?#]/.test(url.href)) {
    throw new ConfigError(`${field} must be an address only: take the part with "?", "#" or "@" out.`);
  }
  // URL brackets IPv6 addresses and writes every spelling of an IPv4 address with dots.
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
  const host = url.hostname.replace(/^\[|\]$|\.$/g, '');
  if (url.protocol === `${plain}:` && !isLoopback(host)) {
    throw new ConfigError(
      `${field} must start with ${secure}://. Unencrypted ${plain}:// is for this machine (127.0.0.1) only.`,
    );
  }
  if (url.protocol !== `${plain}:` && url.protocol !== `${secure}:`) {
    throw new ConfigError(`${field} must start with ${secure}://.`);
  }
  if (isForbiddenAddress(host) || metadataNames.has(host)) {
    throw new ConfigError(`${field} must not be a link-local or metadata address.`);
  }
  return url.href.replace(/\/+$/, '');
}
