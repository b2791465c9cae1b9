// The documented limit: so many requests within any second, for each credential.
import { Failure } from './failures.js';

/** @param {number} requestsPerSecond */
export function createThrottle(requestsPerSecond) {
  const recent = new Map();
  return (key, now) => {
    const times = (recent.get(key.key) ?? []).filter((time) => now - time < 1000);
    if (times.length >= requestsPerSecond) {
      recent.set(key.key, times);
      throw new Failure('CONN_THROTTLED', `exceeded limit of ${requestsPerSecond} requests per second`);
    }
    recent.set(key.key, [...times, now]);
    // Deleted keys ask no more; what is left of them goes with the rest.
    if (recent.size > 2000) recent.clear();
  };
}
