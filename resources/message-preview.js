/* global $, window, document, DOMParser */
/**
 * A message as its target shows it, roughly. What stands in it is text that came from outside: it becomes text nodes, an
 * email lies in a frame without scripts, and no link leads anywhere.
 */
(function () {
  const feeds = (window.marketFeeds = window.marketFeeds || {});

  const part = (name, tag = 'div') => $(`<${tag}>`).addClass(`market-feeds-${name}`);
  const decode = text =>
    text
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, '&');
  const wrap = (tag, ...inner) => $(`<${tag}>`).append(...inner);
  const link = (address, ...inner) =>
    part('link', 'span')
      .attr('title', address)
      .append(...inner);

  /** Turns marked text into nodes: the rule whose pattern is met first makes a node of it, the rest is text. */
  function inline(text, rules, leaf = part => part) {
    const nodes = [];
    let rest = text;
    while (rest !== '') {
      const found = rules
        .map(({ pattern, make }) => ({ make, match: pattern.exec(rest) }))
        .filter(({ match }) => match)
        .reduce((first, next) => (first && first.match.index <= next.match.index ? first : next), undefined);
      if (!found) break;
      const { match, make } = found;
      nodes.push(
        document.createTextNode(leaf(rest.slice(0, match.index))),
        make(match, inner => inline(inner, rules, leaf)),
      );
      rest = rest.slice(match.index + match[0].length);
    }
    return [...nodes, document.createTextNode(leaf(rest))];
  }

  const tagged = tag => (match, read) => wrap(tag, ...read(match[1]));

  const mrkdwnRules = [
    {
      pattern: /<(https?:[^|>]+)(?:\|([^>]*))?>/,
      make: ([, address, text], read) => link(decode(address), ...read(text || address)),
    },
    { pattern: /(?<![\p{L}\p{N}])\*([^*\n]+)\*(?![\p{L}\p{N}])/u, make: tagged('b') },
    { pattern: /(?<![\p{L}\p{N}])_([^_\n]+)_(?![\p{L}\p{N}])/u, make: tagged('i') },
    { pattern: /(?<![\p{L}\p{N}])~([^~\n]+)~(?![\p{L}\p{N}])/u, make: tagged('s') },
    { pattern: /`([^`\n]+)`/, make: tagged('code') },
  ];
  const mrkdwn = text => inline(text, mrkdwnRules, decode);

  const markdownRules = [
    { pattern: /\\([^\p{L}\p{N}\s])/u, make: ([, sign]) => document.createTextNode(sign) },
    {
      pattern: /\[((?:\\.|[^\\\]])*)\]\((https?:[^\s)]+)\)/,
      make: ([, text, address], read) => link(address, ...read(text)),
    },
    { pattern: /\*\*((?:\\.|\[(?:\\.|[^\\\]])*\]|[^\\*])+)\*\*/, make: tagged('b') },
    { pattern: /~~((?:\\.|[^\\~])+)~~/, make: tagged('s') },
    { pattern: /\*((?:\\.|[^\\*\n])+)\*/, make: tagged('i') },
    { pattern: /(?<![\p{L}\p{N}])_((?:\\.|[^\\_\n])+)_(?![\p{L}\p{N}])/u, make: tagged('i') },
    { pattern: /`([^`\n]+)`/, make: tagged('code') },
  ];
  const markdown = text => inline(text, markdownRules);

  /** Who says it, and when: the head of a chat's message. */
  function speaker(place, badge) {
    const name = wrap('b').text('Market Feeds');
    place.append(
      part('speaker').append(name, part('badge', 'span').text(badge), part('clock', 'span').text('20:04')),
    );
    return place;
  }

  function chat(place, badge) {
    const body = speaker(part('chat-body'), badge);
    place.append(part('avatar').text('M'), body);
    return body;
  }

  function slack(place, { blocks }) {
    const body = chat(place, 'APP');
    for (const block of blocks) {
      if (block.type === 'context')
        body.append(part('context').append(...block.elements.flatMap(({ text }) => mrkdwn(text))));
      else if (block.text) body.append(part('section').append(...mrkdwn(block.text.text)));
      else body.append(part('fields').append(block.fields.map(({ text }) => wrap('div', ...mrkdwn(text)))));
    }
  }

  function discord(place, { content, embeds }) {
    const body = chat(place, 'APP');
    if (content) body.append(part('section').append(...markdown(content)));
    for (const { title, url, description, color, fields = [], footer } of embeds) {
      const embed = part('embed')
        .css('border-left-color', `#${color.toString(16).padStart(6, '0')}`)
        .appendTo(body);
      const head = markdown(title);
      embed.append(part('embed-title').append(...(url ? [link(url, ...head)] : head)));
      if (description) embed.append(part('section').append(...markdown(description)));
      const cells = fields.map(({ name, value }) =>
        wrap('div', wrap('b').text(name), wrap('div', ...markdown(value))),
      );
      if (cells.length > 0) embed.append(part('fields').append(cells));
      if (footer) embed.append(part('context').text(footer.text));
    }
  }

  const telegramTags = ['b', 'strong', 'i', 'em', 'u', 's', 'code', 'pre', 'blockquote'];

  /** Only what the Bot API knows is taken over, and nothing but the names of the tags. */
  function harmless(from) {
    return [...from.childNodes].map(node => {
      const name = node.nodeName.toLowerCase();
      if (node.nodeType !== node.ELEMENT_NODE) return document.createTextNode(node.textContent);
      if (name === 'a') return link(node.getAttribute('href') || '', ...harmless(node))[0];
      return telegramTags.includes(name)
        ? wrap(name, ...harmless(node))[0]
        : document.createTextNode(node.textContent);
    });
  }

  function telegram(place, { text }) {
    const bubble = part('bubble').appendTo(place);
    // A parsed document is inert: it runs nothing and loads nothing. Line breaks at its beginning would be lost.
    const { body } = new DOMParser().parseFromString(`<body>${text}`, 'text/html');
    bubble.append(
      wrap('b').addClass('market-feeds-bot').text('Market Feeds'),
      part('section').append(harmless(body)),
    );
    bubble.append(part('clock').text('20:04'));
  }

  function teamsElement(element) {
    const { type, spacing } = element;
    const box = part('element').toggleClass('market-feeds-close', spacing === 'None' || spacing === 'Small');
    if (type === 'ColumnSet') {
      const columns = element.columns.map(({ width, items }) =>
        part('column')
          .toggleClass('market-feeds-stretch', width === 'stretch')
          .append(items.map(teamsElement)),
      );
      return box.addClass('market-feeds-columns').append(columns);
    }
    if (type === 'TextBlock') return box.append(...markdown(element.text));
    return box.append(
      element.inlines.map(({ text, size, weight, color, isSubtle, selectAction }) => {
        const run = selectAction ? link(selectAction.url) : wrap('span');
        const looks = [size, weight, color, isSubtle && 'subtle'].filter(Boolean);
        return run.text(text).addClass(looks.map(look => `market-feeds-${look.toLowerCase()}`).join(' '));
      }),
    );
  }

  function teams(place, { attachments: [{ content }] }) {
    const card = part('card').append(content.body.map(teamsElement)).appendTo(place);
    const actions = (content.actions || []).map(({ title, url }) =>
      part('action', 'span').attr('title', url).text(title),
    );
    if (actions.length > 0) card.append(part('actions').append(actions));
  }

  function email(place, { subject, html }, say) {
    place.append(
      part('subject').append(wrap('span').text(say('preview.subject')), ' ', wrap('b').text(subject)),
    );
    // A click would open its page in the frame: as pages of their own, links find the door closed.
    const page = html.replace(/<head>/i, '<head><base target="_blank">');
    const frame = $('<iframe>').attr({
      sandbox: '',
      referrerpolicy: 'no-referrer',
      title: say('preview.email'),
    });
    frame.attr('srcdoc', page).appendTo(place);
  }

  const letterOf = index =>
    (index < 26 ? '' : letterOf(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));
  const cellOf = value =>
    wrap('td')
      .text(typeof value === 'boolean' ? String(value).toUpperCase() : String(value))
      .toggleClass('market-feeds-figure', typeof value === 'number');

  /** As a sheet: lines as they are with a header in them, else under the names of their columns. */
  function row(place, message) {
    const isTable = Array.isArray(message) && Array.isArray(message[0]);
    const rows = Array.isArray(message) ? message : [message];
    const names = isTable ? rows[0].map((_, index) => letterOf(index)) : Object.keys(rows[0]);
    const lines = rows.map((one, index) => {
      const line = wrap('tr', wrap('th').text(index + 1), ...Object.values(one).map(cellOf));
      return line.toggleClass('market-feeds-header', isTable && index === 0);
    });
    const head = wrap('tr', wrap('th'), ...names.map(name => wrap('th').text(name)));
    place.append(part('sheet').append(wrap('table', wrap('thead', head), wrap('tbody', ...lines))));
  }

  const text = (place, message) => place.append(part('plain').text(message));
  const drawers = { slack, discord, telegram, teams, email, row, text };

  /** Draws a message of a target into a place, in place of what is there. */
  function drawMessage(place, { target, message }, say) {
    place.empty().attr('class', `market-feeds-preview market-feeds-on-${target}`);
    drawers[target](place, message, say);
  }

  Object.assign(feeds, { drawMessage });
})();
