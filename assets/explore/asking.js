
// Asking: one question at a time, and of those that wait only the newest.

let busy = false;
let newest = null;

function refresh() {
  showDials();
  showChanged();
  writeAddress();
  newest = { since: performance.now(), set: settings() };
  $('answers').setAttribute('aria-busy', 'true');
  if (!busy) follow();
}

// Follows the dials until nothing is left to ask. Whatever goes wrong is said, and the next change is asked all the same.
async function follow() {
  busy = true;
  try {
    await questions();
  } catch (error) {
    newest = null;
    $('fault').textContent = 'The answer could not be shown: ' + error.message;
  }
  busy = false;
  if (newest) { follow(); return; }
  $('answers').setAttribute('aria-busy', 'false');
}

async function questions() {
  await null; // what changes in one go is asked in one go
  let rest = null;
  while (newest || rest) {
    if (!newest) {
      const out = rest;
      rest = null;
      await out();
      continue;
    }
    const { since, set } = newest;
    newest = null;
    const told = await ask({ do: 'answer', set });
    if (told.ok || !answer) {
      answer = told.ok ? { ...told, set } : { ...await ask({ do: 'answer', set: [] }), set: [] };
      rest = await show();
    }
    refuse(told);
    performance.measure('answer', { start: since, end: performance.now() });
  }
  await command();
}

// What is asked may have no answer, or none that is an equilibrium: said, and not taken along.
function refuse({ ok, error }) {
  const uncertain = ok && !answer.answer.certified ? 'Not certified: at least one game has no certified solution at these values. What stands below is not an equilibrium.' : '';
  $('fault').textContent = ok ? uncertain : error;
  if (!ok) $('said').textContent = 'There is no answer to what is changed. Below stands the answer before.';
  $('answers').classList.toggle('old', !ok);
  for (const button of document.querySelectorAll('#keep, #export-part button, #figures button')) button.disabled = !ok;
}

// Until the browser has painted; a page that is out of sight paints nothing.
function painted() {
  if (document.hidden) return Promise.resolve();
  return new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); done(); };
    port2.postMessage(null);
  }));
}

async function command() {
  const told = await ask({ do: 'export', set: settings(), name: 'as on the page' });
  $('command').value = told.ok ? told.command : '';
}
