use js_sys::{JsString, Reflect};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::convert;
use crate::EnvironmentReport;
use crate::js::credential::Credential;

/// Longer names are of no variable that is read.
const LONGEST_NAME: u32 = 100;

/// Says what an environment holds: the text of a `.env` or `.dev.vars` file, of `wrangler.toml` or
/// `wrangler.jsonc`, or of a configuration file of Clarifai's SDKs, or a map of variables such as `process.env`.
///
/// Says under which name the credential was found, and what is wrong with names and values. Nothing is
/// expanded, and of a map only values are read whose names have to do with Clarifai, are those of OpenAI's
/// clients, or start as those that bundlers publish do (`VITE_`). Throws ERR_CALL where it is neither
/// text nor map: the `Buffer` of a file, a promise.
///
/// ```js
/// const { ok, findings } = checkEnvironment('CLARIFAI_KEY="c0ffee00c0ffee00c0ffee00c0ffee00"');
/// ok; // false
/// findings[0].message; // 'no program reads `CLARIFAI_KEY`; they read `CLARIFAI_API_KEY`'
/// ```
#[wasm_bindgen(js_name = checkEnvironment, unchecked_return_type = "EnvironmentReport")]
pub fn check_environment(
    #[wasm_bindgen(unchecked_param_type = "string | Record<string, string | undefined> | object")]
    source: &JsValue,
) -> Result<JsValue, JsValue> {
    convert::to_js(&report_of(source)?)
}

/// Takes the credential out of an environment, the one that `checkEnvironment` tells the variable of:
/// as programs get it, and not out of a file's other contexts or sections.
///
/// Undefined where there is none, or none that can be sent as it stands there; `checkEnvironment` says
/// why. `keyType` is what the variable's name says. Throws ERR_CALL where `checkEnvironment` does.
///
/// ```js
/// const credential = readCredential('CLARIFAI_PAT=0123456789abcdef0123456789abcdef');
/// credential?.keyType; // 'personal_access_token'
/// credential?.fingerprint; // 'sha256:3eb1bd439947'
/// ```
#[wasm_bindgen(js_name = readCredential)]
pub fn read_credential(
    #[wasm_bindgen(unchecked_param_type = "string | Record<string, string | undefined> | object")]
    source: &JsValue,
) -> Result<Option<Credential>, JsValue> {
    Ok(report_of(source)?.credential.map(Credential::from))
}

pub(super) fn report_of(source: &JsValue) -> Result<EnvironmentReport, JsValue> {
    match source.dyn_ref::<JsString>() {
        Some(text) => Ok(crate::check_environment(&Zeroizing::new(String::from(text)))),
        None if is_map(source) => Ok(check_map(source)),
        None => Err(convert::other_kind("source", source, "a plain string or object")),
    }
}

/// A plain object, such as `process.env`, or the names that a module exports; also what is not set.
/// The bytes of a file, a `Map` or a promise hold no variable that could be found.
fn is_map(source: &JsValue) -> bool {
    matches!(convert::type_of(source).as_str(), "Object" | "Module" | "Undefined" | "Null")
}

fn check_map(map: &JsValue) -> EnvironmentReport {
    let names = map.is_object().then(|| Reflect::own_keys(map).ok()).flatten().unwrap_or_default();
    let variables: Vec<_> = names.iter().filter_map(|name| variable(map, name)).collect();
    crate::check_variables(
        variables.iter().map(|(name, value)| (name.as_str(), Some(value.as_str()))),
    )
}

/// A variable that is read, where its value is a text.
fn variable(map: &JsValue, name: JsValue) -> Option<(String, Zeroizing<String>)> {
    let text = name.dyn_ref::<JsString>().filter(|name| name.length() < LONGEST_NAME)?;
    let read = text.as_string().filter(|name| crate::environment::is_read(name))?;
    let value = Reflect::get(map, &name).ok()?;
    Some((read, convert::secret_text(&value)?))
}
