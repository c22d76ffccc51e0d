// The engine of `allegiance explore` beside the program itself: node checks/engine.mjs PROGRAM PAGE SCENARIO SETTINGS [plain]
// With `plain`, the engine as a browser without relaxed SIMD runs it (assets/explore/plain.js).
// Takes the module and the scenario out of a page, asks for as many answers as told with numbers, starts and odds set at
// random, and runs the command that the engine gives for each. Every number must be the same text.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gunzipSync } from 'node:zlib';

const [program, page, scenario, settings, way] = process.argv.slice(2);
const html = readFileSync(page, 'utf8');
const inside = (id) => html.match(new RegExp(`<script[^>]*id="${id}"[^>]*>([^<]*)</script>`))[1];

const plain = new Function(`${readFileSync('assets/explore/plain.js', 'utf8')}; return unfused;`)();
const packed = new Uint8Array(gunzipSync(Buffer.from(inside('engine'), 'base64')));
const bytes = way === 'plain' ? plain(packed) : packed;
const module = new WebAssembly.Module(bytes);
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  (imports[from] ??= {})[name] = () => { throw new Error(`${name} is not there`); };
}
const engine = new WebAssembly.Instance(module, imports).exports;
if (way !== 'plain' && engine.fuses() !== 1) throw new Error('this machine rounds fused operations twice');

function call(name, request) {
  const text = Buffer.from(JSON.stringify(request));
  const at = engine.room(text.length);
  new Uint8Array(engine.memory.buffer, at, text.length).set(text);
  const answer = engine[name](at, text.length);
  return JSON.parse(Buffer.from(engine.memory.buffer, answer, engine.length()).toString());
}

// Numbers that only look random: the same in every run.
let state = 20200809;
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}
const one = (list) => list[Math.floor(random() * list.length)];

function setting({ dials, starts, outcomes }) {
  const numbers = Array.from({ length: 1 + Math.floor(random() * 3) }, () => one(dials.filter(({ low, high }) => low < high)));
  const set = numbers.filter(Boolean).map(({ key, low, high }) => `${key}=${(low + random() * (high - low)).toPrecision(4)}`);
  if (random() < 0.4 && starts.length) {
    const { key, levels } = one(starts);
    set.push(`${key}=${one(levels)}`);
  }
  if (random() < 0.4 && outcomes.length > 1) set.push(`branch.${one(outcomes).name}.odds=${random().toFixed(3)}`);
  return [...new Map(set.map((text) => [text.split('=')[0], text])).values()];
}

const opened = call('open', JSON.parse(inside('data')).open);
if (!opened.ok) throw new Error(opened.error);
const times = [];
let numbers = 0;
for (let count = 0; count < Number(settings);) {
  const set = setting(opened);
  const begun = performance.now();
  const found = call('ask', { do: 'answer', set });
  times.push(performance.now() - begun);
  const kept = call('ask', { do: 'export', set, name: 'kept' });
  if (!found.ok) throw new Error(`${set}: ${found.error}`);
  const command = `"$PROGRAM" ${kept.command.split(' ').slice(1).join(' ')} --format json`;
  let told;
  try {
    told = execFileSync('bash', ['-c', command], { cwd: dirname(scenario), env: { ...process.env, PROGRAM: program }, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    told = error.stdout; // a game that is not certified is told all the same
  }
  const [ours, theirs] = [found.answer, JSON.parse(told)].map((answer) => JSON.stringify(answer));
  if (ours !== theirs) throw new Error(`${set}: the engine differs from ${kept.command}`);
  numbers += ours.match(/[:[,]-?\d/g).length;
  count += 1;
}
times.sort((one, two) => one - two);
const at = (share) => times[Math.floor(share * (times.length - 1))].toFixed(0);
console.log(`${scenario}${way ? `, ${way}` : ''}: ${settings} settings, ${numbers} numbers, all the same; an answer took ${at(0.5)} ms, ${at(0.95)} ms in 95 of 100`);
