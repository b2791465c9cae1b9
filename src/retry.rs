//! When a failed request is sent again, and after how long.

/// No wait is longer than this: who is told to wait longer is told so instead.
const LONGEST_WAIT_MS: u64 = 60_000;
/// Waits without a word of the server grow up to here.
const LONGEST_OWN_WAIT_MS: u64 = 30_000;

/// What a failed attempt told.
///
/// # Examples
///
/// ```
/// use clarifai_auth::FailedAttempt;
///
/// let throttled = FailedAttempt { http_status: Some(429), code: Some(11005), retry_after_ms: Some(2000) };
/// assert_eq!(throttled.wait_ms(0, 0), Some(2000));
/// let unknown_key = FailedAttempt { http_status: Some(401), code: Some(11009), ..throttled };
/// assert_eq!(unknown_key.wait_ms(0, 0), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FailedAttempt {
    /// The status of HTTP; absent where the connection broke, which is not tried again.
    pub http_status: Option<u16>,
    /// The code of the answer's status.
    pub code: Option<u32>,
    /// What the header `Retry-After` asks for.
    pub retry_after_ms: Option<u64>,
}

impl FailedAttempt {
    /// The milliseconds to wait before the same request is sent again; nothing where that cannot help
    /// or the server asks for more than a minute.
    ///
    /// `attempt` counts from 0. The wait doubles with each; `random`, any number, spreads it, so that
    /// many who failed at once do not come back at once.
    pub fn wait_ms(self, attempt: u32, random: u32) -> Option<u32> {
        if !self.may_pass() {
            return None;
        }
        // A model needs some seconds to start.
        let first: u64 = if self.is_starting() { 2_000 } else { 500 };
        let span = first.saturating_mul(1 << attempt.min(10)).min(LONGEST_OWN_WAIT_MS);
        let half = span.checked_div(2)?;
        let spread = u64::from(random).checked_rem(half)?;
        let wait = match self.retry_after_ms {
            Some(asked) if asked > LONGEST_WAIT_MS => return None,
            Some(asked) => asked.saturating_add(spread.min(1_000)),
            None => half.saturating_add(spread),
        };
        u32::try_from(wait).ok()
    }

    /// Whether the failure may be over soon: throttled (11003, 11005), a model that starts (21353 to
    /// 21355), a fault of a server. What refuses a credential never is, and of a connection that broke
    /// nobody knows what it carried: a prediction would be paid for twice.
    fn may_pass(self) -> bool {
        match self.code {
            Some(11_003 | 11_005) => true,
            Some(11_000..=11_999) => false,
            _ if self.is_starting() => true,
            _ => self.http_status.is_some_and(|status| (500..600).contains(&status)),
        }
    }

    fn is_starting(self) -> bool {
        matches!(self.code, Some(21_353..=21_355))
    }
}
