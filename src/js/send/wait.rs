//! Waiting that an `AbortSignal` ends.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = setTimeout)]
    fn set_timeout(then: &Function, milliseconds: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue) -> Result<(), JsValue>;
}

/// Waits so long, or until the signal is aborted.
pub(in crate::js) async fn pause(milliseconds: u32, signal: Option<&AbortSignal>) {
    if milliseconds == 0 || signal.is_some_and(AbortSignal::aborted) {
        return;
    }
    let mut timer = Ok(JsValue::UNDEFINED);
    let mut listener = Function::default();
    let over = Promise::new(&mut |resolve, _| {
        timer = set_timeout(&resolve, milliseconds);
        if timer.is_err() {
            _ = resolve.call0(&JsValue::UNDEFINED);
        }
        if let Some(signal) = signal {
            _ = signal.add_event_listener_with_callback("abort", &resolve);
        }
        listener = resolve;
    });
    _ = JsFuture::from(over).await;
    // A signal may live as long as the program, and a timer keeps Node running.
    if let Some(signal) = signal {
        _ = signal.remove_event_listener_with_callback("abort", &listener);
    }
    if let Ok(timer) = timer {
        _ = clear_timeout(&timer);
    }
}
