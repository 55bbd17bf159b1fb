/** Published examples of indicators: what goes in, what must come out, and who says so. */

/**
 * StockCharts' ChartSchool, "Relative Strength Index": cs-rsi.xls, as PyAlgoTrade tests against it
 * (https://github.com/gbeced/pyalgotrade/blob/master/testcases/data/rsi-test.csv,
 * https://chartschool.stockcharts.com/table-of-contents/technical-indicators-and-overlays/technical-indicators/relative-strength-index-rsi).
 */
export const rsi14 = {
  closes: [
    ...[44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931],
    ...[46.0328, 45.614, 46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521],
    ...[45.7137, 46.4515, 45.7835, 45.3548, 44.0288, 44.1783, 44.2181, 44.5672, 43.4205, 42.6628, 43.1314],
  ],
  expected: [
    ...[70.53278948, 66.31856181, 66.54982994, 69.40630534, 66.35516906, 57.97485571, 62.92960675],
    ...[63.25714756, 56.05929872, 62.37707144, 54.70757308, 50.42277441, 39.98982315, 41.46048198],
    ...[41.86891609, 45.46321245, 37.30404209, 33.07952299, 37.77295211],
  ],
};

/**
 * StockCharts' ChartSchool, "Moving Averages - Simple and Exponential": cs-movavg.xls, as PyAlgoTrade tests against it
 * (https://github.com/gbeced/pyalgotrade/blob/master/testcases/data/sc-ema-10.csv and sc-sma-10.csv,
 * https://chartschool.stockcharts.com/table-of-contents/technical-indicators-and-overlays/technical-overlays/moving-averages-simple-and-exponential).
 */
export const averages10 = {
  closes: [
    ...[22.2734, 22.194, 22.0847, 22.1741, 22.184, 22.1344, 22.2337, 22.4323, 22.2436, 22.2933, 22.1542],
    ...[22.3926, 22.3816, 22.6109, 23.3558, 24.0519, 23.753, 23.8324, 23.9516, 23.6338, 23.8225, 23.8722],
    ...[23.6537, 23.187, 23.0976, 23.326, 22.6805, 23.0976, 22.4025, 22.1725],
  ],
  sma: [
    ...[22.22, 22.21, 22.23, 22.26, 22.31, 22.42, 22.61, 22.77, 22.91, 23.08, 23.21, 23.38, 23.53, 23.65],
    ...[23.71, 23.69, 23.61, 23.51, 23.43, 23.28, 23.13],
  ],
  ema: [
    ...[22.22475, 22.21192, 22.24477, 22.26965, 22.3317, 22.5179, 22.79681, 22.97066, 23.12734, 23.27721],
    ...[23.34204, 23.4294, 23.50991, 23.53605, 23.47259, 23.40441, 23.39015, 23.26112, 23.23139, 23.08068],
    ...[22.91556],
  ],
};

/**
 * Investexcel, "How to Calculate MACD in Excel" (https://investexcel.net/how-to-calculate-macd-in-excel/, Apple in
 * 2013); with all the digits of the spreadsheet as several libraries test against it.
 */
export const macd = {
  closes: [
    ...[459.99, 448.85, 446.06, 450.81, 442.8, 448.97, 444.57, 441.4, 430.47, 420.05, 431.14, 425.66, 430.58],
    ...[
      431.72, 437.87, 428.43, 428.35, 432.5, 443.66, 455.72, 454.49, 452.08, 452.73, 461.91, 463.58, 461.14,
    ],
    ...[452.08, 442.66, 428.91, 429.79, 431.99, 427.72, 423.2, 426.21, 426.98, 435.69, 434.33, 429.8, 419.85],
    426.24,
  ],
  /** From the 26th close on. */
  macd: [
    ...[8.275269503907623, 7.7033783815, 6.416074757, 4.2375197833, 2.5525833249, 1.3788857199],
    ...[0.10298149119910249, -1.2584019528, -2.0705581901, -2.6218423283, -2.3290667405, -2.1816321148],
    ...[-2.4026262729, -3.3421216814, -3.5303631361],
  ],
  /** From the 34th close to the 38th. */
  signal: [3.03752586873394, 1.90565222933578, 1.05870843537763, 0.410640325343509, -0.152012994298479],
  histogram: [-5.10808405882886, -4.52749455759267, -3.38777517583258, -2.5922724401365, -2.25061327856795],
};

