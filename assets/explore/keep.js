
// Kept variants, and what is taken along: files, the command, pictures.

function showBoard() {
  $('board-part').hidden = !state.kept.length;
  if (!state.kept.length || !answer) return;
  const held = document.activeElement?.closest?.('#board') && document.activeElement;
  if (held?.tagName === 'INPUT') return; // a name is being typed
  const place = held ? [...$('board').querySelectorAll('button')].indexOf(held) : -1;
  const names = Object.keys(shipped.shipped.all.events);
  const cells = (all, who) => names.map((event) => shown(all && last(all.events[event]), percent, [who, event]));
  const rows = state.kept.map((variant, at) => {
    const name = make('input', { type: 'text', value: variant.name, 'aria-label': `Name of variant ${at + 1}`, size: 16,
      onchange: () => { variant.name = free(name.value, variant); name.value = variant.name; writeAddress(); } });
    const acts = make('td', { class: 'controls' },
      make('button', { type: 'button', 'aria-label': 'Show ' + variant.name, onclick: () => change(null, () => adopt(variant.set)) }, 'Show'), ' ',
      make('button', { type: 'button', 'aria-label': 'Remove ' + variant.name, onclick: () => { state.kept.splice(at, 1); showBoard(); writeAddress(); $('events-head').focus(); } }, 'Remove'));
    const set = make('small', {}, variant.set.join(', ') || 'nothing is changed', variant.fault ? ': ' + variant.fault : null);
    return make('tr', {}, make('th', { scope: 'row' }, name, set), ...cells(variant.all, 'kept-' + at), acts);
  });
  const now = row('Now', ...cells(answer.answer.all, 'now'), make('td', { class: 'controls' }));
  now.className = 'now';
  const first = row(SHIPPED, ...cells(shipped.shipped.all, 'shipped'), make('td', { class: 'controls' }));
  $('board').replaceChildren(table(['Variant', ...names.map(capital), make('span', { class: 'away' }, 'Show or remove')], [first, ...rows, now]));
  $('board').querySelectorAll('button')[place]?.focus();
}

// A name that no other variant has.
function free(name, own) {
  const taken = (text) => text === SHIPPED || state.kept.some((variant) => variant !== own && variant.name === text);
  let [text, number] = [name.trim() || 'Variant', 2];
  while (taken(text)) text = `${name.trim() || 'Variant'} (${number++})`;
  return text;
}

async function fillBoard() {
  for (const variant of state.kept.filter(({ all, fault }) => !all && !fault)) {
    const told = await ask({ do: 'answer', set: variant.set });
    if (told.ok) variant.all = told.answer.all; else variant.fault = told.error;
  }
  showBoard();
}

// What is asked now is kept, with its own numbers if they are there already.
function keep() {
  const set = settings();
  const all = String(answer?.set) === String(set) ? answer.answer.all : null;
  state.kept.push({ name: free(`Variant ${state.kept.length + 1}`), set, all });
  showBoard();
  fillBoard();
  writeAddress();
  $('done').textContent = 'Kept.';
}

const stem = DATA.file.replace(/\.toml$/, '');

function save(name, bytes, type) {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = make('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  $('done').textContent = `Saved as ${name}.`;
}

async function exported(set, name) {
  const told = await ask({ do: 'export', set, name });
  if (!told.ok) $('fault').textContent = told.error;
  return told.ok ? told : null;
}

async function saveScenario() {
  const told = await exported(settings(), 'as on the page');
  if (told?.scenario) save(`${stem}-variant.toml`, told.scenario, 'application/toml');
  else $('done').textContent = 'This cannot be written as a file that is based on the scenario: take the command.';
}

async function saveVariants() {
  const all = [{ name: SHIPPED, set: [] }, ...state.kept];
  if (settings().length && !state.kept.some(({ set }) => String(set) === String(settings()))) all.push({ name: 'As on the page', set: settings() });
  const texts = [];
  for (const { name, set } of all) texts.push((await exported(set, name))?.variant);
  save(`${stem}-variants.toml`, texts.filter(Boolean).join('\n'), 'application/toml');
}

const cell = (text) => (/[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);

// A spreadsheet takes a text that begins so for a formula.
const guarded = (text) => (/^[=+@\t-]/.test(text) ? "'" + text : text);

// Every number of the answer, one a row, with all its digits.
function saveNumbers() {
  const rows = [['outcome', 'quarter', 'what', 'value']];
  for (const [outcome, found] of CASES(answer.answer)) {
    const name = guarded(outcome);
    found.quarters.forEach((quarter, at) => {
      for (const [key, value] of means(quarter)) rows.push([name, quarter.quarter, key, String(value)]);
      for (const [family, value] of Object.entries(quarter.contract)) rows.push([name, quarter.quarter, 'contract: ' + family, String(value)]);
      for (const [event, values] of Object.entries(found.events)) if (values) rows.push([name, quarter.quarter, 'event so far: ' + event, String(values[at])]);
    });
  }
  save(`${stem}-numbers.csv`, rows.map((row) => row.map(cell).join(',')).join('\n') + '\n', 'text/csv');
}

async function saveFigure(id, form) {
  const figure = answer.figures.find((known) => known.id === id);
  const name = `${stem}-${id}.${form.toLowerCase()}`;
  if (form === 'SVG') return save(name, figure.svg, 'image/svg+xml');
  if (form === 'CSV') return save(name, figure.csv, 'text/csv');
  const image = new Image();
  image.src = picture(figure.svg);
  await image.decode();
  URL.revokeObjectURL(image.src);
  const canvas = make('canvas', { width: image.naturalWidth * 2, height: image.naturalHeight * 2 });
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(name, blob, 'image/png'), 'image/png');
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    $('done').textContent = what + ' is copied.';
  } catch {
    $('command').select();
    $('done').textContent = 'The browser does not let the page copy: copy it by hand.';
  }
}
