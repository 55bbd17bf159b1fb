/** The proxy agent that the package ships, bundled into this leaf file by the build. */
export { HttpsProxyAgent } from 'https-proxy-agent';
export { getProxyForUrl } from 'proxy-from-env';
