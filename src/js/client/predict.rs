//! Many inputs in several requests at once.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, Date, Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use super::inputs::{Asked, Question};
use super::output::{failed, outputs};
use super::promise;
use crate::ApiStatus;
use crate::js::convert;
use crate::js::send::{Outgoing, Sender, pause};

/// Requests under way at once.
const LANES: usize = 4;
/// The API takes 15 requests a second. One that starts late comes closer to the next.
const BETWEEN_MS: f64 = 1000.0 / 14.0;

/// Resolves to a prediction with one output for each input, in order.
pub(super) async fn predict(sender: Sender, asked: Asked) -> Result<JsValue, JsValue> {
    let (signal, on_progress) = (asked.signal.clone(), asked.on_progress.clone());
    let question = asked.complete().await?;
    let path = question.path()?;
    let of_workflow = matches!(question, Question::Workflow(_));
    let total = question.inputs().len();
    let waiting: VecDeque<_> = question.split()?.into_iter().enumerate().collect();
    let results = waiting.iter().map(|_| None).collect::<Vec<_>>();
    let lanes = waiting.len().min(LANES);
    let work = Rc::new(Work {
        sender,
        path,
        of_workflow,
        signal,
        on_progress,
        total,
        state: RefCell::new(State { waiting, results, done: 0, next_start: 0.0, refusal: None }),
    });
    let lanes: Array = (0..lanes).map(|_| promise(Rc::clone(&work).lane())).collect();
    JsFuture::from(Promise::all(&lanes)).await?;
    let results = std::mem::take(&mut work.state.borrow_mut().results);
    together(results.into_iter().flatten().collect())
}

/// The requests of one call.
struct Work {
    sender: Sender,
    path: String,
    of_workflow: bool,
    signal: Option<AbortSignal>,
    on_progress: Option<Function>,
    total: usize,
    state: RefCell<State>,
}

struct State {
    waiting: VecDeque<(usize, Question)>,
    results: Vec<Option<Part>>,
    done: usize,
    /// The moment before which no request starts.
    next_start: f64,
    /// What refuses the credential in one request refuses it in all.
    refusal: Option<(ApiStatus, JsValue)>,
}

/// What came of one request.
enum Part {
    Answered { outputs: Vec<JsValue>, raw: JsValue },
    Failed { inputs: usize, status: ApiStatus, error: JsValue },
}

impl Work {
    /// Sends one request after the other, until none waits.
    async fn lane(self: Rc<Self>) -> Result<JsValue, JsValue> {
        loop {
            let next = self.state.borrow_mut().waiting.pop_front();
            let Some((place, question)) = next else { return Ok(JsValue::UNDEFINED) };
            let inputs = question.inputs().len();
            let refusal = self.state.borrow().refusal.clone();
            let part = match refusal {
                Some((status, error)) => Part::Failed { inputs, status, error },
                None => self.ask(question, inputs).await?,
            };
            let done = {
                let mut state = self.state.borrow_mut();
                if let Some(result) = state.results.get_mut(place) {
                    *result = Some(part);
                }
                state.done = state.done.saturating_add(inputs);
                state.done
            };
            self.tell(done);
        }
    }

    /// Rejects only where the caller has ended the call.
    async fn ask(&self, question: Question, inputs: usize) -> Result<Part, JsValue> {
        let now = Date::now();
        let start = {
            let mut state = self.state.borrow_mut();
            let start = state.next_start.max(now);
            state.next_start = start + BETWEEN_MS;
            start
        };
        // Less than the lanes' time between two starts: a cast is exact enough.
        pause((start - now).ceil() as u32, self.signal.as_ref()).await;
        let outgoing = Outgoing {
            verb: "POST",
            path: self.path.clone(),
            body: Some(question.body()?),
            signal: self.signal.clone(),
            is_repeatable: true,
            ..Outgoing::default()
        };
        let (status, error) = match self.sender.send(&outgoing).await {
            Err(fault) if fault.is_abort() => return Err(fault.into()),
            Err(fault) => {
                let status = ApiStatus::from_text(fault.message());
                (status, JsValue::from(fault))
            }
            Ok(answer) => match outputs(&answer, inputs, self.of_workflow) {
                Ok(outputs) => return Ok(Part::Answered { outputs, raw: answer.json }),
                Err(error) => (answer.status().unwrap_or_default(), error),
            },
        };
        if matches!(status.code(), Some(11_000..=11_002 | 11_004 | 11_006..=11_009 | 11_102)) {
            self.state.borrow_mut().refusal = Some((status.clone(), error.clone()));
        }
        Ok(Part::Failed { inputs, status, error })
    }

    fn tell(&self, done: usize) {
        let Some(on_progress) = &self.on_progress else { return };
        let told = on_progress.call2(&JsValue::UNDEFINED, &done.into(), &self.total.into());
        // What the listener throws, or rejects with later, must not lose a result.
        if let Ok(told) = told {
            convert::forget(&told);
        }
    }
}

/// Rejects where nothing was answered, and all for one reason.
fn together(parts: Vec<Part>) -> Result<JsValue, JsValue> {
    let mut reason: Option<(&ApiStatus, &JsValue)> = None;
    let is_one_reason = parts.iter().all(|part| match part {
        Part::Failed { status, error, .. } => {
            reason.get_or_insert((status, error)).0.code() == status.code()
        }
        Part::Answered { .. } => false,
    });
    if let Some((_, error)) = reason.filter(|_| is_one_reason) {
        return Err(error.clone());
    }
    let (all, raws) = (Array::new(), Array::new());
    for part in parts {
        match part {
            Part::Answered { outputs, raw } => {
                for output in outputs {
                    all.push(&output);
                }
                raws.push(&raw);
            }
            Part::Failed { inputs, status, error } => {
                for _ in 0..inputs {
                    all.push(&failed(&status, &error));
                }
                raws.push(&JsValue::NULL);
            }
        }
    }
    let raw = if raws.length() == 1 { raws.get(0) } else { raws.into() };
    Ok(convert::object(&[("outputs", all.into()), ("raw", raw)]))
}
