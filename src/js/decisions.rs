//! All decisions of a grant in one crossing: numbers and texts, which `decisions.js` makes objects of.
//!
//! Made one by one through serde, 273 objects take ten times as long.

use js_sys::{Array, Uint32Array};
use wasm_bindgen::JsValue;

use crate::decision::{Caveat, Caveats, Cost, Decision, Reason, Rejection};
use crate::scope::ScopeSet;

/// Numbers, and texts joined by line breaks. Each decision is a head, `type | reasons << 2 |
/// caveats << 8`, and what its bits ask for, in the order of `pack`.
#[derive(Default)]
pub(super) struct Packed {
    numbers: Vec<u32>,
    texts: String,
    count: u32,
    /// Remedies that were said already, by their reason's bit and scopes: the action, and behind it
    /// the cost.
    known: Vec<((u32, ScopeSet), u32)>,
}

impl Packed {
    pub(super) fn to_js(&self) -> JsValue {
        let texts = JsValue::from_str(&self.texts);
        Array::of2(&Uint32Array::from(&*self.numbers), &texts).into()
    }

    pub(super) fn push(&mut self, decision: &Decision) {
        match decision {
            Decision::Allow { caveats, .. } => {
                self.head(0, 0, *caveats);
                self.caveats(*caveats);
            }
            Decision::Redact { missing_scopes, fields, caveats, .. } => {
                self.head(1, 0, *caveats);
                self.scopes(*missing_scopes);
                self.list(fields);
                self.caveats(*caveats);
            }
            Decision::Reject(rejection) => self.rejection(rejection),
            // Every method of the catalogue is known.
            Decision::Unknown { .. } => {}
        }
    }

    fn rejection(&mut self, rejection: &Rejection) {
        let reasons = rejection.reasons.iter().fold(0, |bits, reason| bits | bit(reason));
        self.head(2, reasons, rejection.caveats);
        self.scopes(rejection.missing_scopes);
        for reason in &rejection.reasons {
            if let Reason::Expired { at } = reason {
                self.push_text(at);
            }
            let remedy = self.remedy(reason);
            self.numbers.push(remedy);
        }
        self.caveats(rejection.caveats);
    }

    /// Said once for reasons that are the same, or differ in the endpoint only: its place is marked. A
    /// grant has one expiry.
    fn remedy(&mut self, reason: &Reason) -> u32 {
        let scopes = match reason {
            Reason::MissingScopes { scopes } => *scopes,
            _ => ScopeSet::default(),
        };
        let key = (bit(reason), scopes);
        if let Some((_, text)) = self.known.iter().find(|(known, _)| *known == key) {
            return *text;
        }
        let remedy = match reason {
            Reason::EndpointNotListed { .. } => {
                Reason::EndpointNotListed { endpoint: "\0".to_owned() }.remedy()
            }
            other => other.remedy(),
        };
        let cost = match remedy.cost {
            Cost::SameKey => "same-key",
            Cost::WiderKey => "wider-key",
            Cost::OtherKeyType => "other-key-type",
        };
        let text = self.text(&remedy.action);
        self.text(cost);
        self.known.push((key, text));
        text
    }

    fn head(&mut self, kind: u32, reasons: u32, caveats: Caveats) {
        let caveats = Caveat::ALL.iter().enumerate().fold(0, |bits, (index, caveat)| {
            bits | (u32::from(caveats.contains(*caveat)) << index)
        });
        self.numbers.push(kind | (reasons << 2) | (caveats << 8));
    }

    fn caveats(&mut self, caveats: Caveats) {
        if caveats.contains(Caveat::MayBeRedacted) {
            self.scopes(caveats.scopes(Caveat::MayBeRedacted));
            self.list(&caveats.fields());
        }
    }

    fn scopes(&mut self, scopes: ScopeSet) {
        self.numbers.push(u32::try_from(scopes.len()).unwrap_or_default());
        let indices = scopes.iter().map(|scope| u32::try_from(scope.index()).unwrap_or_default());
        self.numbers.extend(indices);
    }

    fn list(&mut self, texts: &[String]) {
        self.numbers.push(u32::try_from(texts.len()).unwrap_or_default());
        texts.iter().for_each(|text| self.push_text(text));
    }

    fn push_text(&mut self, text: &str) {
        let text = self.text(text);
        self.numbers.push(text);
    }

    fn text(&mut self, text: &str) -> u32 {
        let index = self.count;
        if index > 0 {
            self.texts.push('\n');
        }
        self.texts.push_str(text);
        self.count = self.count.saturating_add(1);
        index
    }
}

/// In the order in which a decision lists them.
fn bit(reason: &Reason) -> u32 {
    match reason {
        Reason::NeedsPersonalAccessToken => 1,
        Reason::NeedsSessionToken => 2,
        Reason::NeedsAdmin => 4,
        Reason::Expired { .. } => 8,
        Reason::EndpointNotListed { .. } => 16,
        Reason::MissingScopes { .. } => 32,
        // These need a call with ids.
        Reason::OtherApp { .. } | Reason::UserAppIdMissing => 0,
    }
}
