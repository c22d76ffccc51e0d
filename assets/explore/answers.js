
// What the engine answered, as tables and pictures, each number with the shipped one beside it where that reads otherwise.

const CASES = (found) => {
  const cases = Object.entries(found.branches);
  return cases.length > 1 ? [...cases, ['all outcomes', found.all]] : cases;
};
const started = (outcome) => answer.answer.starts.find(({ branch }) => branch === outcome);
const explained = (text, act) => make('button', { type: 'button', class: 'link', title: 'Why?', onclick: act }, text);

// Where an outcome begins, as a state of talks.
const beginning = (start) => ({ government: start.government, levels: start, dispute: false, share: null });

function showEvents(now, before) {
  const cases = CASES(now);
  const names = Object.keys(now.all.events);
  const heads = cases.map(([name, found]) => {
    const odds = name in now.branches && cases.length > 1 ? make('small', {}, 'odds ' + percent(found.odds)) : null;
    const head = started(name) ? explained(capital(name), () => why(name, beginning(started(name)), started(name).quarter, null)) : capital(name);
    return make('span', {}, head, odds);
  });
  const was = Object.fromEntries(CASES(before));
  const rows = names.map((event) => row(capital(event), ...cases.map(([name, found]) =>
    shown(last(found.events[event]), percent, ['event', name, event], last(was[name]?.events[event])))));
  const none = make('p', {}, 'The scenario names no events.');
  $('events').replaceChildren(names.length ? table(['Event', ...heads], rows) : none);
}

function showRoom(now, before) {
  const rows = now.starts.flatMap((start) => start.ranges.map((range) => {
    const old = before.starts.find(({ branch }) => branch === start.branch)?.ranges.find(({ family }) => family === range.family);
    const place = (end) => ['room', start.branch, range.family, end];
    const width = (found) => (found && found.willingness !== null && found.reservation !== null ? found.willingness - found.reservation : null);
    const room = width(range);
    const said = room === null ? make('td', {}, '–') : make('td', {}, room > 0 ? points(room) : 'none',
      width(old) === null || (room > 0 ? points(room) : 'none') === (width(old) > 0 ? points(width(old)) : 'none') ? null
        : make('small', {}, make('span', { class: 'away' }, 'shipped: '), width(old) > 0 ? points(width(old)) : 'none'));
    return make('tr', {}, make('th', { scope: 'row' }, explained(`${capital(start.branch)}: ${range.family}`, () => why(start.branch, beginning(start), start.quarter, range.family))),
      shown(range.reservation, points, place('reservation'), old?.reservation), shown(range.willingness, points, place('willingness'), old?.willingness), said);
  }));
  $('room').replaceChildren(table(['Outcome and deal', `Least that ${shipped.client} takes`, `Most that ${shipped.patron} pays`, 'Room'], rows));
}

const likeliest = ({ branches }) => Object.keys(branches).reduce((best, name) => (branches[name].odds > branches[best].odds ? name : best));

// The means of a quarter that belong to no family of offers.
const means = (quarter) => Object.entries(quarter).filter(([key]) => !['quarter', 'contract', 'talks'].includes(key));

function showQuarters(now, before) {
  const cases = CASES(now);
  const chosen = $('outcome').value;
  const options = cases.map(([name]) => make('option', { value: name }, capital(name)));
  $('outcome').replaceChildren(...options);
  const name = cases.some(([known]) => known === chosen) ? chosen : likeliest(now);
  $('outcome').value = name;
  const [found, old] = [Object.fromEntries(cases)[name], Object.fromEntries(CASES(before))[name]];
  const [first] = Object.entries(found.events);
  const heads = means(found.quarters[0]).map(([key]) => words(key)).concat(Object.keys(found.quarters[0].contract).map((family) => capital(family) + ' in force'));
  const rows = found.quarters.map((quarter, at) => {
    const was = old?.quarters[at];
    const head = quarter.talks ? explained(quarter.quarter, () => why(name, quarter.talks, quarter.quarter, null)) : quarter.quarter;
    const event = first ? [shown(first[1] && first[1][at], percent, ['by', name, first[0], at], old?.events[first[0]]?.[at])] : [];
    const cells = means(quarter).map(([key, value]) => shown(value, key === 'subsidy' || key === 'ratified_steps' ? points : percent, ['mean', name, at, key], was?.[key]));
    const contracts = Object.entries(quarter.contract).map(([family, value]) => shown(value, percent, ['contract', name, at, family], was?.contract[family]));
    return row(head, ...event, ...cells, ...contracts);
  });
  $('quarters').replaceChildren(table(['Quarter', ...(first ? [capital(first[0]) + ' so far'] : []), ...heads], rows));
}

