//! What reads whole texts: environments, pastes, source code. The entry `clarifai-auth/client` is built
//! without it.

mod calls;
mod environment;
mod mask;
mod paste;
mod scan;

use wasm_bindgen::prelude::*;

pub use calls::scan_calls;
pub use environment::check_environment;
pub use mask::mask_credentials;
pub use paste::read_paste;
pub use scan::scan_text;

use super::{convert, error};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");
