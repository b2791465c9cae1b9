// What each release of `clarifai-grpc` changed: RPC methods, what they require, and scopes.
import type { AuthType, RpcName, ScopeName } from './index.js';

/** What one release changed in what an RPC method requires. */
export interface RequirementChange {
  /** The first release of `clarifai-grpc` that shows it. */
  version: string;
  /** The day (UTC) on which that release was uploaded to PyPI: `2023-07-08`. */
  date: string;
  /** `already-there` in the first release of all: nobody knows since when. Absent where only requirements changed. */
  event?: 'already-there' | 'introduced' | 'removed';
  /** The authorization type from here on. Absent where it stays. */
  authType?: AuthType;
  /** Scopes that are required from here on; all of them where the method is new. */
  added: ScopeName[];
  /** Scopes that are no longer required. */
  removed: ScopeName[];
}

/** The changes of an RPC method, the oldest first. */
export interface RequirementHistory {
  /** Its short name. */
  rpc: RpcName;
  changes: RequirementChange[];
}

/** A scope that came to be required. */
export interface AddedScope {
  scope: ScopeName;
  /** The first release that requires it, and the day of its upload. */
  version: string;
  date: string;
}

/** A release, and what it changed against the one before; a part without entries is absent. */
export interface Release {
  version: string;
  /** The day (UTC) of its upload to PyPI. */
  date: string;
  addedMethods?: { name: RpcName; authType: AuthType; requiredScopes: ScopeName[] }[];
  removedMethods?: RpcName[];
  changedMethods?: { name: RpcName; authType?: AuthType; added: ScopeName[]; removed: ScopeName[] }[];
  addedScopes?: { name: ScopeName; exposed: boolean; deprecated: boolean }[];
  removedScopes?: ScopeName[];
  /** Only what changed: whether the portal offers the scope, and whether it is deprecated. */
  changedScopes?: { name: ScopeName; exposed?: boolean; deprecated?: boolean }[];
  /** It goes on with an older line of versions after a later one was out, and changes nothing here. */
  backport?: true;
  /** Its authors have withdrawn it. */
  yanked?: true;
  /** Why its descriptors cannot be read, as a sentence. */
  unreadable?: string;
}

/**
 * Tells when the requirements of an RPC method changed, by its short or fully qualified name.
 *
 * Yields nothing for a name that no release ever had.
 *
 * ```js
 * requirementHistory('PostModelOutputs').changes.at(-1).added; // ['Apps_Get']
 * requirementHistory('PostModelOutputs').changes.at(-1).date; // '2023-07-08'
 * ```
 */
export declare function requirementHistory(name: RpcName): RequirementHistory | undefined;

/**
 * All releases in the order of their upload, also those that changed nothing.
 *
 * ```js
 * releases()[0].version; // '0.0.1'
 * releases().find(({ version }) => version === '10.6.5').removedScopes; // ['InstanceTypes_Get']
 * ```
 */
export declare function releases(): Release[];

/**
 * The scopes that an RPC method required at the end of a day (UTC).
 *
 * Yields nothing where no release had the method then, and for days before the first release.
 *
 * ```js
 * requiredScopesAt('PostModelOutputs', '2022-01-01'); // ['Concepts_Get', 'Models_Get', 'Predict']
 * ```
 *
 * @throws `ERR_CALL` for what is no date.
 */
export declare function requiredScopesAt(rpc: RpcName, date: string | Date): ScopeName[] | undefined;

/**
 * The scopes that an RPC method requires now and did not at the end of a day (UTC): what a key that was made
 * that day may lack though nobody changed it. Where the method itself came later, all its scopes.
 *
 * Yields nothing for a method that the newest release does not have.
 *
 * ```js
 * scopesAddedSince('PostModelOutputs', '2022-01-01'); // [{ scope: 'Apps_Get', version: '9.6.0', date: '2023-07-08' }]
 * ```
 *
 * @throws `ERR_CALL` for what is no date.
 */
export declare function scopesAddedSince(rpc: RpcName, date: string | Date): AddedScope[] | undefined;