const picture = (svg) => URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
const drawn = new Map();

// The frames of the charts, an empty one for each.
function frames(figures) {
  const box = $('figures');
  if (box.children.length === figures.length && figures.every(({ id }, at) => box.children[at].dataset.id === id)) return;
  drawn.clear();
  box.replaceChildren(...figures.map(({ id, title }) => {
    const save = (form) => make('button', { type: 'button', 'aria-label': `${form}: ${title}`, onclick: () => saveFigure(id, form) }, form);
    return make('figure', { 'data-id': id }, make('picture', {}, make('source', { media: '(max-width: 40rem)' }), make('img', { alt: '' })), make('p', { class: 'row controls' }, save('SVG'), save('PNG'), save('CSV')));
  }));
}

// A picture changes only once it is ready, so that nothing flickers.
async function showFigure({ id, svg, phone, alt }, frame) {
  const before = drawn.get(id);
  if (before?.svg === svg) return;
  const image = frame.querySelector('img');
  const addresses = [svg, phone].map(picture);
  drawn.set(id, { svg, addresses });
  [image.src, image.previousElementSibling.srcset] = addresses;
  image.alt = alt;
  await image.decode().catch(() => {});
  before?.addresses.forEach((address) => URL.revokeObjectURL(address));
}

function showChanged() {
  const told = shipped.dials.concat(shipped.starts.map(({ key, ladder, level }) => ({ key, gloss: 'start of ' + ladder, value: level, unit: '' })));
  const items = [...state.set].map(([key, value]) => {
    const dial = told.find((known) => known.key === key);
    const was = dial ? ` (shipped ${typeof dial.value === 'number' ? plain(dial.value) : dial.value}${dial.unit ? ' ' + dial.unit : ''})` : '';
    return make('li', {}, `${capital(dial?.gloss || key)}: ${unquoted(value)}${was}`);
  });
  if (state.odds) {
    const odds = shipped.outcomes.map(({ name, odds }, at) => `${name} ${percent(state.odds[at] / WHOLE)} (shipped ${percent(odds)})`);
    items.unshift(make('li', {}, 'Odds: ' + odds.join(', ')));
  }
  $('changed').replaceChildren(...items);
  $('changed-part').hidden = !items.length;
}

// Shows the answer: first what is in sight, the rest when that is painted and nothing newer is asked.
async function show() {
  const [now, before] = [answer.answer, shipped.shipped];
  $('said').textContent = answer.said || 'Nothing is changed: these are the numbers of the scenario as shipped. Move a dial.';
  frames(answer.figures);
  const parts = [
    [$('events'), () => showEvents(now, before)], [$('room'), () => showRoom(now, before)], [$('board'), showBoard],
    [$('quarters'), () => showQuarters(now, before)],
    ...answer.figures.map((figure, at) => [$('figures').children[at], () => showFigure(figure, $('figures').children[at])]),
  ];
  const seen = parts.map(([place]) => place.getBoundingClientRect()).map(({ top, bottom }) => bottom >= 0 && top <= innerHeight);
  const draw = (inSight) => Promise.all(parts.filter((_, at) => seen[at] === inSight).map(([, part]) => part()));
  await draw(true);
  await painted();
  return async () => { await draw(false); stops(); };
}

function showDials() {
  for (const dial of dials) {
    const moved = dial.show();
    dial.box.classList.toggle('moved', moved);
    if (!moved && document.activeElement === dial.reset) dial.box.querySelector('input, select').focus();
    dial.reset.hidden = !moved;
  }
  $('undo').disabled = !state.past.length;
  $('redo').disabled = !state.future.length;
  $('reset').disabled = !settings().length;
}