/**
 * StockCharts' ChartSchool, "Bollinger Bands": cs-bbands.xls, as PyAlgoTrade tests against it
 * (https://github.com/gbeced/pyalgotrade/blob/master/testcases/technical_bollinger_test.py,
 * https://chartschool.stockcharts.com/table-of-contents/technical-indicators-and-overlays/technical-overlays/bollinger-bands).
 */
export const bollinger20 = {
  closes: [
    ...[86.1557, 89.0867, 88.7829, 90.3228, 89.0671, 91.1453, 89.4397, 89.175, 86.9302, 87.6752, 86.9596],
    ...[89.4299, 89.3221, 88.7241, 87.4497, 87.2634, 89.4985, 87.9006, 89.126, 90.7043, 92.9001, 92.9784],
    ...[91.8021, 92.6647, 92.6843, 92.3021, 92.7725, 92.5373, 92.949, 93.2039, 91.0669, 89.8318, 89.7435],
    ...[90.3994, 90.7387, 88.0177, 88.0867, 88.8439, 90.7781, 90.5416, 91.3894, 90.65],
  ],
  middle: [
    ...[88.71, 89.05, 89.24, 89.39, 89.51, 89.69, 89.75, 89.91, 90.08, 90.38, 90.66, 90.86, 90.88, 90.91],
    ...[90.99, 91.15, 91.19, 91.12, 91.17, 91.25, 91.24, 91.17, 91.05],
  ],
  upper: [
    ...[91.29, 91.95, 92.61, 92.93, 93.31, 93.73, 93.9, 94.27, 94.57, 94.79, 95.04, 94.91, 94.9, 94.9],
    ...[94.86, 94.67, 94.56, 94.68, 94.58, 94.53, 94.53, 94.37, 94.15],
  ],
  lower: [
    ...[86.12, 86.14, 85.87, 85.85, 85.7, 85.65, 85.59, 85.56, 85.6, 85.98, 86.27, 86.82, 86.87, 86.91],
    ...[87.12, 87.63, 87.83, 87.56, 87.76, 87.97, 87.95, 87.96, 87.95],
  ],
};

/**
 * StockCharts' ChartSchool, "Average True Range": cs-atr.xls, as PyAlgoTrade tests against it
 * (https://github.com/gbeced/pyalgotrade/blob/master/testcases/technical_atr_test.py,
 * https://chartschool.stockcharts.com/table-of-contents/technical-indicators-and-overlays/technical-indicators/average-true-range-atr).
 */
export const atr14 = {
  highs: [
    ...[48.7, 48.72, 48.9, 48.87, 48.82, 49.05, 49.2, 49.35, 49.92, 50.19, 50.12, 49.66, 49.88, 50.19, 50.36],
    ...[50.57, 50.65, 50.43, 49.63, 50.33, 50.29, 50.17, 49.32, 48.5, 48.32, 46.8, 47.8, 48.39, 48.66, 48.79],
  ],
  lows: [
    ...[47.79, 48.14, 48.39, 48.37, 48.24, 48.635, 48.94, 48.86, 49.5, 49.87, 49.2, 48.9, 49.43, 49.725],
    ...[49.26, 50.09, 50.3, 49.21, 48.98, 49.61, 49.2, 49.43, 48.08, 47.64, 41.55, 44.283, 47.31, 47.2, 47.9],
    47.73,
  ],
  closes: [
    ...[48.16, 48.61, 48.75, 48.63, 48.74, 49.03, 49.07, 49.32, 49.91, 50.13, 49.53, 49.5, 49.75, 50.03],
    ...[50.31, 50.52, 50.41, 49.34, 49.37, 50.23, 49.238, 49.93, 48.43, 48.18, 46.57, 45.41, 47.77, 47.72],
    ...[48.62, 47.85],
  ],
  expected: [
    ...[0.555, 0.593929, 0.585791, 0.568949, 0.615452, 0.61792, 0.642354, 0.674329, 0.69277, 0.775429],
    ...[0.78147, 1.209229, 1.30262, 1.38029, 1.366698, 1.336219, 1.316482],
  ],
};

