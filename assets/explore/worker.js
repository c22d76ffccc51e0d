// Holds the engine away from the page, so that the page never waits. Takes { id, to, text }, gives { id, text } or { id, trap }.
'use strict';
let engine = null;

function call(name, text) {
  const bytes = new TextEncoder().encode(text);
  const at = engine.room(bytes.length);
  new Uint8Array(engine.memory.buffer, at, bytes.length).set(bytes);
  const answer = engine[name](at, bytes.length);
  return new TextDecoder().decode(new Uint8Array(engine.memory.buffer, answer, engine.length()));
}

// What the module imports is never called; it must be there all the same.
function stubs(module) {
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] = imports[from] || {};
    imports[from][name] = () => { throw new Error(name + ' is not there'); };
  }
  return imports;
}

self.onmessage = ({ data: { id, to, text, module } }) => {
  try {
    if (module) engine = new WebAssembly.Instance(module, stubs(module)).exports;
    self.postMessage({ id, text: call(to, text) });
  } catch (error) {
    self.postMessage({ id, trap: String(error) });
  }
};
