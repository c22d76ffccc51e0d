
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
    $('fault').textContent = told.ok ? '' : told.error;
    if (told.ok) {
      answer = { ...told, set };
      rest = await show();
    }
    performance.measure('answer', { start: since, end: performance.now() });
  }
  await command();
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
  if (told.ok) $('command').value = told.command;
}
