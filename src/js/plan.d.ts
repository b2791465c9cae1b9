export interface PlanOptions {
  /** The user whose key it will be. */
  userId?: string | undefined;
  /** The app that calls are about where they name none. */
  appId?: string | undefined;
  /** What the key will be called. */
  description?: string | undefined;
  /** Whether the key shall carry an endpoint list that holds the planned methods only. */
  restrictEndpoints?: boolean | undefined;
}

/** One key, and what it is for. */
export interface Plan {
  keyType: KeyType;
  /** Why it is of this type. */
  why: string;
  /** The least: without any one of them a call is refused. */
  scopes: ScopeName[];
  /** The same as the portal and the API spell them. */
  labels: string[];
  /** The least; empty unless `restrictEndpoints`. */
  endpoints: string[];
  /** All that it lets call; what needs no credential is not counted. */
  reaches: RpcName[];
  /** Reached, but not asked for. */
  surplus: RpcName[];
  calls: string[];
  /** Creates the key; it takes a personal access token. */
  request: { verb: string; path: string; body: unknown };
  /** The same for a shell, with the personal access token in `$CLARIFAI_PAT`. */
  curl: string;
}

export interface Plans extends Plan {
  /** Where one key cannot do it all: one for each further app. */
  otherPlans: Plan[];
  /** Not known, or for no key at all. */
  unplanned: { call: string; reason: string }[];
  warnings: Finding[];
}
