
// The beginning: the engine is opened, what it says of the scenario is shown, and the page listens.

function showRun() {
  if (!DATA.run) return;
  const { draws, paths, seed, events } = DATA.run;
  $('run-part').hidden = !events.length;
  $('run-words').textContent = `Shares of histories over ${draws} draws of the uncertain numbers × ${paths} histories, seed ${seed}; in grey the range that `
    + 'holds nine draws in ten. It does not change with the dials: answers above are exact at one value of each number.';
  const outcomes = [...new Set(events.map(({ outcome }) => outcome))];
  const names = [...new Set(events.map(({ event }) => event))];
  const one = (event, outcome) => {
    const found = events.find((known) => known.event === event && known.outcome === outcome);
    return found ? make('td', {}, percent(found.value), make('small', {}, `${percent(found.low)} to ${percent(found.high)}`)) : make('td', {}, '–');
  };
  const head = (outcome) => (outcome === 'all' ? 'All outcomes' : capital(outcome));
  $('run').replaceChildren(table(['Event', ...outcomes.map(head)], names.map((event) => row(capital(event), ...outcomes.map((outcome) => one(event, outcome))))));
}

function listen() {
  $('to-answers').addEventListener('click', () => { $('events-head').scrollIntoView(); $('events-head').focus({ preventScroll: true }); });
  $('undo').addEventListener('click', () => step(state.past, state.future));
  $('redo').addEventListener('click', () => step(state.future, state.past));
  $('reset').addEventListener('click', () => change(null, () => adopt([])));
  $('keep').addEventListener('click', keep);
  $('search').addEventListener('input', search);
  $('outcome').addEventListener('change', () => { showQuarters(answer.answer, shipped.shipped); stops(); });
  window.addEventListener('resize', stops);
  $('why-close').addEventListener('click', () => $('why').close());
  $('copy').addEventListener('click', () => copy($('command').value, 'The command'));
  $('copy-link').addEventListener('click', () => copy(location.href.split('#')[0] + '#' + inAddress(), 'The link'));
  $('save-scenario').addEventListener('click', saveScenario);
  $('save-variants').addEventListener('click', saveVariants);
  $('save-csv').addEventListener('click', saveNumbers);
  $('dials').addEventListener('submit', (event) => event.preventDefault());
  $('dials').addEventListener('change', () => { moving = null; });
  window.addEventListener('hashchange', () => { remember(); readAddress(); refresh(); fillBoard(); });
  document.addEventListener('keydown', (event) => {
    const typing = event.target.matches?.('input:not([type=range]), textarea');
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || typing) return;
    event.preventDefault();
    if (event.shiftKey) step(state.future, state.past); else step(state.past, state.future);
  });
}

async function begin() {
  $('made').textContent = 'The page is opening …';
  engine.module = await compiled();
  shipped = await start();
  if (!shipped.ok) throw new Error(shipped.error);
  document.title = 'What if: ' + shipped.title;
  $('title').textContent = shipped.title;
  $('made').textContent = `allegiance ${shipped.version} · scenario ${DATA.file} · sha256 ${shipped.hash.slice(0, 12)} · results version ${shipped.results_version}`
    + (shipped.shipped.certified ? '' : ' · at least one game is not certified');
  addDials();
  showRun();
  listen();
  readAddress();
  refresh();
  fillBoard();
}

begin().catch((error) => {
  $('made').textContent = '';
  $('fault').textContent = 'The page could not be opened: ' + error.message;
});
