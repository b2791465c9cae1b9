/** A place in a text where a credential seems to stand. */
export interface Leak {
  kind: 'key' | 'session-token';
  /** Never certain: many things have 32 hexadecimal characters, and examples are as regular as no key is. */
  certainty: 'likely' | 'possible';
  /** What told it from other texts of the same shape. */
  context: LeakContext;
  /** UTF-16 offsets of the credential's own characters. */
  span: { start: number; end: number };
  /** The first is 1. */
  line: number;
  /** In UTF-16 units; the first is 1. */
  column: number;
  /** What `fingerprint` of a `Credential` gives for it. */
  fingerprint: string;
}

/** The closed list of what makes a text a leak. */
export type LeakContext =
  | 'authorization-header'
  | 'session-token'
  | 'variable'
  | 'sdk-argument'
  | 'url-path'
  | 'key-listing'
  | 'error-text'
  | 'near-clarifai';

/** A call of the API in a text, and where it stands. No credential is in it. */
export interface FoundCall {
  /**
   * As `planKey` and `evaluate` take it. `{name}` in the address stands for what the program puts there.
   * `userId` and `appId` are those that the body gives as literals; of the rest of a body, `body` tells only
   * that it holds concepts or an image, where such a call needs a further scope.
   */
  call: Exclude<Call, string>;
  /** The RPC methods that serve it: several where the API declares several for one request. */
  rpcs: RpcName[];
  /**
   * 'certain': the text says host, verb and path, or calls a stub of Clarifai's gRPC client. 'likely':
   * something of it is taken from what stands around.
   */
  certainty: 'certain' | 'likely';
  /** The first is 1. */
  line: number;
  /** In UTF-16 units; the first is 1. */
  column: number;
  /** UTF-16 offsets of the name of what is called, of the tool of a command, or of the address alone. */
  span: { start: number; end: number };
}

/** Something noticed in an environment. */
export interface EnvironmentFinding extends Finding {
  /** The variable that it is about, as its name is written. */
  variable?: string;
  /** The line of the text, from 1. `span` is then of the whole text; for a map, of the variable's value. */
  line?: number;
  /** The name that the variable should have, or that of one that is missing. */
  expected?: string;
}

export interface EnvironmentReport {
  /** A credential stands under a name that programs read, can be sent as they get it, and no finding is an error. */
  ok: boolean;
  /** The name that the credential was found under. */
  variable?: string;
  /** What the name says of the credential. */
  keyType?: KeyType;
  userId?: string;
  appId?: string;
  apiBase?: string;
  /** In order of the text; what has no line stands last. */
  findings: EnvironmentFinding[];
}

/** What a paste says about a call: the ground of a diagnosis. */
export interface Evidence {
  /** What `readPaste` recognised. */
  kind?: PasteKind;
  /** The text in the credential's position, without the scheme word and the one space behind it; or the mark that `readPaste` left in its place, with what stands around it. */
  credential?: string;
  /** Of that text as it was pasted. */
  credentialReport?: CredentialReport;
  /** The variable in the credential's position, in a command or a program. */
  reference?: Reference;
  /** A text or a map of variables. */
  environment?: string | Record<string, string | undefined>;
  /** The value of the `Authorization` header. */
  authorization?: string;
  request?: {
    verb?: string;
    url?: string;
    headers?: Record<string, string | string[]>;
    /**
     * A header that was written without quotes, as it was meant: `-H Authorization: Key …`. A shell cuts it
     * at its spaces, so that curl sends it without its value, or not at all, and takes the rest for addresses.
     */
    unquotedHeader?: string;
    /** Of a form each field in a line of its own; `@file` is not read. Parsed where it is JSON; an integer that a number cannot hold exactly is a text. */
    body?: unknown;
  };
  response?: {
    httpStatus?: number;
    headers?: Record<string, string | string[]>;
    /** Parsed where it is JSON; an integer that a number cannot hold exactly is a text. */
    body?: unknown;
  };
  /** What the program caught: 'TypeError: Failed to fetch', a gRPC text. */
  error?: string;
  /** The status of gRPC that such a text, or an answer's headers, tell. */
  grpcStatus?: GrpcStatus;
  grant?: GrantDescription;
  /** RFC 3339 */
  keyCreatedAt?: string;
  /**
   * How many further calls of the API there are in a HAR, or as commands; left out where there are none.
   * Of several calls the first that failed is shown, else the last.
   */
  otherCalls?: number;
}

/** A variable that stands in the place of the credential, in a command or a program. */
export interface Reference {
  /** Its name, where one is told: `CLARIFAI_PAT` of `$CLARIFAI_PAT`, `%CLARIFAI_PAT%`, `process.env.CLARIFAI_PAT`. */
  name?: string;
  /**
   * Whether the shell or the program puts the value there. False where the text itself is sent: `'$CLARIFAI_PAT'`
   * in single quotes, `%CLARIFAI_PAT%` in bash or PowerShell, `'${pat}'` in JavaScript, `'{pat}'` in Python.
   */
  expanded: boolean;
}

/** The status of a gRPC call that failed, as the libraries of several languages print it. */
export interface GrpcStatus {
  /** 16 */
  code: number;
  /** 'UNAUTHENTICATED' */
  name: string;
  /** What the server said beside it. */
  details?: string;
}

/** The calls of an RPC method by one verb and path template, as a `UsageLog` counts them. */
export interface UsedCall {
  rpc: RpcName;
  /** Of a call by gRPC 'POST'. */
  verb: string;
  /** Of the HTTP rule: '/v2/models/{model_id}/outputs'; or the path of the method in gRPC. */
  template: string;
  count: number;
  /** How often the answer was 401 or 403. */
  refused: number;
  /** The HTTP status of the last call whose line tells it. */
  lastStatus?: number;
}
