// The page of `allegiance explore`. It asks the engine in a worker and shows what that says; it works out nothing itself.
// Texts of the scenario reach the page through textContent and attributes only.
'use strict';

const $ = (id) => document.getElementById(id);
const DATA = JSON.parse($('data').textContent);
const LEADING = 8;
const SHIPPED = 'As shipped';

// An element with attributes (on… are listeners) and children; a text is a text, never markup.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// Numbers as people read them. The full value stands in data-value.
const signed = (text) => text.replace('-', '−');
const points = (value) => signed(value.toFixed(2)).replace(/^−(0\.00)$/, '$1');
function percent(value) {
  if (value === 0 || value === 1) return value * 100 + '%';
  if (value < 0.001) return '<0.1%';
  if (value > 0.999) return '>99.9%';
  return (value * 100).toFixed(value < 0.1 || value > 0.9 ? 1 : 0) + '%';
}
const plain = (value) => signed(String(Number(Number(value).toPrecision(4))));
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const words = (key) => capital(key.replaceAll('_', ' '));
const last = (list) => (list && list.length ? list[list.length - 1] : null);

function shown(value, form, place, shipped) {
  if (value === null || value === undefined) return make('td', {}, '–');
  const text = form(value);
  const was = shipped === null || shipped === undefined || form(shipped) === text ? null
    : make('small', { 'data-shipped': String(shipped) }, make('span', { class: 'away' }, 'shipped: '), form(shipped));
  return make('td', {}, make('span', { 'data-value': String(value), 'data-place': JSON.stringify(place) }, text), was);
}

function table(heads, rows, caption) {
  const head = heads.map((text, at) => make('th', { scope: 'col' }, text || make('span', { class: 'away' }, at ? 'Column' : 'Row')));
  return make('table', {}, caption ? make('caption', {}, caption) : null,
    make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows));
}
// Tables that need scrolling can be reached by keyboard; the others are no stop.
function stops() {
  for (const box of document.querySelectorAll('.wide')) {
    const scrolls = box.scrollWidth > box.clientWidth;
    for (const [name, text] of [['tabindex', '0'], ['role', 'group'], ['aria-label', 'Table, scrolls sideways']]) {
      if (scrolls) box.setAttribute(name, text); else box.removeAttribute(name);
    }
  }
}
const row = (head, ...cells) => make('tr', {}, make('th', { scope: 'row' }, head), ...cells);