/**
 * StockCharts' ChartSchool, "Rate of Change": the Dow Jones Industrial Average in 2010, as ta4j tests against it
 * (https://github.com/ta4j/ta4j/blob/master/ta4j-core/src/test/java/org/ta4j/core/indicators/ROCIndicatorTest.java,
 * https://chartschool.stockcharts.com/table-of-contents/technical-indicators-and-overlays/technical-indicators/rate-of-change-roc).
 */
export const roc12 = {
  closes: [
    ...[11045.27, 11167.32, 11008.61, 11151.83, 10926.77, 10868.12, 10520.32, 10380.43, 10785.14, 10748.26],
    ...[10896.91, 10782.95, 10620.16, 10625.83, 10510.95, 10444.37, 10068.01, 10193.39, 10066.57, 10043.75],
  ],
  expected: [-3.85, -4.85, -4.52, -6.34, -7.86, -6.21, -4.31, -3.24],
};

/**
 * StockCharts' ChartSchool, "Volume-Weighted Average Price": one-minute bars of IBM, cs-vwap.xls, as Highcharts tests
 * against it (https://github.com/highcharts/highcharts, samples/unit-tests/indicator-vwap/recalculations/demo.js,
 * https://chartschool.stockcharts.com/table-of-contents/technical-indicators-and-overlays/technical-overlays/volume-weighted-average-price-vwap).
 */
export const vwap = {
  /** High, low, close and volume. */
  bars: [
    [127.36, 126.99, 127.28, 89329],
    [127.31, 127.1, 127.11, 16137],
    [127.21, 127.11, 127.15, 23945],
    [127.15, 126.93, 127.04, 20679],
    [127.08, 126.98, 126.98, 27252],
    [127.19, 126.99, 127.07, 20915],
    [127.09, 126.82, 126.93, 17372],
    [127.08, 126.95, 127.05, 17600],
    [127.18, 127.05, 127.11, 13896],
    [127.16, 127.05, 127.15, 6700],
    [127.31, 127.08, 127.3, 13848],
    [127.35, 127.2, 127.28, 9925],
    [127.34, 127.25, 127.28, 5540],
    [127.29, 127.17, 127.29, 10803],
    [127.36, 127.25, 127.25, 19400],
    [127.3, 127.19, 127.22, 9322],
    [127.24, 127.11, 127.19, 9982],
    [127.23, 127.17, 127.2, 8723],
    [127.25, 127.1, 127.1, 7735],
    [127.13, 127.05, 127.06, 30330],
    [127.09, 127.04, 127.06, 8486],
    [127.09, 127.04, 127.07, 9885],
    [127.09, 127.05, 127.09, 10728],
    [127.14, 127.07, 127.14, 10796],
    [127.14, 127.07, 127.13, 21740],
    [127.12, 126.9, 126.9, 43638],
    [126.92, 126.87, 126.89, 8000],
    [126.9, 126.84, 126.84, 10340],
    [126.94, 126.84, 126.94, 10515],
    [126.95, 126.69, 126.69, 26587],
  ],
  expected: [
    ...[127.21, 127.2044, 127.1956, 127.1741, 127.1494, 127.1424, 127.1267, 127.1191, 127.1188, 127.1188],
    ...[127.1246, 127.13, 127.1332, 127.1374, 127.1467, 127.1493, 127.1502, 127.1515, 127.1514, 127.1457],
    ...[127.1439, 127.142, 127.1403, 127.1397, 127.1384, 127.1235, 127.1198, 127.1145, 127.1102, 127.0938],
  ],
};

/** Wikipedia, "Standard deviation", basic examples: the mean is 5 and the population's standard deviation 2. */
export const zScore8 = { closes: [2, 4, 4, 4, 5, 5, 7, 9], expected: [2] };
