/** The streaming indicators that the package ships, bundled into this leaf file by the build. They do no I/O. */
export { ATR, BollingerBands, EMA, ROC, RSI, SMA, WSMA, getZScore } from 'trading-signals';
