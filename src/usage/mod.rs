//! Which calls an access log holds, and the least key for them.

mod apps;
mod json;
mod line;
mod plan;
mod tally;

use std::borrow::Cow;

use zeroize::{Zeroize, Zeroizing};

use crate::call::UserAppId;
use crate::catalogue::RpcMethod;
use crate::grant::Grant;
use crate::plan::{PlanOptions, Plans};
use crate::scope::ScopeSet;
use tally::Tally;

/// A line of this many bytes and more is not looked into.
const LONGEST_LINE: usize = 1 << 18;

/// The calls of the API that an access log holds, counted while it is fed.
///
/// Takes the log as a whole or in chunks that are cut anywhere; its size takes no memory. Read are
/// lines in which a request line stands (NCSA common and combined, as nginx and Apache write them, and
/// others with a verb before a path), and lines of JSON that name a verb and a path: those of
/// Cloudflare, AWS, Vercel, Caddy, Traefik, Envoy, pino and bunyan among them, also as text in a field
/// of another line. What stands before `/v2` in a path is left aside, and so is the host: the log may
/// be that of a proxy. Calls by gRPC count too.
///
/// Each answer is the one for all that was fed so far, as if it ended there. No text of the log is in
/// any of them but ids of users and apps, and of these none that may be a credential.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{PlanOptions, UsageLog};
///
/// let mut log = UsageLog::new();
/// log.feed(b"10.0.0.1 - - [05/Jan/2026:10:11:12 +0000] \"POST /v2/users/ada/apps/shop/mod");
/// log.feed(b"els/m/outputs HTTP/1.1\" 200 512\n{\"method\":\"GET\",\"url\":\"/v2/users/ada/apps/shop/models\"}");
/// assert_eq!((log.lines(), log.unread()), (2, 0));
/// assert_eq!(log.calls()[0].rpc.name(), "ListModels");
/// let plan = log.plan(&PlanOptions::default()).plan;
/// assert_eq!(plan.labels, ["Apps:Get", "Concepts:Get", "Models:Get", "Predict"]);
/// ```
#[derive(Clone, Default)]
pub struct UsageLog {
    tally: Tally,
    /// What was fed of the line that has not ended.
    pending: Zeroizing<Vec<u8>>,
    /// Whether that line is too long already.
    overflows: bool,
}

/// The calls of an RPC method by one verb and path template.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UsedCall {
    /// The method; where several serve a request, it is counted for each of them.
    pub rpc: RpcMethod,
    /// The verb; of a call by gRPC `POST`.
    pub verb: &'static str,
    /// The path template of the HTTP rule, or the path of the method in gRPC.
    pub template: String,
    /// How often it was called.
    pub count: u64,
    /// How often the answer was 401 or 403.
    pub refused: u64,
    /// The HTTP status of the last call whose line tells it.
    pub last_status: Option<u16>,
}

impl UsageLog {
    /// A log that nothing was fed to.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the next bytes of the log.
    pub fn feed(&mut self, chunk: &[u8]) {
        let mut rest = chunk;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, after) = rest.split_at_checked(end).unwrap_or((rest, b"\n"));
            rest = after.split_first().map_or(&[], |(_, after)| after);
            if self.pending.is_empty() && !self.overflows {
                self.tally.read(line);
            } else {
                self.keep(line);
                self.end_line();
            }
        }
        self.keep(rest);
    }

    /// How many lines there were; those that are blank are not counted.
    pub fn lines(&self) -> u64 {
        self.whole().lines
    }

    /// How many of them are no request that the catalogue knows, or are longer than 256 KiB.
    pub fn unread(&self) -> u64 {
        self.whole().unread
    }

    /// What was called, the most frequent first.
    pub fn calls(&self) -> Vec<UsedCall> {
        self.whole().calls()
    }

    /// The users and apps that paths name, the first 64 in the order of the log; an id that may be a
    /// credential is replaced by a mark.
    ///
    /// # Examples
    ///
    /// ```
    /// let mut log = clarifai_auth::UsageLog::new();
    /// log.feed(b"GET /v2/users/ada/apps/shop/models 200");
    /// assert_eq!(log.apps()[0].to_string(), "ada/shop");
    /// ```
    pub fn apps(&self) -> Vec<UserAppId> {
        self.whole().apps.shown(&PlanOptions::default())
    }

    /// Plans the least key for all that was called; see [`plan_key`](crate::plan_key).
    ///
    /// A call that was refused counts too: leave its lines out where it is none that should succeed.
    pub fn plan(&self, options: &PlanOptions) -> Plans {
        plan::plan(&self.whole(), options)
    }

    /// The scopes that a grant carries and no call needed.
    ///
    /// A scope that a call needs only for some bodies, which a log does not show, counts as needed.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{Grant, GrantDescription, UsageLog};
    ///
    /// let grant = Grant::new(GrantDescription {
    ///     scopes: vec!["Models_Get".into(), "Models_Delete".into(), "Apps_Get".into()],
    ///     ..GrantDescription::default()
    /// })?;
    /// let mut log = UsageLog::new();
    /// log.feed(b"\"GET /v2/users/ada/apps/shop/models HTTP/1.1\" 200");
    /// assert_eq!(format!("{:?}", log.unused_scopes(&grant)), "{Models_Delete}");
    /// # Ok::<(), clarifai_auth::GrantError>(())
    /// ```
    pub fn unused_scopes(&self, grant: &Grant) -> ScopeSet {
        plan::unused_scopes(&self.whole(), grant)
    }

    /// The RPC methods on a grant's endpoint list that were not called.
    pub fn unused_endpoints(&self, grant: &Grant) -> Vec<RpcMethod> {
        plan::unused_endpoints(&self.whole(), grant)
    }

    /// Appends to the line that has not ended.
    fn keep(&mut self, part: &[u8]) {
        self.overflows |= self.pending.len().saturating_add(part.len()) > LONGEST_LINE;
        if self.overflows {
            self.pending.zeroize();
        } else {
            self.pending.extend_from_slice(part);
        }
    }

    fn end_line(&mut self) {
        if std::mem::take(&mut self.overflows) {
            self.tally.skip();
        } else {
            self.tally.read(&self.pending);
            self.pending.zeroize();
        }
    }

    /// With the line that has not ended.
    fn whole(&self) -> Cow<'_, Tally> {
        if self.pending.is_empty() && !self.overflows {
            return Cow::Borrowed(&self.tally);
        }
        let mut ended = self.clone();
        ended.end_line();
        Cow::Owned(ended.tally)
    }
}

/// A line may hold a credential.
impl std::fmt::Debug for UsageLog {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "UsageLog({} lines, {} unread)", self.lines(), self.unread())
    }
}
