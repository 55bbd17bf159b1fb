/** The one copy of `ws` that the package ships: the build bundles this leaf file, nothing else imports `ws`. */
export { WebSocket, WebSocketServer } from 'ws';
export type { ClientOptions, RawData } from 'ws';
