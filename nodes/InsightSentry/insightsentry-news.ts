import type { NodeAPI } from 'node-red';
import { registerSource } from '../node-red';
import { insightSentryNews } from './news.provider';

export = (RED: NodeAPI): void => registerSource(RED, 'insightsentry-news', insightSentryNews);
