use js_sys::{Array, JSON, JsString};
use wasm_bindgen::prelude::*;

use super::convert::{self, Mismatch};
use super::environment::report_of;
use super::{call, error, grant};
use crate::{
    Body, CredentialReport, CredentialShape, Evidence, Finding, FindingCode, Headers,
    RequestEvidence, ResponseEvidence, Severity,
};

const SHAPE: &str = "malformed evidence: expected `{ credential?, environment?, authorization?, request?, response?, error?, grant?, keyCreatedAt? }`";
/// Longer bodies are cut: what they answer stands first.
const LONGEST_BODY: usize = 8 << 20;
/// No message has more.
const MOST_HEADERS: usize = 1_000;

/// Says why a call failed: the causes, the most probable first, each with its evidence and a remedy, and
/// the seven things to check.
///
/// Takes what is known, however little: what `readPaste` gives, or an object made by hand. A text may hold
/// a credential or the mark that `readPaste` left in its place; nothing in the diagnosis does. `error` may
/// be the caught `Error` itself. Throws ERR_CALL where a field is of another type than the contract's.
///
/// ```js
/// const { causes } = diagnose({
///   authorization: 'key <credential>',
///   response: { body: { status: { code: 11102, description: 'Invalid request' } } },
/// });
/// causes[0].code; // 'authorization-malformed'
/// causes[0].remedy; // 'write `Key`'
/// ```
#[wasm_bindgen(unchecked_return_type = "Diagnosis")]
pub fn diagnose(
    #[wasm_bindgen(
        unchecked_param_type = "Evidence | (Omit<Evidence, 'error'> & { error?: Error })"
    )]
    evidence: &JsValue,
) -> Result<JsValue, JsValue> {
    if !evidence.is_object() {
        return Err(convert::other_kind(
            "evidence",
            evidence,
            "an object, such as `readPaste` gives",
        ));
    }
    convert::assert_names(
        evidence,
        &[
            ("key_created_at", "keyCreatedAt"),
            ("credential_report", "credentialReport"),
            ("status", "response.body"),
        ],
    )?;
    let given = evidence_from_js(evidence)?;
    convert::to_js(&crate::diagnose(&given, call::clock()?))
}

fn evidence_from_js(value: &JsValue) -> Result<Evidence, JsValue> {
    let malformed = |_: Mismatch| error::call(SHAPE);
    let text = |name| convert::text(value, name).map_err(malformed);
    let part = |name| convert::object_property(value, name).map_err(malformed);
    let mut evidence = Evidence {
        credential: text("credential")?,
        credential_report: part("credentialReport")?
            .map(|report| report_from_js(&report).map_err(malformed))
            .transpose()?,
        authorization: text("authorization")?,
        error: error_text(value).map_err(malformed)?,
        key_created_at: text("keyCreatedAt")?,
        ..Evidence::default()
    };
    if let Some(environment) = convert::property(value, "environment").map_err(malformed)? {
        match environment.dyn_ref::<JsString>() {
            Some(text) => evidence.environment = Some(String::from(text)),
            None => evidence.environment_report = Some(report_of(&environment)?),
        }
    }
    if let Some(reference) = part("reference")? {
        evidence.reference = Some(crate::Reference {
            name: convert::text(&reference, "name").map_err(malformed)?,
            expanded: convert::boolean(&reference, "expanded")
                .map_err(malformed)?
                .unwrap_or_default(),
        });
    }
    if let Some(status) = part("grpcStatus")? {
        let code = convert::number(&status, "code").map_err(malformed)?;
        // No status of gRPC is above 16, and a cast saturates.
        let known = code.and_then(|code| crate::GrpcStatus::of_code(code as u8));
        let details = convert::text(&status, "details").map_err(malformed)?;
        evidence.grpc_status = known.map(|known| crate::GrpcStatus { details, ..known });
    }
    if let Some(request) = part("request")? {
        let text = |name| convert::text(&request, name).map_err(malformed);
        evidence.request = Some(RequestEvidence {
            verb: text("verb")?.map(|verb| verb.to_ascii_uppercase()),
            url: text("url")?,
            headers: headers_from_js(&request).map_err(malformed)?,
            unquoted_header: text("unquotedHeader")?,
            body: body_from_js(&request, "request.body")?,
        });
    }
    if let Some(response) = part("response")? {
        let status = convert::number(&response, "httpStatus").map_err(malformed)?;
        let is_status = |status: &f64| (100.0..=999.0).contains(status);
        evidence.response = Some(ResponseEvidence {
            // A cast of a number from 100 to 999 is exact but for its fraction.
            http_status: status.filter(is_status).map(|status| status as u16),
            headers: headers_from_js(&response).map_err(malformed)?,
            body: body_from_js(&response, "response.body")?,
        });
    }
    if let Some(carried) = part("grant")? {
        let carried = grant::described(&carried)?;
        evidence.grant = Some(carried);
    }
    Ok(evidence)
}

