// The HTTP rules as a tree of path segments. A template is the way from the root to its node, so that no
// template is stored whole, and a path is matched by walking down.

/** @typedef {{ segment: string, parent?: TreeNode, children: TreeNode[], index: number }} TreeNode */

const isParameter = (segment) => segment.startsWith('{');

/** Literals before parameters, each in order of its bytes: a literal child is found by binary search. */
function bySegment(left, right) {
  if (isParameter(left) !== isParameter(right)) return isParameter(left) ? 1 : -1;
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Builds the tree and numbers it breadth first, so that the children of a node stand side by side.
 * @returns {{ segments: string[], literals: number, nodes: TreeNode[], rules: { node: number, verb: string }[][] }}
 */
export function routeTree(rpcMethods) {
  const root = { segment: 'v2', children: [] };
  const rules = rpcMethods.map((method) =>
    method.httpRules.map(({ verb, template }) => {
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
      return { verb, leaf: descend(root, segments) };
    }),
  );

  const nodes = breadthFirst(root);
  const segments = [...new Set(nodes.map((node) => node.segment))].sort(bySegment);
  return {
    segments: segments.map((segment) => segment.replace(/^\{|\}$/g, '')),
    literals: segments.filter((segment) => !isParameter(segment)).length,
    nodes: nodes.map((node) => ({ ...node, segment: segments.indexOf(node.segment) })),
    rules: rules.map((list) => list.map(({ verb, leaf }) => ({ verb, node: leaf.index }))),
  };
}

function descend(node, segments) {
  return segments.reduce((parent, segment) => {
    let child = parent.children.find((candidate) => candidate.segment === segment);
    if (!child) {
      child = { segment, parent, children: [] };
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
