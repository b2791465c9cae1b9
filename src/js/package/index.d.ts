/**
 * Resolves when the module is usable. Not needed in Node, Deno, Bun and workerd; needed once in
 * browsers. May be called often and concurrently; tries anew after a failure, which rejects with
 * ERR_NOT_READY. Functions called too early throw ERR_NOT_READY.
 *
 * `module` is for those who load `clarifai-auth/core.wasm` themselves.
 */
export declare function ready(
  module?: WebAssembly.Module | ArrayBuffer | ArrayBufferView | URL | string,
): Promise<void>;

// Where neither the library of browsers nor that of Node declares them.
declare global {
  namespace WebAssembly {
    interface Module {}
  }
  interface URL {}
  interface Blob {}
  interface AbortSignal {}
}
