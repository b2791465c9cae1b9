// Which messages an answer is made of, and which resource each of them belongs to.

const GET = '_Get';

/**
 * Resources whose messages are named otherwise, each with the method that reads the message: it requires the Get scope.
 * @type {Record<string, { scope: string, readBy: string }>}
 */
const NAMED_OTHERWISE = {
  AnnotationFilter: { scope: 'SavedSearch_Get', readBy: 'GetAnnotationFilter' },
  Collaboration: { scope: 'Collaborators_Get', readBy: 'ListCollaborations' },
  EvalMetrics: { scope: 'Metrics_Get', readBy: 'GetEvaluation' },
  KnowledgeGraph: { scope: 'Concepts_Get', readBy: 'ListKnowledgeGraphs' },
  MetricData: { scope: 'UserMetrics_Get', readBy: 'PostMetricsQuery' },
  MetricTypeLabels: { scope: 'UserMetrics_Get', readBy: 'ListMetricLabels' },
  ModelVersionExport: { scope: 'ModelExports_Get', readBy: 'GetModelVersionExport' },
  Search: { scope: 'SavedSearch_Get', readBy: 'GetSearch' },
};

const wordsOf = (name) => name.match(/[A-Z]+(?![a-z])\d*|[A-Z][a-z0-9]*|\d+/g) ?? [];
const singular = (word) =>
  word
    .replace(/ies$/, 'y')
    .replace(/(ch)es$/, '$1')
    .replace(/([^s])s$/, '$1');
const key = (words) => words.map(singular).join(' ');

/**
 * The messages of all answers in order of their names, of which only what leads to a resource is kept: each with its
 * owner's Get scope, and with its fields. Beside them what each RPC method's answer carries.
 */
export function answerMessages({ rpcMethods, scopes, messages }) {
  const byName = new Map(messages.map((message) => [message.name, message]));
  const resources = new Map([
    ...scopes
      .filter(({ name }) => name.endsWith(GET))
      .map(({ name }) => [key(wordsOf(name.slice(0, -GET.length))), name]),
    ...Object.entries(NAMED_OTHERWISE).map(([name, { scope }]) => [key(wordsOf(name)), scope]),
  ]);
  // A method's name may call a resource as the method that reads it does: `Evaluation`.
  const inMethods = new Map([
    ...resources,
    ...Object.values(NAMED_OTHERWISE).map(({ scope, readBy }) => [key(wordsOf(readBy).slice(1)), scope]),
  ]);
  const owners = ownersOf(messages, rpcMethods, resources);
  checkReaders(rpcMethods, byName);

  const reached = new Map(messages.map(({ name }) => [name, reachedFrom(name, byName)]));
  const carriedBy = (name) =>
    new Set([...reached.get(name)].map((found) => owners.get(found)).filter(Boolean));
  const kept = messages.filter(({ name }) => carriedBy(name).size > 0);
  const leads = new Set(kept.map(({ name }) => name));
  return {
    messages: kept.map(({ name, fields, isMapEntry }) => ({
      name,
      owner: owners.get(name),
      isMapEntry,
      fields: Object.entries(fields).filter(([, message]) => leads.has(message)),
    })),
    answers: rpcMethods.map(({ name, answer }) => ({
      message: leads.has(answer) ? answer : undefined,
      carries: [...carriedBy(answer)],
      // Of the distinct messages that it is made of, its own among them, at least half.
      major: [...carriedBy(answer)].filter((scope) => {
        const all = [...reached.get(answer)];
        return all.filter((found) => owners.get(found) === scope).length * 2 >= all.length;
      }),
      namedFor: resourcesIn(inMethods, wordsOf(name).slice(1)),
    })),
  };
}

/** The Get scope of the resource that some words begin with, the longest, and how many words that are. */
function leading(resources, words) {
  for (let length = words.length; length > 0; length -= 1) {
    const scope = resources.get(key(words.slice(0, length)));
    if (scope) return { scope, length };
  }
}

/** All that a name is made of: the keys of an app are named for both. */
function resourcesIn(resources, words) {
  const found = [];
  for (let at = 0; at < words.length; ) {
    const next = leading(resources, words.slice(at));
    if (next) found.push(next.scope);
    at += next?.length ?? 1;
  }
  return found;
}

/**
 * A message named as a resource is that resource's (`Model`); so is one whose name begins with it (`ModelVersion`),
 * unless only messages of other resources hold it (`InputInfo`, a part of `ModelVersion`).
 */
function ownersOf(messages, rpcMethods, resources) {
  const answers = new Set(rpcMethods.map(({ answer }) => answer));
  const named = (name) => (answers.has(name) ? undefined : leading(resources, wordsOf(name))?.scope);
  const outer = ({ name }) => name.split('.')[0];
  const isPartOfAnother = (name) => {
    const words = wordsOf(name);
    if (leading(resources, words)?.length === words.length) return false;
    const holders = messages.filter(
      (other) => other.name !== name && Object.values(other.fields).includes(name),
    );
    const holding = holders.map((holder) => named(outer(holder)));
    return holders.length > 0 && holding.every((scope) => scope && scope !== named(name));
  };
  return new Map(
    messages.map((message) => [
      message.name,
      isPartOfAnother(outer(message)) ? undefined : named(outer(message)),
    ]),
  );
}

function checkReaders(rpcMethods, byName) {
  for (const [message, { scope, readBy }] of Object.entries(NAMED_OTHERWISE)) {
    const method = rpcMethods.find(({ name }) => name === readBy);
    const holds = Object.values(byName.get(method?.answer)?.fields ?? {}).includes(message);
    if (!holds || !method.requiredScopes.includes(scope)) {
      throw new Error(`${readBy} no longer answers \`${message}\` under ${scope}: see whose it is now`);
    }
  }
}

function reachedFrom(name, byName, reached = new Set()) {
  if (reached.has(name)) return reached;
  reached.add(name);
  for (const message of Object.values(byName.get(name).fields)) reachedFrom(message, byName, reached);
  return reached;
}
