declare module 'proxy-from-env' {
  /** The proxy for a URL by HTTP_PROXY, HTTPS_PROXY and NO_PROXY, or '' for none. */
  export function getProxyForUrl(url: string): string;
}
