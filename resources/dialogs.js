/* global $, window */
/** The dialogs that several node types have in common: how events leave a source, and what every account asks for. */
(function () {
  const feeds = (window.marketFeeds = window.marketFeeds || {});

  const modesInOrder = ['every', 'latest', 'batch'];

  /** The label of the input `id`. */
  const rowLabel = (id, icon, text) => {
    const parts = [$('<i>').addClass(`fa fa-${icon}`), ' ', $('<span>').text(text)];
    return [$('<label>').attr('for', id).append(parts), ' '];
  };

  /** An input for a number, and its unit. */
  const numberField = (id, placeholder, unit) => {
    const input = $('<input type="text" class="market-feeds-number" inputmode="numeric">');
    return [input.attr({ id, placeholder }), ' ', $('<span>').text(unit)];
  };

  /** Builds the rows on how events leave. `modes`: those that make sense for what the node brings. */
  function addDelivery(node, { say, modes }) {
    const place = $('#market-feeds-delivery');
    const row = (...parts) => $('<div class="form-row"></div>').append(parts.flat()).appendTo(place);
    const select = $('<select id="node-input-delivery"></select>');
    // Another mode that a saved flow has stays to be chosen.
    const offered = modesInOrder.filter(mode => modes.includes(mode) || mode === node.delivery);
    select.append(
      offered.map(mode =>
        $('<option>')
          .val(mode)
          .text(say(`delivery.${mode}`)),
      ),
    );
    const hint = $('<div class="market-feeds-hint"></div>');
    row(rowLabel('node-input-delivery', 'paper-plane-o', say('label.delivery')), select, hint);
    const sizeRow = row(
      rowLabel('node-input-batchSize', 'cubes', say('label.batchSize')),
      numberField('node-input-batchSize', '100', say('label.events')),
    );
    const intervalRow = row(
      rowLabel('node-input-deliveryMs', 'clock-o', ''),
      numberField('node-input-deliveryMs', '1000', say('label.milliseconds')),
    );
    const connect = $('<input type="checkbox" id="node-input-autoConnect" class="market-feeds-check">');
    const connectLabel = $('<label for="node-input-autoConnect" class="market-feeds-check">');
    row('<label>&nbsp;</label> ', connect, connectLabel.text(say('label.autoConnect')));

    /** Shows the rows that the chosen mode has. */
    return () => {
      const mode = select.val();
      intervalRow.prop('hidden', mode === 'every');
      sizeRow.prop('hidden', mode === 'every' || mode === 'latest');
      intervalRow.find('label > span').text(say(mode === 'latest' ? 'label.deliveryMs' : 'label.orAfter'));
      hint.text(offered.includes(mode) ? say(`hint.delivery.${mode}`) : '');
    };
  }

  /**
   * Makes a source's dialog work: values and defaults, filter, silence, delivery, tidy lists, and what is wrong under each field.
   * @param lists the node's list fields by their names
   * @param choice what the lists depend on, as the dialog has it now
   * @param modes the ways of delivery that make sense for what the node brings
   * @param types gives the types of the events that it brings: its filter is about these
   * @param expects gives what somebody probably wants who asks to be told of silence: `{ expectMinutes, marketHours }`
   * @param draw shows what else applies; called whenever something changes
   * @returns shows everything anew
   */
  function prepareSource(
    node,
    { say, lists = {}, choice = () => undefined, modes, types, expects, draw = () => undefined },
  ) {
    const drawDelivery = addDelivery(node, { say, modes });
    const quietPlace = $('<div id="market-feeds-quiet"></div>').insertBefore('#market-feeds-delivery');
    const drawQuiet = feeds.addQuiet(node, quietPlace, { say, expects });
    feeds.fillForm(node);
    const place = $('<div id="market-feeds-filter"></div>').insertBefore(quietPlace);
    const drawFilter = feeds.addSourceFilter(node, place, { say, types });
    for (const [name, list] of Object.entries(lists)) feeds.tidyList(node, name, list, choice);
    const drawFaults = feeds.showFaults(node);
    const drawAll = () => {
      drawDelivery();
      drawFilter();
      drawQuiet();
      draw();
      drawFaults();
    };
    $('#market-feeds-delivery').closest('form').on('input change', drawAll);
    drawAll();
    return drawAll;
  }

  /**
   * Makes an account's dialog work. With the practice feed, rows of the class `market-feeds-account-real` are hidden;
   * what lies under `Advanced` opens by itself where something in it is wrong.
   * @param draw shows what else applies; called whenever something changes
   */
  function prepareAccount(account, { say, draw = () => undefined }) {
    feeds.fillForm(account);
    const drawFaults = feeds.showFaults(account);
    const toggle = $('#market-feeds-account-toggle');
    const more = $('#market-feeds-account-more');
    let isOpen = false;
    const drawAll = () => {
      const practice = feeds.current(account, 'practice');
      $('.market-feeds-account-real').prop('hidden', practice);
      $('#market-feeds-account-note').text(say(practice ? 'hint.practice' : 'hint.noKey'));
      draw();
      drawFaults();
      const rows = more.children('.form-row').toArray();
      toggle.parent().toggle(rows.some(row => !row.hidden));
      more.toggle(isOpen);
      toggle.attr('aria-expanded', String(isOpen));
      toggle.children('i').attr('class', isOpen ? 'fa fa-angle-down' : 'fa fa-angle-right');
    };
    toggle.on('click', () => {
      isOpen = !isOpen;
      drawAll();
    });
    more.closest('form').on('input change', drawAll);
    drawAll();
    isOpen = more.find('.input-error').length > 0;
    drawAll();
  }

  Object.assign(feeds, { prepareSource, prepareAccount, rowLabel, numberField });
})();
