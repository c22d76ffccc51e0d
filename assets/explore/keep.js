
// Kept variants, and what is taken along: files, the command, pictures.

function showBoard() {
  $('board-part').hidden = !state.kept.length;
  if (!state.kept.length) return;
  const names = Object.keys(shipped.shipped.all.events);
  const cells = (all, who) => names.map((event) => shown(all && last(all.events[event]), percent, [who, event]));
  const rows = state.kept.map((variant, at) => {
    const name = make('input', { type: 'text', value: variant.name, 'aria-label': `Name of variant ${at + 1}`, size: 16,
      onchange: () => { variant.name = name.value; writeAddress(); } });
    const acts = make('td', { class: 'controls' },
      make('button', { type: 'button', 'aria-label': 'Show ' + variant.name, onclick: () => change(null, () => adopt(variant.set)) }, 'Show'), ' ',
      make('button', { type: 'button', 'aria-label': 'Remove ' + variant.name, onclick: () => { state.kept.splice(at, 1); showBoard(); writeAddress(); $('keep').focus(); } }, 'Remove'));
    return make('tr', {}, make('th', { scope: 'row' }, name, make('small', {}, variant.set.join(', ') || 'nothing is changed')), ...cells(variant.all, 'kept-' + at), acts);
  });
  const now = row('Now', ...cells(answer.answer.all, 'now'), make('td', { class: 'controls' }));
  now.className = 'now';
  const first = row(SHIPPED, ...cells(shipped.shipped.all, 'shipped'), make('td', { class: 'controls' }));
  $('board').replaceChildren(table(['Variant', ...names.map(capital), make('span', { class: 'away' }, 'Show or remove')], [first, ...rows, now]));
}

async function fillBoard() {
  for (const variant of state.kept.filter(({ all }) => !all)) {
    const told = await ask({ do: 'answer', set: variant.set });
    if (told.ok) variant.all = told.answer.all;
  }
  if (state.kept.length) showBoard();
}

function keep() {
  state.kept.push({ name: `Variant ${state.kept.length + 1}`, set: settings(), all: answer.answer.all });
  showBoard();
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
  if (told) save(`${stem}-variant.toml`, told.scenario, 'application/toml');
}

async function saveVariants() {
  const all = [{ name: SHIPPED, set: [] }, ...state.kept];
  if (settings().length && !state.kept.some(({ set }) => String(set) === String(settings()))) all.push({ name: 'As on the page', set: settings() });
  const texts = [];
  for (const { name, set } of all) texts.push((await exported(set, name))?.variant);
  save(`${stem}-variants.toml`, texts.filter(Boolean).join('\n'), 'application/toml');
}

const cell = (text) => (/[",\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);

// Every number of the answer, one a row, with all its digits.
function saveNumbers() {
  const rows = [['outcome', 'quarter', 'what', 'value']];
  for (const [name, found] of CASES(answer.answer)) {
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
