// The facts of the API's own descriptors. The rules made of them are read in this folder, not taken
// from the package: the sandbox is its counterpart, and must be able to disagree with it.
import { readFileSync } from 'node:fs';

export const facts = JSON.parse(
  readFileSync(new URL('../../scripts/catalogue/facts.json', import.meta.url), 'utf8'),
);

/** The endpoint-level scope of an RPC method: `/clarifai.api.V2/PostModelOutputs`. */
export const endpointOf = (method) => `/${facts.service}/${method.name}`;

/** A scope as answers spell it: `Models:Get` for the descriptors' `Models_Get`. */
export const labelOf = (scope) => scope.replace('_', ':');
