// `Grant.evaluateAll` from the core's numbers: 273 objects are made here several times as fast as one by one
// across the boundary. What they say comes from the core.
import { caveatTexts, Grant, rpcNames, scopeNames } from './core.js';

// By their bits, in the order in which a decision lists them.
const REASONS = [
  'needs-personal-access-token',
  'needs-session-token',
  'needs-admin',
  'expired',
  'endpoint-not-listed',
  'missing-scopes',
];

/** @type {{ rpcs: string[], scopes: string[], caveats: { code: string, message: string }[] } | undefined} */
let names;

function readNames() {
  const texts = caveatTexts();
  const caveats = texts.filter((_, index) => index % 2 === 0);
  names = {
    rpcs: rpcNames(),
    scopes: scopeNames(),
    caveats: caveats.map((code, index) => ({ code, message: texts[index * 2 + 1] })),
  };
  return names;
}

const { evaluateAll: packedDecisions } = Grant.prototype;

Grant.prototype.evaluateAll = function evaluateAll(options) {
  const { rpcs, scopes, caveats } = names ?? readNames();
  const [numbers, joined] = packedDecisions.call(this, options);
  const texts = joined.split('\n');
  let at = 0;
  const next = () => numbers[at++];
  const list = (from) => {
    const items = [];
    for (let left = next(); left > 0; left -= 1) items.push(from[next()]);
    return items;
  };
  const readCaveats = (bits) => {
    const found = [];
    for (let index = 0; index < caveats.length; index += 1) {
      if (!(bits & (1 << index))) continue;
      const { code, message } = caveats[index];
      found.push(
        code === 'may-be-redacted'
          ? { code, message, scopes: list(scopes), fields: list(texts) }
          : { code, message },
      );
    }
    return found;
  };

  return rpcs.map((rpc) => {
    const head = next();
    const type = head & 3;
    if (type === 0) return { type: 'allow', rpc, caveats: readCaveats(head >> 8) };
    const missingScopes = list(scopes);
    if (type === 1) {
      return { type: 'redact', rpc, missingScopes, fields: list(texts), caveats: readCaveats(head >> 8) };
    }
    const decision = { type: 'reject', rpc, reasons: [], missingScopes };
    const remedies = [];
    for (let index = 0; index < REASONS.length; index += 1) {
      if (!(head & (4 << index))) continue;
      const reason = { code: REASONS[index] };
      if (index === 3) reason.at = texts[next()];
      if (index === 5) reason.scopes = missingScopes.slice();
      const remedy = next();
      let action = texts[remedy];
      if (index === 4) {
        decision.missingEndpoint = reason.endpoint = `/clarifai.api.V2/${rpc}`;
        action = action.replace('\0', reason.endpoint);
      }
      decision.reasons.push(reason);
      remedies.push({ action, cost: texts[remedy + 1] });
    }
    decision.remedies = remedies;
    decision.caveats = readCaveats(head >> 8);
    return decision;
  });
};
