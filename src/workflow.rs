//! A prediction with a workflow: the request that asks for it. Sends nothing.

use serde::Serialize;

use crate::batch::{batches, validate};
use crate::predict::{PredictError, PredictInput, ResourceId, inputs_body};

/// A workflow, and whose it is.
pub type WorkflowId = ResourceId;

/// A prediction with a workflow to ask for.
#[derive(Clone, Default)]
pub struct WorkflowRequest {
    /// The workflow.
    pub workflow: WorkflowId,
    /// 1 to 128 inputs.
    pub inputs: Vec<PredictInput>,
}

impl WorkflowRequest {
    /// The path of the request, from `/v2`.
    ///
    /// # Errors
    ///
    /// An id that no path can hold; a user without an app, or an app without a user.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{WorkflowId, WorkflowRequest};
    ///
    /// let workflow = WorkflowId { id: "General".into(), ..WorkflowId::default() };
    /// let request = WorkflowRequest { workflow, inputs: Vec::new() };
    /// assert_eq!(request.path()?, "/v2/workflows/General/results");
    /// # Ok::<(), clarifai_auth::PredictError>(())
    /// ```
    pub fn path(&self) -> Result<String, PredictError> {
        self.workflow.path_to("/results", "workflows", "workflow")
    }

    /// The body of the request, to be serialized as JSON (`PostWorkflowResultsRequest`).
    ///
    /// # Errors
    ///
    /// Inputs beyond the API's limits.
    pub fn body(self) -> Result<impl Serialize, PredictError> {
        #[derive(Serialize)]
        struct Body<T> {
            inputs: T,
        }
        Ok(Body { inputs: inputs_body(self.inputs)? })
    }

    /// Splits it into requests that the API takes: at most 128 inputs and 18 MB each, in order.
    ///
    /// # Errors
    ///
    /// No input, or one that cannot be sent.
    pub fn split(self) -> Result<Vec<Self>, PredictError> {
        validate(&self.inputs)?;
        let workflow = self.workflow;
        let requests = batches(self.inputs).into_iter();
        Ok(requests.map(|inputs| Self { workflow: workflow.clone(), inputs }).collect())
    }
}
