
// The engine in its worker: started, asked, and started again if it stops.

const engine = { worker: null, module: null, number: 0, opening: 0, waiting: new Map() };

async function compiled() {
  const packed = Uint8Array.from(atob($('engine').textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const module = await WebAssembly.compile(bytes).catch(() => null);
  return module && await fuses(module) ? module : WebAssembly.compile(unfused(bytes));
}

// Whether this machine rounds the fused operations of the module once, as the program does.
async function fuses(module) {
  const nothing = new Proxy({}, { get: () => () => {} });
  const imports = Object.fromEntries(WebAssembly.Module.imports(module).map(({ module: from }) => [from, nothing]));
  return (await WebAssembly.instantiate(module, imports)).exports.fuses() === 1;
}

function start() {
  const address = URL.createObjectURL(new Blob([$('worker').textContent], { type: 'text/javascript' }));
  engine.worker = new Worker(address);
  URL.revokeObjectURL(address);
  engine.worker.onmessage = ({ data: { id, text, trap } }) => {
    const heard = engine.waiting.get(id);
    engine.waiting.delete(id);
    if (trap && id !== engine.opening) restart();
    if (heard) heard(trap ? { ok: false, error: 'The engine stopped at these values and was started again (' + trap + ').' } : JSON.parse(text));
  };
  engine.worker.onerror = ({ message }) => {
    for (const heard of engine.waiting.values()) heard({ ok: false, error: 'The engine could not be started: ' + message });
    engine.waiting.clear();
  };
  engine.opening = engine.number + 1;
  return told('open', DATA.open, engine.module);
}

// A module that has stopped may be in any state: the next questions go to a new one.
function restart() {
  engine.worker.terminate();
  for (const heard of engine.waiting.values()) heard({ ok: false, error: 'The engine was started again.' });
  engine.waiting.clear();
  start();
}

function told(to, question, module) {
  const id = (engine.number += 1);
  return new Promise((heard) => {
    engine.waiting.set(id, heard);
    engine.worker.postMessage({ id, to, text: JSON.stringify(question), module });
  });
}
const ask = (question) => told('ask', question);
