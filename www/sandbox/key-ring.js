// The keys that a sandbox knows at the moment: those of keys.js, and what calls have made of them.

/** Keys that one user may hold; a loop that forgets to delete ends here, not at the end of memory. */
export const maxKeys = 1000;

/** @param {readonly import('./keys.js').SandboxKey[]} initial */
export function createKeyRing(initial) {
  const byText = new Map(initial.map((key) => [key.key, key]));
  return {
    /** @param {string} text the credential, which is the key's id too */
    find: (text) => byText.get(text),
    ownedBy: (userId) => [...byText.values()].filter((key) => key.userId === userId),
    /** Takes a new key, or the changed form of one that is there. */
    put: (key) => byText.set(key.key, key),
    remove: (text) => byText.delete(text),
    /** Whether a text holds one of the credentials. */
    isWithin: (text) => [...byText.keys()].some((key) => text.includes(key)),
  };
}
