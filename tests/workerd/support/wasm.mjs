// Changes to compiled Wasm, for tests of what happens when a program traps.

function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at.i++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
}

function name(bytes, at) {
  const length = number(bytes, at);
  const text = bytes.toString("utf8", at.i, at.i + length);
  at.i += length;
  return text;
}

/** The module, with `unreachable` as the body of the function that it exports under this name. */
export function trapping(module, wantedName) {
  const bytes = Buffer.from(module);
  const at = { i: 8 };
  let imported = 0;
  let wanted;
  while (at.i < bytes.length) {
    const section = bytes[at.i++];
    const size = number(bytes, at);
    const end = at.i + size;
    if (section === 2) {
      for (let n = number(bytes, at); n > 0; n -= 1) {
        name(bytes, at);
        name(bytes, at);
        const kind = bytes[at.i++];
        if (kind === 0) imported += 1;
        if (kind === 0 || kind === 4) {
          if (kind === 4) at.i += 1;
          number(bytes, at);
        } else if (kind === 3) at.i += 2;
        else {
          if (kind === 1) at.i += 1;
          const limits = bytes[at.i++];
          number(bytes, at);
          if (limits & 1) number(bytes, at);
        }
      }
    } else if (section === 7) {
      for (let n = number(bytes, at); n > 0; n -= 1) {
        const found = name(bytes, at);
        const kind = bytes[at.i++];
        const index = number(bytes, at);
        if (kind === 0 && found === wantedName) wanted = index;
      }
    } else if (section === 10) {
      const count = number(bytes, at);
      for (let n = 0; n < count; n += 1) {
        const length = number(bytes, at);
        const from = at.i;
        if (n === wanted - imported) {
          // No locals, `unreachable`, as many `nop` as it takes, `end`.
          bytes.fill(0x01, from, from + length);
          bytes[from] = 0x00;
          bytes[from + 1] = 0x00;
          bytes[from + length - 1] = 0x0b;
          return bytes;
        }
        at.i = from + length;
      }
    }
    at.i = end;
  }
  throw new Error(`the module exports no function ${wantedName}`);
}
