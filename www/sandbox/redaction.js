// How the service answered until about 2019, where the sandbox is told to: a key that lacks the Get scope
// of something in the answer got the answer without it, and the status said nothing of that.

// The fields of an answer that show what a scope is for.
const fieldsOf = {
  Annotations_Get: ['annotation'],
  Concepts_Get: ['concepts'],
  Inputs_Get: ['input'],
  Models_Get: ['model', 'model_version', 'nodes'],
};

/**
 * Whether a missing scope takes its part out of the answer instead of refusing the call: a Get scope does,
 * but for that of the resource that the path names last.
 *
 * @param {string} scope
 * @param {string} template of the path
 */
export function redactable(scope, template) {
  if (!scope.endsWith('_Get')) return false;
  const named = template.split('/').filter((segment) => !segment.startsWith('{'));
  return scope.toLowerCase() !== `${named.at(-1)}_get`;
}

function without(value, hidden, isEmptied = false) {
  if (Array.isArray(value)) return value.map((item) => without(item, hidden, isEmptied));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).flatMap(([name, each]) => {
    if (!hidden.has(name)) return [[name, without(each, hidden, isEmptied || name === 'output_info')]];
    // Recorded: a model keeps an empty list, and an input loses the field.
    return isEmptied ? [[name, []]] : [];
  });
  return Object.fromEntries(kept);
}

/**
 * Takes out of an answer what belongs to scopes that the key lacks; what the call itself asked for stays.
 *
 * @param {object} answer
 * @param {string[]} scopes
 */
export function redact(answer, scopes) {
  const hidden = new Set(scopes.flatMap((scope) => fieldsOf[scope] ?? []));
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, without(value, hidden)]));
}
