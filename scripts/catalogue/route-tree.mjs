// The HTTP rules as a tree of path segments. A template is the way from the root to its node, so that no
// template is stored whole, and a path is matched by walking down.

/** @typedef {{ segment: string, parent: number, children: TreeNode[], rules: object[], index: number }} TreeNode */

const isParameter = (segment) => segment.startsWith('{');

/** Literals before parameters, each in order of its bytes: a literal child is found by binary search. */
function bySegment(left, right) {
  if (isParameter(left) !== isParameter(right)) return isParameter(left) ? 1 : -1;
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Builds the tree and numbers it breadth first, so that the children of a node stand side by side.
 * @returns {{ segments: string[], literals: number, nodes: TreeNode[], rules: { node: number, verb: string, rpc: number }[], rulesOfRpc: number[][] }}
 */
export function routeTree(rpcMethods) {
  const root = { segment: 'v2', children: [], rules: [] };
  const rulesOfRpc = rpcMethods.map(() => []);
  rpcMethods.forEach((method, rpc) => {
    for (const { verb, template } of method.httpRules) {
      const [empty, first, ...segments] = template.split('/');
      if (
        empty !== '' ||
        first !== 'v2' ||
        segments.some((segment) => segment === '' || /[*=:]/.test(segment))
      ) {
        throw new Error(
          `${method.name}: the template \`${template}\` is of a form that the route tree cannot hold`,
        );
      }
      const rule = { verb, rpc };
      descend(root, segments).rules.push(rule);
      rulesOfRpc[rpc].push(rule);
    }
  });

  const nodes = breadthFirst(root);
  const segments = [...new Set(nodes.map((node) => node.segment))].sort(bySegment);
  const rules = nodes.flatMap((node) => node.rules.map((rule) => Object.assign(rule, { node: node.index })));
  return {
    segments: segments.map((segment) => segment.replace(/^\{|\}$/g, '')),
    literals: segments.filter((segment) => !isParameter(segment)).length,
    nodes: nodes.map((node) => ({ ...node, segment: segments.indexOf(node.segment) })),
    rules,
    rulesOfRpc: rulesOfRpc.map((list) => list.map((rule) => rules.indexOf(rule))),
  };
}

function descend(node, segments) {
  return segments.reduce((parent, segment) => {
    let child = parent.children.find((candidate) => candidate.segment === segment);
    if (!child) {
      child = { segment, parent, children: [], rules: [] };
      parent.children.push(child);
      parent.children.sort((left, right) => bySegment(left.segment, right.segment));
    }
    return child;
  }, node);
}

function breadthFirst(root) {
  const nodes = [root];
  for (let index = 0; index < nodes.length; index += 1) {
    nodes[index].index = index;
    nodes.push(...nodes[index].children);
  }
  return nodes;
}
