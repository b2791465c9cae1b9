//! The causes found so far.

use super::cause::{Cause, CauseCode, Certainty};

/// Nobody reads more lines of evidence for a cause.
const MOST_EVIDENCE: usize = 8;

#[derive(Default)]
pub(super) struct Causes(Vec<Cause>);

impl Causes {
    /// Adds a cause, or what further speaks for one. Of several remedies that of the surest counts, of
    /// two as sure the first.
    pub(super) fn add(
        &mut self,
        code: CauseCode,
        certainty: Certainty,
        evidence: &str,
        remedy: Option<String>,
    ) {
        let known = self.0.iter_mut().find(|cause| cause.code == code);
        let cause = match known {
            Some(cause) => {
                let is_told = cause.remedy != code.remedy();
                if let Some(remedy) = remedy
                    && (certainty > cause.certainty || !is_told)
                {
                    cause.remedy = remedy;
                }
                cause.certainty = cause.certainty.max(certainty);
                cause
            }
            None => {
                self.0.push(Cause {
                    code,
                    certainty,
                    title: code.title(),
                    evidence: Vec::new(),
                    remedy: remedy.unwrap_or_else(|| code.remedy().to_owned()),
                });
                let Some(cause) = self.0.last_mut() else { return };
                cause
            }
        };
        let is_new = !evidence.is_empty() && !cause.evidence.iter().any(|known| known == evidence);
        if is_new && cause.evidence.len() < MOST_EVIDENCE {
            cause.evidence.push(evidence.to_owned());
        }
    }

    /// Keeps the causes of these codes only.
    #[cfg(feature = "texts")]
    pub(super) fn keep(&mut self, codes: &[CauseCode]) {
        self.0.retain(|cause| codes.contains(&cause.code));
    }

    /// Takes over what was found elsewhere, none of it as surer than `most`.
    pub(super) fn take_over(&mut self, others: Self, most: Certainty) {
        for other in others.0 {
            let Cause { code, certainty, evidence, remedy, .. } = other;
            self.add(code, certainty.min(most), "", Some(remedy).filter(|it| it != code.remedy()));
            evidence.iter().for_each(|line| self.add(code, Certainty::Possible, line, None));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn holds(&self, code: CauseCode) -> bool {
        self.0.iter().any(|cause| cause.code == code)
    }

    /// The surest that was found.
    pub(super) fn surest(&self) -> Option<Certainty> {
        self.0.iter().map(|cause| cause.certainty).max()
    }

    /// The surest first; as sure ones stay in the order in which they were found.
    pub(super) fn in_order(self) -> Vec<Cause> {
        let mut ordered = Vec::with_capacity(self.0.len());
        for certainty in [Certainty::Certain, Certainty::Likely, Certainty::Possible] {
            ordered.extend(self.0.iter().filter(|cause| cause.certainty == certainty).cloned());
        }
        ordered
    }
}
