
// What is changed and what is kept: as the engine is told it, in the address of the page, and as steps to undo.

const state = { set: new Map(), odds: null, kept: [], past: [], future: [] };
let shipped = null;
let answer = null;

// Odds are whole ten-thousandths, so that they sum to 1 as written.
const WHOLE = 10000;
const asOdds = (parts) => (parts / WHOLE).toFixed(4);
const NAMED = /^branch\.(.*)\.odds$/;

function settings() {
  const odds = state.odds ? shipped.outcomes.map(({ name }, at) => `branch.${name}.odds=${asOdds(state.odds[at])}`) : [];
  return [...odds, ...[...state.set].map(([key, value]) => `${key}=${value}`)];
}

// Key and value: names of outcomes and levels may have an equals sign, the keys of other dials none.
function parted(text) {
  const at = text.startsWith('branch.') ? text.lastIndexOf('=') : text.indexOf('=');
  return at < 0 ? ['', text] : [text.slice(0, at), text.slice(at + 1)];
}

function adopt(set) {
  state.set = new Map();
  state.odds = null;
  const odds = new Map();
  for (const text of set) {
    const [key, value] = parted(text);
    const outcome = NAMED.exec(key);
    if (outcome) odds.set(outcome[1], Math.round(Number(value) * WHOLE));
    else if (key) state.set.set(key, value);
  }
  const parts = shipped.outcomes.map(({ name }) => odds.get(name));
  if (parts.length && parts.every(Number.isFinite) && parts.reduce((sum, part) => sum + part, 0) === WHOLE) state.odds = parts;
}

// One outcome takes so much, the others share the rest in their proportions; what rounding leaves goes to the greatest. Where
// the others have nothing, they share evenly.
function shared(parts, at, wanted) {
  const taken = Math.min(WHOLE, Math.max(0, Math.round(wanted)));
  const others = parts.reduce((sum, part, place) => sum + (place === at ? 0 : part), 0);
  const even = (WHOLE - taken) / Math.max(1, parts.length - 1);
  const next = parts.map((part, place) => {
    if (place === at) return parts.length > 1 ? taken : WHOLE;
    return others > 0 ? Math.round(((WHOLE - taken) * part) / others) : Math.round(even);
  });
  const rest = WHOLE - next.reduce((sum, part) => sum + part, 0);
  const greatest = next.reduce((best, part, place) => (place !== at && (best < 0 || part > next[best]) ? place : best), -1);
  if (rest && greatest >= 0) next[greatest] += rest;
  return next;
}

function remember() {
  state.past.push(settings());
  state.future = [];
}

// A drag of a slider is one step to undo.
let moving = null;
function change(control, act) {
  if (control === null || moving !== control) remember();
  moving = control;
  act();
  refresh();
}

function step(from, to) {
  if (!from.length) return;
  to.push(settings());
  adopt(from.pop());
  moving = null;
  refresh();
}

function inAddress() {
  const part = (name, text) => name + '=' + encodeURIComponent(text);
  const parts = settings().map((text) => part('set', text));
  const kept = state.kept.map(({ name, set }) => part('keep', JSON.stringify([name, set])));
  return [...parts, ...kept].join('&');
}

// Not at every step of a drag: browsers slow a page down that changes its address often.
let later = 0;
function writeAddress() {
  clearTimeout(later);
  later = setTimeout(() => history.replaceState(null, '', '#' + inAddress()), 200);
}

// What the scenario does not know is left out, and said.
function readAddress() {
  const [set, kept, strange] = [[], [], []];
  const known = (text) => {
    const [key] = parted(text);
    const outcome = NAMED.exec(key);
    return outcome ? shipped.outcomes.some(({ name }) => name === outcome[1]) : [...shipped.dials, ...shipped.starts].some((dial) => dial.key === key);
  };
  for (const part of location.hash.slice(1).split('&')) {
    const at = part.indexOf('=');
    try {
      const text = decodeURIComponent(part.slice(at + 1));
      if (part.slice(0, at) === 'set') (known(text) ? set : strange).push(text);
      if (part.slice(0, at) === 'keep') {
        const [name, own] = JSON.parse(text);
        kept.push({ name: String(name), set: own.map(String), all: null });
      }
    } catch { /* a part that is damaged is left out */ }
  }
  if (kept.length) state.kept = kept;
  adopt(set);
  $('done').textContent = strange.length ? `Left out of the link, since this scenario does not know it: ${strange.join(', ')}` : '';
}
