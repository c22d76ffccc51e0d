
// Why: one decision, term by term.

// What of a state names it to the engine, and to a reader.
function stateWords({ levels, dispute }) {
  const all = shipped.starts.map(({ ladder, level }) => [ladder, levels[ladder] ?? current(ladder, level)]);
  return [...all.map(([ladder, level]) => `${ladder}=${level}`), ...(dispute ? ['dispute=yes'] : [])].join(', ');
}
function current(ladder, level) {
  const stated = state.set.get(ladder + '.start');
  return stated === undefined ? level : unquoted(stated);
}

// Talks are those where an outcome begins, or where they are likeliest to be held in a quarter.
async function why(outcome, talks, quarter, deal) {
  const at = stateWords(talks);
  const told = await ask({ do: 'why', set: settings(), at, government: talks.government, quarter });
  const held = talks.share === null ? 'Talks where this outcome begins' : `Talks where they are likeliest to be held: ${percent(talks.share)} of the histories begin the quarter there`;
  $('why-head').textContent = `Why: ${outcome}, ${quarter}`;
  $('why-body').replaceChildren(make('p', {}, `${held}. Government: ${talks.government}; ${at}.`),
    ...(told.ok ? decision(told) : [make('p', { role: 'alert' }, told.error)]));
  $('why').showModal();
  stops();
  const target = deal && [...document.querySelectorAll('#why-body h3')].find(({ dataset }) => dataset.deal === deal);
  (target || $('why-head')).focus();
  target?.scrollIntoView();
}

// An account of one side, a column an account: its terms that are not all zero, the quarter, what follows, the sum.
function accounts(caption, columns) {
  const terms = Object.keys(columns[0][1].terms).filter((term) => columns.some(([, account]) => account.terms[term]));
  const line = (name, of, total) => {
    const made = row(name, ...columns.map(([head, account]) => shown(of(account), points, ['why', caption, head, name])));
    if (total) made.className = 'total';
    return made;
  };
  return table(['pp/yr; sums in pp-years', ...columns.map(([head]) => head)], [
    ...terms.map((term) => line(words(term), (account) => account.terms[term])),
    line('This quarter', ({ quarter }) => quarter, true), line('What follows', ({ continuation }) => continuation, true), line('Worth', ({ value }) => value, true),
  ], caption);
}

function decision({ decision: found, text }) {
  const { client, patron, state: at } = found;
  const stance = ({ hedging }) => (hedging ? 'Hedging' : 'Neutral');
  const side = (key) => found.stances.map((account) => [stance(account), account[key]]);
  const parts = [
    make('p', {}, `Talks are held in ${percent(found.talks)} of such quarters; ${client} proposes in ${percent(found.client_proposes)} of the talks. `
      + `No agreement: ${percent(at.no_agreement_probability)}.`),
    make('h3', { tabindex: '-1' }, 'Without an agreement'),
    make('p', {}, found.stances.map((account) => `${stance(account)}: chosen ${percent(account.probability)}, answered by pressure ${percent(account.pressure)}`).join('. ') + '.'),
    wide(accounts(client, side('client'))), wide(accounts(patron, side('patron'))),
  ];
  for (const family of found.families) {
    const deals = [...(family.at_reservation ? [['At the least', family.at_reservation]] : []), ['Likeliest', family.likeliest]];
    const of = (key) => deals.map(([head, deal]) => [`${head}: ${points(deal.subsidy)}`, deal[key]]);
    const room = family.width === null ? '' : family.width > 0 ? `There is room of ${points(family.width)}.` : 'There is no room for a deal.';
    const end = (value) => (value === null ? 'any subsidy' : points(value) + ' pp/yr');
    parts.push(make('h3', { tabindex: '-1', 'data-deal': family.offer }, capital(family.offer)),
      make('p', {}, `The least that ${client} takes: ${end(family.reservation)}. The most that ${patron} pays: ${end(family.willingness)}. ${room}`),
      wide(accounts(client, of('client'))), wide(accounts(patron, of('patron'))),
      make('p', {}, deals.map(([head, { gain, accepted }]) => `${head}: better than no agreement by ${points(gain.client)} for ${client} and ${points(gain.patron)} for ${patron}, pp-years; `
        + `accepted by them with ${percent(accepted.client)} and ${percent(accepted.patron)}`).join('. ') + '.'));
  }
  parts.push(make('details', {}, make('summary', {}, 'As the program prints it'), make('pre', { tabindex: '0' }, text)));
  return parts;
}

const wide = (inner) => make('div', { class: 'wide' }, inner);
