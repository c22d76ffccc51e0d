
// The engine for browsers without relaxed SIMD, and for machines that round its fused operations twice: takes the bytes of
// the module, gives the same with a call of the module's own exact operation in the place of each. Both are three bytes.
function unfused(module) {
  const bytes = module.slice();
  const calls = {};
  let at = 8;
  const number = () => {
    let [value, place, byte] = [0, 1, 128];
    while (byte & 128) {
      byte = bytes[at++];
      value += (byte & 127) * place;
      place *= 128;
    }
    return value;
  };
  const skip = (count) => { while (count-- > 0) number(); };
  const put = (start, name) => {
    const index = calls[name];
    if (!(index < 16384)) throw new Error(name + ' cannot be called');
    bytes.set([0x10, (index & 127) | 128, index >> 7], start);
  };

  function vector(start) {
    const code = number();
    if (code <= 11 || code === 92 || code === 93) skip(2);
    else if (code === 12 || code === 13) at += 16;
    else if (code >= 21 && code <= 34) at += 1;
    else if (code >= 84 && code <= 91) { skip(2); at += 1; }
    else if (code === 0x105) put(start, 'fused_short');
    else if (code === 0x107) put(start, 'fused_long');
    // Relaxed choices of the smaller and the greater: the plain ones, which differ where a relaxed one may.
    else if (code >= 0x10d && code <= 0x110) bytes.set([[0xea, 0xeb, 0xf6, 0xf7][code - 0x10d], 1], start + 1);
    else if (code > 0xff) throw new Error('no plain operation for ' + code);
  }

  // One instruction, with what follows its code.
  function instruction() {
    const code = bytes[at++];
    if (code === 0xfd) vector(at - 1);
    else if (code === 0xfc) {
      const following = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1][number()];
      if (following === undefined) throw new Error('an operation is not known');
      skip(following);
    }
    else if (code === 0x43) at += 4;
    else if (code === 0x44) at += 8;
    else if (code === 0x0e) skip(number() + 1);
    else if (code === 0x1c) skip(number());
    else if (code === 0x11 || code === 0x13 || (code >= 0x28 && code <= 0x3e)) skip(2);
    else if ([0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10, 0x12, 0xd0, 0xd2].includes(code) || (code >= 0x20 && code <= 0x26) || (code >= 0x3f && code <= 0x42)) skip(1);
  }

  while (at < bytes.length) {
    const section = bytes[at++];
    const size = number();
    const end = at + size;
    if (section === 7) {
      for (let count = number(); count > 0; count -= 1) {
        const length = number();
        const name = new TextDecoder().decode(bytes.subarray(at, at + length));
        at += length;
        const kind = bytes[at++];
        const index = number();
        if (kind === 0) calls[name] = index;
      }
    }
    if (section === 10) {
      for (let count = number(); count > 0; count -= 1) {
        const body = number();
        const last = at + body;
        for (let locals = number(); locals > 0; locals -= 1) { number(); at += 1; }
        while (at < last) instruction();
      }
    }
    at = end;
  }
  return bytes;
}
