// The fast path of `Grant.allows`: the core answers for every RPC method at once, and what is kept here
// is its answer. The rule stays in the core.
import { Grant, rpcNames } from './core.js';

/** @type {Map<string, number> | undefined} */
let indices;

/** What the core said, by grant: a grant never changes, and one that can expire is not kept. */
const reach = Symbol('reach');

function readNames() {
  indices = new Map();
  for (const [index, name] of rpcNames().entries()) {
    indices.set(name, index);
    indices.set(`/clarifai.api.V2/${name}`, index);
  }
  return indices;
}

const { allows: askCore, free } = Grant.prototype;

Grant.prototype.allows = function allows(rpc) {
  const index = (indices ?? readNames()).get(rpc);
  const known = this[reach] ?? keepReach(this);
  return known === null || index === undefined ? askCore.call(this, rpc) : known[index] === 1;
};

function keepReach(grant) {
  const value = grant.reachByIndex() ?? null;
  // A frozen grant keeps nothing.
  Reflect.defineProperty(grant, reach, { value, configurable: true });
  return value;
}

// A grant that was freed must not answer from what is kept.
function freeGrant() {
  delete this[reach];
  free.call(this);
}
Grant.prototype.free = freeGrant;
if (Symbol.dispose) Grant.prototype[Symbol.dispose] = freeGrant;
