// Errors that wasm-bindgen's own code throws, with a code as every other one has.

const freed = 'null pointer passed to rust';

/** @param {string} message */
export function thrownByGlue(message) {
  const [code, name, said] =
    message === freed
      ? ['ERR_FREED', 'FreedError', 'this object was freed: make a new one']
      : ['ERR_CALL', 'CallError', message];
  const error = new Error(said);
  error.name = name;
  return Object.assign(error, { code });
}
