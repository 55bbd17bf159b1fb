import type { Assignment, Desk, DeskTools } from './desk';
import { inventStory } from './headlines';
import type { Dialect } from './options';
import type { Content, Draft } from './publication';
import type { Stock } from './stocks';
import { easternTime } from './times';

/** An article as the desk knows it; titles and bodies are HTML. */
interface Article {
  readonly id: number;
  readonly title: string;
  readonly body: string;
  readonly channels: readonly string[];
  /** None where the story is about the market as a whole. */
  readonly stock: Stock | undefined;
  readonly hasImage: boolean;
  /** How often it was changed. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
}

const AUTHOR = 'Practice Newsdesk';

/** Of the stories whose stock nobody asked for, how many are about none. */
const MARKET_SHARE = 0.1;

/** News articles, `data.content` in either of the two shapes of the protocol page, section 5.6. */
export class NewsDesk implements Desk {
  readonly stream = 'news';

  constructor(private readonly tools: DeskTools) {}

  newId(): number {
    return this.tools.ids.article();
  }

  invent({ id, stock, isStockGiven, time }: Assignment): Draft {
    const { random } = this.tools;
    const about = !isStockGiven && random() < MARKET_SHARE ? undefined : stock;
    const { title, channels } = inventStory(about?.name, random);
    const body = `<p>${title}.</p><p>This story is <b>invented</b> by the practice feed.</p>`;
    const hasImage = random() < 0.5;
    const common = { title, body, channels, stock: about, hasImage };
    return draft({ id: Number(id), ...common, revision: 0, created: time, updated: time });
  }
}

function draft(article: Article): Draft {
  return {
    content: dialect => contentOf(article, dialect),
    revise: time => draft(revised(article, time)),
  };
}

function revised(article: Article, time: number): Article {
  const revision = article.revision + 1;
  const body = `${article.body}<p>Update ${revision}: nothing else is known.</p>`;
  return { ...article, body, revision, updated: time };
}

function contentOf(article: Article, dialect: Dialect): Content {
  return dialect.newsShape === 'A' ? shapeA(article) : shapeB(article);
}

/** As documented now: lists of objects, times as in a mail. */
function shapeA(article: Article): Content {
  const { id, stock } = article;
  return {
    id,
    author: AUTHOR,
    created: easternTime(article.created).mail,
    updated: easternTime(article.updated).mail,
    title: titleOf(article),
    teaser: '',
    body: article.body,
    url: urlOf(id),
    image: article.hasImage ? images(id) : [],
    channels: article.channels.map(name => ({ name })),
    stocks: stock === undefined ? [] : [stockField(stock)],
    tags: [{ name: 'Practice' }],
  };
}

/** As captured in January 2025: lists of texts, RFC 3339 times, `null` for no image. */
function shapeB(article: Article): Content {
  const { id, stock } = article;
  const security = stock && { symbol: stock.ticker, exchange: stock.exchange, primary: true };
  return {
    id,
    revision_id: id * 100 + article.revision,
    type: 'story',
    title: titleOf(article),
    body: article.body,
    authors: [AUTHOR],
    teaser: 'Invented by the practice feed.',
    url: urlOf(id),
    tags: ['Practice'],
    securities: security === undefined ? [] : [security],
    channels: article.channels,
    image: article.hasImage ? images(id) : null,
    created_at: new Date(article.created).toISOString(),
    updated_at: new Date(article.updated).toISOString(),
  };
}

function titleOf({ title, revision }: Article): string {
  return revision === 0 ? title : `${title} (update ${revision})`;
}

/** `name` is the ticker (section 5.6). */
function stockField({ ticker, cusip, isin, exchange }: Stock): Content {
  return { name: ticker, cusip, isin, exchange };
}

function urlOf(id: number): string {
  return `https://example.com/practice/news/${id}`;
}

function images(id: number): readonly Content[] {
  return ['thumb', 'small', 'large'].map(size => ({ size, url: `${urlOf(id)}/${size}.jpg` }));
}
