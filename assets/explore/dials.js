
// The dials: odds, start levels and numbers, each with what was shipped.

const dials = [];

function card(name, controls, note, more) {
  const reset = make('button', { type: 'button', hidden: true, 'aria-label': 'Reset: ' + name }, 'Reset');
  const id = 'dial-' + dials.length;
  controls[0].id = id;
  const box = make('div', { class: 'dial' }, make('label', { for: id }, name), make('div', { class: 'row' }, ...controls, reset), make('p', {}, note), more);
  return { box, reset };
}

function addOdds(outcome, at, parts) {
  const slider = make('input', { type: 'range', min: 0, max: WHOLE, step: 100, 'data-odds': outcome.name });
  const number = make('output', { for: 'dial-' + dials.length });
  const { box, reset } = card(capital(outcome.name), [slider, number], 'shipped ' + percent(outcome.odds));
  // The others keep the proportions that they have where a drag begins, those of the scenario if all was taken from them.
  let from = null;
  const move = (value) => {
    if (moving !== slider || !from) from = state.odds || parts;
    const others = from.some((part, place) => place !== at && part > 0) ? from : parts;
    const next = shared(others, at, value);
    state.odds = next.every((part, place) => Math.abs(part - parts[place]) <= 1) ? null : next;
  };
  slider.addEventListener('input', () => {
    if (moving !== slider) from = null;
    change(slider, () => move(slider.valueAsNumber));
  });
  reset.addEventListener('click', () => { from = null; change(null, () => move(parts[at])); });
  $('odds').append(box);
  dials.push({ box, reset, show() {
    const now = (state.odds || parts)[at];
    slider.value = now;
    slider.setAttribute('aria-valuetext', percent(now / WHOLE));
    number.textContent = percent(now / WHOLE);
    return now !== parts[at];
  } });
}

function addStart(start) {
  const select = make('select', { 'data-key': start.key }, ...start.levels.map((level) => make('option', { value: level }, level)));
  const { box, reset } = card(capital(start.ladder), [select], 'shipped: ' + start.level);
  const set = (level) => (level === start.level ? state.set.delete(start.key) : state.set.set(start.key, JSON.stringify(level)));
  select.addEventListener('change', () => change(null, () => set(select.value)));
  reset.addEventListener('click', () => change(null, () => set(start.level)));
  $('starts').append(box);
  dials.push({ box, reset, show() {
    const stated = state.set.get(start.key);
    select.value = stated === undefined ? start.level : unquoted(stated);
    return stated !== undefined;
  } });
}

function unquoted(text) {
  try { return String(JSON.parse(text)); } catch { return text; }
}

// A step of a hundredth of the range, rounded down to 1, 2 or 5 of a digit.
function fine(low, high) {
  const rough = (high - low) / 100;
  const ten = 10 ** Math.floor(Math.log10(rough));
  return ten * [5, 2, 1].find((digit) => digit * ten <= rough * 1.0001);
}

// The text of a number from a slider: its sums have digits that nobody asked for.
const short = (value) => String(Number(value.toPrecision(10)));

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,2})?$/i;

function addNumber(dial, place) {
  const name = dial.gloss ? capital(dial.gloss) : dial.key;
  const ranged = dial.low !== null && dial.high !== null && dial.high > dial.low;
  const step = ranged ? fine(dial.low, dial.high) : null;
  const number = make('input', { type: 'text', inputmode: 'decimal', 'data-key': dial.key });
  const slider = ranged ? make('input', { type: 'range', min: dial.low, max: dial.high, step, 'aria-label': name + ', slider' }) : null;
  const unit = dial.unit ? ' ' + dial.unit : '';
  const range = ranged ? ` · ${plain(dial.low)} to ${plain(dial.high)}` : '';
  const more = make('details', {}, make('summary', {}, 'Key and source'), make('p', {}, make('code', {}, dial.key)), make('p', {}, dial.source || 'no source stated'));
  const { box, reset } = card(name, [number, ...(slider ? [slider] : [])], `shipped ${plain(dial.value)}${unit}${range}`, more);
  const set = (text) => (text === '' || Number(text) === dial.value ? state.set.delete(dial.key) : state.set.set(dial.key, text));
  // Typing counts once it is done; a half-written number is no question.
  number.addEventListener('change', () => {
    const text = number.value.trim().replace('−', '-');
    if (text !== '' && !NUMBER.test(text)) {
      number.setAttribute('aria-invalid', 'true');
      $('fault').textContent = `${name}: “${text}” is no number. Write it like 0.75.`;
      return;
    }
    change(null, () => set(text === '' ? '' : String(Number(text))));
  });
  slider?.addEventListener('input', () => change(slider, () => set(short(slider.valueAsNumber))));
  reset.addEventListener('click', () => change(null, () => set('')));
  place.append(box);
  dials.push({ box, reset, text: (name + ' ' + dial.key).toLowerCase(), show() {
    const now = state.set.has(dial.key) ? Number(state.set.get(dial.key)) : dial.value;
    number.value = short(now);
    number.removeAttribute('aria-invalid');
    if (slider) slider.value = now;
    return state.set.has(dial.key);
  } });
}

// Odds of elections are dials of their own or, of later ones, must change together.
const isOdds = (key) => /^election\..*\.probability$/.test(key);

function addDials() {
  if (shipped.outcomes.length > 1) {
    let parts = shipped.outcomes.map(({ odds }) => Math.round(odds * WHOLE));
    const greatest = parts.indexOf(Math.max(...parts));
    parts[greatest] += WHOLE - parts.reduce((sum, part) => sum + part, 0);
    shipped.outcomes.forEach((outcome, at) => addOdds(outcome, at, parts));
    $('odds').hidden = false;
  }
  shipped.starts.forEach(addStart);
  $('starts').hidden = !shipped.starts.length;
  const numbers = shipped.dials.filter(({ key }) => !isOdds(key));
  const ranked = numbers.filter(({ rank }) => rank).sort((one, two) => one.rank - two.rank);
  const uncertain = numbers.filter(({ rank, low }) => !rank && low !== null);
  const leading = [...ranked, ...uncertain].slice(0, LEADING);
  if (!ranked.length) $('first-head').textContent = 'Uncertain numbers, the first of the file';
  leading.forEach((dial) => addNumber(dial, $('first')));
  $('first').hidden = !leading.length;
  const others = numbers.filter((dial) => !leading.includes(dial));
  others.forEach((dial) => addNumber(dial, $('rest')));
  $('others-head').textContent = `All other numbers (${others.length})`;
  $('others').hidden = !others.length;
}

function search() {
  const wanted = $('search').value.trim().toLowerCase().split(/\s+/);
  const inside = dials.filter(({ box }) => $('rest').contains(box));
  for (const { box, text } of inside) box.hidden = !wanted.every((word) => text.includes(word));
  const left = inside.filter(({ box }) => !box.hidden).length;
  $('found').textContent = left === inside.length ? '' : `${left} of ${inside.length} numbers`;
}
