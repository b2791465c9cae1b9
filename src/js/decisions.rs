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
    /// What was said of a set of missing scopes already.
    known: Vec<(ScopeSet, u32)>,
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
        for (reason, remedy) in rejection.reasons.iter().zip(&rejection.remedies) {
            match reason {
                Reason::Expired { at } => self.push_text(at),
                Reason::EndpointNotListed { endpoint } => self.push_text(endpoint),
                _ => {}
            }
            let known = match reason {
                Reason::MissingScopes { scopes } => Some(*scopes),
                _ => None,
            };
            let text = self.remedy(known, &remedy.action);
            let cost = match remedy.cost {
                Cost::SameKey => 0,
                Cost::WiderKey => 1,
                Cost::OtherKeyType => 2,
            };
            self.numbers.extend([text, cost]);
        }
        self.caveats(rejection.caveats);
    }

    fn remedy(&mut self, scopes: Option<ScopeSet>, action: &str) -> u32 {
        let Some(scopes) = scopes else { return self.text(action) };
        if let Some((_, text)) = self.known.iter().find(|(known, _)| *known == scopes) {
            return *text;
        }
        let text = self.text(action);
        self.known.push((scopes, text));
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
