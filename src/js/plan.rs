use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::call::call_from_js;
use super::convert::{self, Mismatch};
use super::error;
use crate::{PlanOptions, Plans};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("plan.d.ts");

/// Plans the least key that can make `calls`: which type, which scopes and endpoints, the request that
/// creates it. `otherPlans` are the keys for further apps, `unplanned` what no key can do. Where
/// nothing is left to plan, `why` says so and `warnings` hold `nothing-to-plan`. Throws ERR_CALL where
/// a call or an option is malformed.
///
/// ```js
/// const plan = planKey(['PostModelOutputs'], { appId: 'shop', restrictEndpoints: true });
/// plan.labels; // ['Apps:Get', 'Concepts:Get', 'Models:Get', 'Predict']
/// plan.surplus; // []
/// ```
#[wasm_bindgen(js_name = planKey, unchecked_return_type = "Plans")]
pub fn plan_key(
    #[wasm_bindgen(unchecked_param_type = "readonly Call[]")] calls: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "PlanOptions")] options: &JsValue,
) -> Result<JsValue, JsValue> {
    let calls = convert::elements(calls)
        .map_err(|_| error::call("malformed calls: expected a list of at most 10,000"))?;
    let calls = calls.iter().map(call_from_js).collect::<Result<Vec<_>, JsValue>>()?;
    plans_to_js(&crate::plan_key(&calls, &options_from_js(options)?))
}

pub(super) fn plans_to_js(plans: &Plans) -> Result<JsValue, JsValue> {
    let result = convert::to_js(&plans.plan)?;
    for (name, value) in [
        ("otherPlans", convert::to_js(&plans.other_plans)?),
        ("unplanned", convert::to_js(&plans.unplanned)?),
        ("warnings", convert::to_js(&plans.warnings)?),
    ] {
        // Setting a property of a new plain object cannot fail.
        _ = Reflect::set(&result, &JsValue::from_str(name), &value);
    }
    Ok(result)
}

pub(super) fn options_from_js(options: &JsValue) -> Result<PlanOptions, JsValue> {
    read_options(options).map_err(|_| {
        error::call(
            "malformed options: expected `{ userId?, appId?, description?: string, restrictEndpoints?: boolean }`",
        )
    })
}

fn read_options(options: &JsValue) -> Result<PlanOptions, Mismatch> {
    if options.is_undefined() || options.is_null() {
        return Ok(PlanOptions::default());
    }
    if !options.is_object() {
        return Err(Mismatch);
    }
    let given = |name| Ok(convert::text(options, name)?.filter(|text| !text.is_empty()));
    Ok(PlanOptions {
        user_id: given("userId")?,
        app_id: given("appId")?,
        description: given("description")?,
        restrict_endpoints: convert::boolean(options, "restrictEndpoints")?.unwrap_or_default(),
    })
}
