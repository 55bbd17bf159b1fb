/* global RED, $, window, URL */
/**
 * What the editor pages of all nodes share. Each page loads it with `<script src>`; Node-RED fetches that before it runs
 * the rest of the page. Loading it again replaces it by itself.
 */
(function () {
  const packageName = '@market-feeds/n8n-nodes-market-feeds';
  const nodePrefix = 'node-input';
  const accountPrefix = 'node-config-input';

  /** Gives the texts of a node type. */
  const textsOf = type => (key, values) => RED._(`${packageName}/${type}:${key}`, values);

  const isMissing = value => value === undefined || value === null;
  const textOf = value => (isMissing(value) ? '' : String(value).trim());
  /** `${NAME}`, which Node-RED replaces by an environment variable when the flow starts. */
  const isVariable = value => /^\$\{[^{}\s]+\}$/.test(textOf(value));
  const isOn = value => value === true || value === 'true';

  /** The editor takes sentences for HTML. */
  const harmless = text => text.replace(/</g, '‹').replace(/>/g, '›');

  /** What somebody typed, for a sentence: short, and harmless. */
  const shown = text => harmless(text.length > 40 ? `${text.slice(0, 40)}…` : text);

  const zones = [
    ...['America/New_York', 'America/Chicago', 'Europe/London', 'Europe/Berlin'],
    ...['Asia/Tokyo', 'Asia/Hong_Kong', 'UTC'],
  ];

  /** Fills a `datalist` with time zones that are often wanted. */
  const fillZones = list => list.append(zones.map(zone => $('<option>').val(zone)));

  /** `AAPL, TSLA +2`: the first parts, and how many more there are. */
  function summaryOf(parts) {
    const first = parts.slice(0, 2).join(', ');
    return parts.length > 2 ? `${first} +${parts.length - 2}` : first;
  }

  const splitAtBlanks = text => text.split(/[\s,;]+/);
  const splitAtLines = text => text.split(/[,;\r\n]+/).map(part => part.replace(/\s+/g, ' ').trim());

  /**
   * A field that holds a list in one text. `split` makes parts of the text, `tidy` writes a part as it should be,
   * `fault` gives a sentence for a part that cannot be used, or nothing. `choice` is what else the dialog has chosen that
   * this depends on.
   */
  function listField({ split = splitAtBlanks, tidy = part => part.toUpperCase(), fault = () => undefined }) {
    const partsOf = value =>
      isVariable(value) ? [textOf(value)] : split(textOf(value)).filter(part => part !== '');
    return {
      partsOf,
      tidied: (value, choice) => {
        const parts = partsOf(value).map(part => (isVariable(part) ? part : tidy(part, choice)));
        return [...new Set(parts)].join(', ');
      },
      /** True, or the sentence for the first part that is wrong. */
      check: (value, choice) => {
        for (const part of partsOf(value)) {
          const sentence = isVariable(part) ? undefined : fault(part, choice);
          if (sentence) return sentence;
        }
        return true;
      },
    };
  }

  /** A word, or the beginning of one before a `*`, as texts are searched for it. */
  const wordPattern = /^[\p{L}\p{N}]+(?:['’&.-][\p{L}\p{N}]+)*\**$/u;

  /** A list of words, written without the signs around them. */
  function wordsField(say) {
    const tidy = part => part.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}*]+$/gu, '');
    const fault = part =>
      wordPattern.test(tidy(part)) ? undefined : say('errors.word', { typed: shown(part) });
    return listField({ tidy, fault });
  }

  /** True, or why an address cannot be used: encrypted, or plain to this machine only, and nothing but an address. */
  function checkAddress(value, { say, field, secure }) {
    const text = textOf(value);
    if (text === '' || isVariable(text)) return true;
    const name = say(`label.${field}`);
    const plain = secure === 'wss' ? 'ws' : 'http';
    let url;
    try {
      url = new URL(text);
    } catch {
      return say('errors.address', { field: name, secure });
    }
    const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
    const isSafe = url.protocol === `${secure}:` || (url.protocol === `${plain}:` && isLoopback);
    if (!isSafe) return say('errors.secure', { field: name, secure, plain });
    if (url.username || url.password || /[?#]/.test(text)) return say('errors.addressOnly', { field: name });
    return true;
  }

  /** Headers that the handshake itself needs. */
  const reserved = /^(host|connection|upgrade|origin|content-.*|transfer-encoding|sec-websocket-.*)$/i;

  /** True, or why no header of that name can carry a key; empty means that the address carries it. */
  function checkKeyHeader(value, say) {
    const name = textOf(value);
    if (name === '' || isVariable(name)) return true;
    return (
      (/^[A-Za-z0-9_-]{1,60}$/.test(name) && !reserved.test(name)) ||
      say('errors.keyHeader', { typed: shown(name) })
    );
  }

  /** True, or why a key cannot be right. */
  function checkKey(value, say) {
    const text = textOf(value);
    if (text === '') return say('errors.noKey');
    return !/[^\x21-\x7e]/.test(text) || say('errors.spaces');
  }

  /** Whether a number, if there is one, lies within limits; `isRight` may ask for more of it. */
  function isWithin(value, least, most, isRight = () => true) {
    const text = textOf(value);
    const number = Number(text);
    return text === '' || isVariable(text) || (number >= least && number <= most && isRight(number));
  }

  const checkInterval = (value, say) => isWithin(value, 10, 86400000) || say('errors.deliveryMs');
  const checkBatchSize = (value, say) => isWithin(value, 1, 10000) || say('errors.batchSize');

  const prefixOf = node => (node._def && node._def.category === 'config' ? accountPrefix : nodePrefix);
  const inputOf = (node, name) => $(`#${prefixOf(node)}-${name}`);
  const readInput = input => (input.attr('type') === 'checkbox' ? input.prop('checked') : input.val());

  /** A property as it is now: as its open dialog has it, else as the node has it, else its default. */
  function current(node, name) {
    const input = inputOf(node, name);
    if (input.length > 0 && input.data('market-feeds-node') === node) return readInput(input);
    return isMissing(node[name]) && node._def ? node._def.defaults[name].value : node[name];
  }

  /** Adds a choice that the list does not have, such as `${STREAM}`: it must survive the dialog. */
  function keepChoice(select, value) {
    const values = $.map(select.children(), option => option.value);
    if (value !== '' && !values.includes(value)) $('<option>').val(value).text(value).appendTo(select);
    select.val(value === '' ? values[0] : value);
  }

  /** Shows a node's values; what a saved flow lacks means the default. */
  function fillForm(node) {
    for (const [name, { value: fallback, type }] of Object.entries(node._def.defaults)) {
      const input = inputOf(node, name).data('market-feeds-node', node);
      const value = isMissing(node[name]) ? fallback : node[name];
      if (type || input.length === 0) continue;
      if (input.attr('type') === 'checkbox') input.prop('checked', isOn(value));
      else if (input.is('select')) keepChoice(input, String(value));
      else input.val(value);
    }
  }

  /** Shows under each field what is wrong with it, whenever something changes. Gives the function that does it now. */
  function showFaults(node) {
    const checked = { ...node._def.defaults, ...node._def.credentials };
    const faults = Object.entries(checked).flatMap(([name, { validate }]) => {
      const input = inputOf(node, name);
      if (!validate || input.length === 0) return [];
      const id = `${input.attr('id')}-error`;
      const sentence = $('<div class="market-feeds-form-error" aria-live="polite" hidden></div>');
      sentence.attr('id', id);
      // Else the editor names the field by what is wrong with it, for good.
      const label = $(`label[for="${input.attr('id')}"]`).attr('id', `${input.attr('id')}-label`);
      input.attr('aria-labelledby', label.attr('id'));
      const beside = input.nextAll('span').last();
      sentence.insertAfter(beside.length ? beside : input);
      return { input, id, sentence, check: () => validate.call(node, readInput(input), {}) };
    });
    return () => {
      for (const { input, id, sentence, check } of faults) {
        const verdict = check();
        const isWrong = verdict !== true;
        sentence.text(isWrong ? verdict : '').prop('hidden', !isWrong);
        input
          .toggleClass('input-error', isWrong)
          .attr({ 'aria-invalid': isWrong ? 'true' : null, 'aria-describedby': isWrong ? id : null });
      }
    };
  }

  /** Writes a list as it should be when its field is left; pasted lines become parts of it. */
  function tidyList(node, name, list, choice) {
    const input = inputOf(node, name);
    input.on('blur', () => {
      const tidied = list.tidied(input.val(), choice());
      if (tidied !== input.val()) input.val(tidied).trigger('change');
    });
    input.on('paste', event => {
      // An input field would glue pasted lines together.
      const clipboard = event.originalEvent && event.originalEvent.clipboardData;
      const text = clipboard ? clipboard.getData('text') : '';
      if (input.is('textarea') || !/[\r\n\t]/.test(text)) return;
      event.preventDefault();
      input[0].setRangeText(
        list.partsOf(text).join(', '),
        input[0].selectionStart,
        input[0].selectionEnd,
        'end',
      );
      input.trigger('input');
    });
  }

  /** Buttons under a list, one for each known entry: a click puts it in or takes it out. */
  function suggest(node, name, list, entries, title) {
    const input = inputOf(node, name);
    const row = $('<div class="market-feeds-suggestions" role="group"></div>').attr('aria-label', title);
    const isSame = (one, other) => one.toLowerCase() === other.toLowerCase();
    const draw = () => {
      const parts = list.partsOf(input.val());
      row.children().each((index, button) => {
        $(button).attr('aria-pressed', String(parts.some(part => isSame(part, entries[index]))));
      });
    };
    for (const entry of entries) {
      const button = $('<button type="button"></button>').text(entry).appendTo(row);
      button.on('click', () => {
        const parts = list.partsOf(input.val());
        const others = parts.filter(part => !isSame(part, entry));
        input.val((others.length < parts.length ? others : [...parts, entry]).join(', '));
        input.trigger('input').trigger('change');
      });
    }
    row.appendTo(input.parent());
    input.on('input change', draw);
    draw();
  }

  window.marketFeeds = Object.assign(window.marketFeeds || {}, {
    textsOf,
    textOf,
    isVariable,
    isOn,
    harmless,
    shown,
    fillZones,
    summaryOf,
    splitAtBlanks,
    splitAtLines,
    listField,
    wordsField,
    checkAddress,
    checkKeyHeader,
    checkKey,
    isWithin,
    checkInterval,
    checkBatchSize,
    inputOf,
    current,
    keepChoice,
    fillForm,
    showFaults,
    tidyList,
    suggest,
  });
})();
