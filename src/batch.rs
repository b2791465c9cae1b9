//! Many inputs as requests of a size that the API takes.

use crate::predict::{MOST_INPUTS, PredictError, PredictInput, is_data_url};

/// The API takes 20 MB in a request; what stands around the inputs is in the rest.
const MOST_BYTES: usize = 18_000_000;

/// Refuses what no request can carry; counts inputs as the caller does.
pub(crate) fn validate(inputs: &[PredictInput]) -> Result<(), PredictError> {
    if inputs.is_empty() {
        return Err(PredictError::InputCount(0));
    }
    match inputs.iter().position(is_data_url) {
        Some(at) => Err(PredictError::DataUrl(at)),
        None => Ok(()),
    }
}

/// In order. An input that is too large goes alone: the API says so of it, and of no other.
pub(crate) fn batches(inputs: Vec<PredictInput>) -> Vec<Vec<PredictInput>> {
    let mut batches = Vec::new();
    let mut batch = Vec::new();
    let mut bytes = 0_usize;
    for input in inputs {
        let size = size_in_json(&input);
        let together = bytes.saturating_add(size);
        if !batch.is_empty() && (batch.len() >= MOST_INPUTS || together > MOST_BYTES) {
            batches.push(std::mem::take(&mut batch));
            bytes = 0;
        }
        bytes = bytes.saturating_add(size);
        batch.push(input);
    }
    batches.push(batch);
    batches
}

/// About as many bytes as the input takes in a body, rather more than fewer.
fn size_in_json(input: &PredictInput) -> usize {
    const AROUND: usize = 64;
    let size = match input {
        PredictInput::ImageBytes(bytes) => bytes.len().saturating_add(2).saturating_mul(4) / 3,
        PredictInput::ImageBase64(text)
        | PredictInput::Text(text)
        | PredictInput::ImageUrl(text)
        | PredictInput::VideoUrl(text)
        | PredictInput::AudioUrl(text) => text.bytes().fold(0, |size: usize, byte| {
            size.saturating_add(match byte {
                b'"' | b'\\' => 2,
                ..=0x1f => 6,
                _ => 1,
            })
        }),
    };
    size.saturating_add(AROUND)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes_of_batches(lengths: &[usize]) -> Vec<usize> {
        let text = |length: &usize| PredictInput::Text("a".repeat(*length));
        batches(lengths.iter().map(text).collect()).iter().map(Vec::len).collect()
    }

    #[test]
    fn a_request_is_filled_to_the_last_byte() {
        let half = MOST_BYTES / 2 - 64;
        assert_eq!(sizes_of_batches(&[half, half]), [2]);
        assert_eq!(sizes_of_batches(&[half, half + 1]), [1, 1]);
        assert_eq!(sizes_of_batches(&[1, MOST_BYTES, 1]), [1, 1, 1]);
    }

    #[test]
    fn what_json_escapes_counts_as_it_is_written() {
        for (text, written) in [("a\u{f6}", 3), ("\"\\", 4), ("\n\u{1f}", 12), ("\u{7f}", 1)] {
            assert_eq!(
                size_in_json(&PredictInput::Text(text.to_owned())),
                64 + written,
                "{text:?}"
            );
        }
    }
}
