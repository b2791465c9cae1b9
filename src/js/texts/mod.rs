//! What reads whole texts: environments, pastes, source code, access logs. The entry `clarifai-auth/client` is built
//! without it.

mod calls;
mod diagnose;
mod environment;
mod mask;
mod paste;
mod scan;
mod usage;

use wasm_bindgen::prelude::*;

pub use calls::scan_calls;
pub use diagnose::diagnose;
pub use environment::{check_environment, read_credential};
pub use mask::mask_credentials;
pub use paste::read_paste;
pub use scan::scan_text;
pub use usage::UsageLog;

use super::{call, convert, error, grant, plan};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");
