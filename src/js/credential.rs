use wasm_bindgen::prelude::*;

use super::convert::{self, Mismatch};
use super::error;
use crate::{CredentialKind, ParseOptions, RequestTarget};

/// Holds one credential. Printing, inspecting, JSON and cloning it never show the text.
///
/// ```js
/// const credential = Credential.parse('0123456789abcdef0123456789abcdef');
/// credential.headers(); // { Authorization: 'Key 0123456789abcdef0123456789abcdef' }
/// ```
#[wasm_bindgen]
pub struct Credential {
    inner: crate::Credential,
}

#[wasm_bindgen]
impl Credential {
    /// Takes a text that can be sent; with `repair`, its one repair where it has exactly one.
    ///
    /// Throws ERR_CREDENTIAL (with `findings`) where neither can be sent, ERR_CALL where the text is
    /// none or an option is malformed.
    pub fn parse(
        #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
        #[wasm_bindgen(
            unchecked_optional_param_type = "{ repair?: boolean | undefined; keyType?: KeyType | undefined; kind?: 'key' | 'session-token' | undefined }"
        )]
        options: JsValue,
    ) -> Result<Credential, JsValue> {
        convert::assert_names(&options, &[("key_type", "keyType")])?;
        let options = options_from_js(&options).map_err(|_| {
            error::call("malformed options: expected `{ repair?: boolean, keyType?, kind? }`")
        })?;
        let text = convert::text_if_set("text", text)?;
        Ok(Self { inner: crate::Credential::parse(&text, &options)? })
    }

    /// What the credential is known to be; its text cannot tell.
    #[wasm_bindgen(getter, js_name = keyType, unchecked_return_type = "KeyType | undefined")]
    pub fn key_type(&self) -> Result<JsValue, JsValue> {
        convert::to_js(&self.inner.key_type())
    }

    /// A key, or a session token.
    #[wasm_bindgen(getter, unchecked_return_type = "'key' | 'session-token'")]
    pub fn kind(&self) -> Result<JsValue, JsValue> {
        convert::to_js(&self.inner.kind())
    }

    /// `sha256:` and 12 hexadecimal digits: safe in logs and tickets.
    #[wasm_bindgen(getter)]
    pub fn fingerprint(&self) -> String {
        self.inner.fingerprint()
    }

    /// `Key …`, or `Bearer …` for the targets that take it.
    ///
    /// Throws ERR_CREDENTIAL for a session token: that has its own header.
    #[wasm_bindgen(unchecked_return_type = "string")]
    pub fn authorization(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "RequestTarget")] target: JsValue,
    ) -> Result<JsValue, JsValue> {
        Ok(convert::secret_string(&self.inner.authorization(target_from_js(target)?)?))
    }

    /// All headers that a call needs (lower-case names for gRPC metadata).
    ///
    /// A session token has one header, whatever the target; whether `'openai'` and `'mcp'` read it is
    /// not documented by Clarifai.
    #[wasm_bindgen(unchecked_return_type = "Record<string, string>")]
    pub fn headers(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "RequestTarget")] target: JsValue,
    ) -> Result<JsValue, JsValue> {
        let headers = self.inner.headers(target_from_js(target)?);
        let entries =
            headers.each_ref().map(|(name, value)| (*name, convert::secret_string(value)));
        Ok(convert::object(&entries))
    }

    /// The text itself.
    #[wasm_bindgen(unchecked_return_type = "string")]
    pub fn expose(&self) -> JsValue {
        convert::secret_string(self.inner.expose())
    }

    /// What stands for it in a text.
    #[wasm_bindgen(js_name = toString)]
    pub fn describe(&self) -> String {
        ["Credential(", &self.inner.fingerprint(), ")"].concat()
    }

    /// What stands for it in JSON.
    #[wasm_bindgen(js_name = toJSON)]
    pub fn to_json(&self) -> String {
        self.describe()
    }

    #[wasm_bindgen(js_name = copyOfHandle, skip_typescript)]
    pub fn copy_of_handle(&self) -> Credential {
        Self { inner: self.inner.clone() }
    }
}

impl Credential {
    pub(super) fn into_inner(self) -> crate::Credential {
        self.inner
    }
}

impl From<crate::Credential> for Credential {
    fn from(inner: crate::Credential) -> Self {
        Self { inner }
    }
}

fn options_from_js(options: &JsValue) -> Result<ParseOptions, Mismatch> {
    const KINDS: [(&str, CredentialKind); 2] =
        [("key", CredentialKind::Key), ("session-token", CredentialKind::SessionToken)];
    if options.is_undefined() || options.is_null() {
        return Ok(ParseOptions::default());
    }
    Ok(ParseOptions {
        repair: convert::boolean(options, "repair")?.unwrap_or_default(),
        key_type: convert::one_of(options, "keyType", &convert::KEY_TYPES)?,
        kind: convert::one_of(options, "kind", &KINDS)?.unwrap_or_default(),
    })
}

pub(super) fn target_from_js(target: JsValue) -> Result<RequestTarget, JsValue> {
    const TARGETS: [(&str, RequestTarget); 4] = [
        ("rest", RequestTarget::Rest),
        ("grpc", RequestTarget::Grpc),
        ("openai", RequestTarget::OpenAi),
        ("mcp", RequestTarget::Mcp),
    ];
    if target.is_undefined() || target.is_null() {
        return Ok(RequestTarget::default());
    }
    convert::named(&target.as_string().unwrap_or_default(), &TARGETS)
        .map_err(|_| error::call("the target is not one of `rest`, `grpc`, `openai` and `mcp`"))
}