/// What a program caught: its text, or the `Error` itself.
fn error_text(value: &JsValue) -> Result<Option<String>, Mismatch> {
    let Some(caught) = convert::property(value, "error")? else { return Ok(None) };
    if let Some(text) = convert::long_secret_text(&caught, LONGEST_BODY) {
        return Ok(Some(text.to_string()));
    }
    let (name, message) = (convert::text(&caught, "name")?, convert::text(&caught, "message")?);
    let mut text = name.ok_or(Mismatch)?;
    text.push_str(": ");
    text.push_str(&message.unwrap_or_default());
    // Node's `fetch failed` tells the reason in its cause.
    if let Some(cause) = convert::property(&caught, "cause")? {
        for name in ["code", "message"] {
            if let Ok(Some(reason)) = convert::text(&cause, name) {
                text.push_str(": ");
                text.push_str(&reason);
            }
        }
    }
    Ok(Some(text))
}

fn report_from_js(value: &JsValue) -> Result<CredentialReport, Mismatch> {
    use CredentialShape::*;
    const SHAPES: [(&str, CredentialShape); 10] = [
        ("key", Key),
        ("key-like", KeyLike),
        ("public-id", PublicId),
        ("legacy-pair", LegacyPair),
        ("legacy-token", LegacyToken),
        ("session-token", SessionToken),
        ("foreign", Foreign),
        ("placeholder", Placeholder),
        ("empty", Empty),
        ("unknown", Unknown),
    ];
    let findings = convert::list(value, "findings")?.unwrap_or_default();
    Ok(CredentialReport {
        ok: convert::boolean(value, "ok")?.unwrap_or_default(),
        shape: convert::one_of(value, "shape", &SHAPES)?.unwrap_or(Unknown),
        repairable: convert::boolean(value, "repairable")?.unwrap_or_default(),
        vendor: None,
        length: 0,
        findings: findings
            .iter()
            .map(finding_from_js)
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect(),
    })
}

/// Nothing for a code of another version of this package.
fn finding_from_js(value: &JsValue) -> Result<Option<Finding>, Mismatch> {
    const SEVERITIES: [(&str, Severity); 3] =
        [("error", Severity::Error), ("warning", Severity::Warning), ("hint", Severity::Hint)];
    let code = convert::text(value, "code")?.ok_or(Mismatch)?;
    let Some(code) = FindingCode::ALL.iter().find(|known| known.as_str() == code) else {
        return Ok(None);
    };
    // A text that anybody may have written is shown like any other.
    let text = |name| Ok(crate::quoted::quoted(&convert::text(value, name)?.unwrap_or_default()));
    Ok(Some(Finding {
        code: *code,
        severity: convert::one_of(value, "severity", &SEVERITIES)?.unwrap_or(code.severity()),
        message: text("message")?,
        fix: text("fix")?,
        span: None,
    }))
}

/// Names with a text or a list of texts each, or the `Headers` of a browser.
fn headers_from_js(value: &JsValue) -> Result<Headers, Mismatch> {
    let mut headers = Headers::default();
    let Some(given) = convert::object_property(value, "headers")? else { return Ok(headers) };
    let entries: Vec<(JsValue, JsValue)> = if convert::type_of(&given) == "Headers" {
        let pairs = Array::from(&given);
        pairs.iter().map(|pair| Array::from(&pair)).map(|pair| (pair.get(0), pair.get(1))).collect()
    } else {
        convert::entries(&given)?.take(MOST_HEADERS).collect()
    };
    for (name, value) in entries {
        let Some(name) = name.as_string() else { continue };
        let values = if convert::length_of_list(&value)?.is_some() {
            convert::elements(&value)?
        } else {
            vec![value]
        };
        for value in values {
            match convert::secret_text(&value) {
                Some(text) => headers.add(name.clone(), text.to_string()),
                None if !convert::is_set(&value) => {}
                None if value.as_f64().is_some() => {
                    let number = JSON::stringify(&value).map_err(|_| Mismatch)?;
                    headers.add(name.clone(), String::from(&number));
                }
                None => return Err(Mismatch),
            }
        }
    }
    Ok(headers)
}

/// A text as it is; anything else as the JSON that would be sent.
fn body_from_js(message: &JsValue, name: &str) -> Result<Option<Body>, JsValue> {
    let Some(body) = convert::property(message, "body").map_err(|_| error::call(SHAPE))? else {
        return Ok(None);
    };
    if let Some(text) = convert::long_secret_text(&body, LONGEST_BODY) {
        return Ok(Some(Body::Text(text.to_string())));
    }
    let unwritable = |_| error::call(&["`", name, "` cannot be written as JSON"].concat());
    let text = JSON::stringify(&body).map_err(unwritable)?;
    let text = convert::long_secret_text(&text, LONGEST_BODY);
    Ok(text.map(|text| Body::Json(text.to_string())))
}
