// Stands where the module's exports will stand, so that a call made too early says what to do,
// and a call made in time pays nothing for the check.

/** @param {string} message @param {unknown} [cause] */
export function notReadyError(message, cause) {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  error.name = 'NotReadyError';
  return Object.assign(error, { code: 'ERR_NOT_READY' });
}

export const notReady = new Proxy(Object.create(null), {
  get() {
    throw notReadyError('clarifai-auth is not ready: `await ready()` once before the first call');
  },
});
