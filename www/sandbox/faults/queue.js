// The faults that are still to come, in the order in which they were asked for.
import { findRoute } from '../routes.js';
import { readFault } from './fault.js';

const maxFaults = 1000;
const maxCalls = 1000;

// The names of the RPC methods that a request calls; none where it calls nothing.
function calledBy(verb, target) {
  try {
    return findRoute(verb, target).matches.map(({ method }) => method.name);
  } catch {
    return [];
  }
}

/** @param {import('./fault.js').Fault[]} initial */
export function createFaultQueue(initial) {
  let faults = [];
  let calls = [];

  const add = (...given) => {
    if (faults.length + given.length > maxFaults) throw new RangeError(`at most ${maxFaults} faults`);
    faults.push(...given.map(readFault));
  };
  add(...initial);

  return {
    /** Adds faults; the first that fits a request is taken. */
    add,
    /** What is still to come. */
    list: () => faults.map((fault) => ({ ...fault })),
    clear() {
      faults = [];
      calls = [];
    },
    /** The RPC methods that were called of late, the last one last; `-` for what is none. */
    calls: () => [...calls],
    /**
     * Takes the fault that a request meets.
     *
     * @param {string} verb
     * @param {string} target
     */
    take(verb, target) {
      // A browser's question before a call is no call.
      if (verb === 'OPTIONS') return undefined;
      const names = calledBy(verb, target);
      calls = [...calls, names.join(' and ') || '-'].slice(-maxCalls);
      const fits = (fault) =>
        (fault.rpc === undefined || names.includes(fault.rpc)) &&
        (fault.verb === undefined || fault.verb === verb) &&
        (fault.path === undefined || target.startsWith(fault.path));
      for (const fault of faults.filter(fits)) {
        if (fault.after > 0) {
          fault.after -= 1;
          continue;
        }
        if (fault.times !== 'all') fault.times -= 1;
        faults = faults.filter(({ times }) => times !== 0);
        return { ...fault };
      }
      return undefined;
    },
  };
}
