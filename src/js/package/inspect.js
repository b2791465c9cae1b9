// What Node's console.log and util.inspect show of a credential: its fingerprint, never its text.
import { Credential } from './core.js';

Object.defineProperty(Credential.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value() {
    try {
      return String(this);
    } catch {
      return 'Credential(freed)'; // Wiped by free(), or no credential at all.
    }
  },
});
