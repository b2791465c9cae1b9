// Groups scopes and RPC methods by the resource that they act on.

const smallestGroup = 3;

const inWords = (name) => name.replaceAll(/[_-]/g, ' ').replace(/^./, (first) => first.toUpperCase());
const apart = (name) => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');

/**
 * Scopes by resource, in the catalogue's order; those of no resource (`All`, `Predict`, `Search`) under ''.
 *
 * @param {import('clarifai-auth').OperationScope[]} scopes
 * @returns {{ resource: string, scopes: import('clarifai-auth').OperationScope[] }[]}
 */
export function scopesByResource(scopes) {
  const groups = new Map([['', []]]);
  for (const scope of scopes) {
    const resource = scope.label.includes(':') ? apart(scope.label.split(':')[0]) : '';
    groups.set(resource, [...(groups.get(resource) ?? []), scope]);
  }
  return [...groups].map(([resource, members]) => ({ resource, scopes: members }));
}

/** The first literal part of a path after the user and the app: `models`, `inputs`. */
function resourceOf(rpcMethod) {
  const parts = (rpcMethod.httpRules[0]?.template ?? '').split('/').slice(2);
  while (parts.length > 2 && ['users', 'apps'].includes(parts[0]) && parts[1].startsWith('{'))
    parts.splice(0, 2);
  return parts[0] ?? '';
}

/**
 * RPC methods by resource, the largest group first and what stands alone last.
 *
 * @param {import('clarifai-auth').RpcMethod[]} rpcMethods
 * @returns {{ resource: string, rpcMethods: import('clarifai-auth').RpcMethod[] }[]}
 */
export function rpcMethodsByResource(rpcMethods) {
  const groups = new Map();
  for (const rpcMethod of rpcMethods) {
    const resource = resourceOf(rpcMethod);
    groups.set(resource, [...(groups.get(resource) ?? []), rpcMethod]);
  }
  const large = [];
  const others = [];
  for (const [resource, members] of groups) {
    if (members.length < smallestGroup) others.push(...members);
    else large.push({ resource: inWords(resource), rpcMethods: members });
  }
  large.sort((a, b) => b.rpcMethods.length - a.rpcMethods.length);
  return others.length ? [...large, { resource: 'Other', rpcMethods: others }] : large;
}
