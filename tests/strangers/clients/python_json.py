"""Runs calls with Clarifai's own Python client over its JSON channel, and tells what it told its user.

usage: python_json.py WHEEL   (of clarifai-grpc; what it imports must be installed)

The calls come as JSON on standard input, what came of them goes as JSON to standard output.
"""

import base64
import json
import sys
import traceback

sys.path.insert(0, sys.argv[1])

from clarifai_grpc.channel.clarifai_channel import ClarifaiChannel
from clarifai_grpc.grpc.api import resources_pb2, service_pb2, service_pb2_grpc
from clarifai_grpc.grpc.api.status import status_code_pb2
from google.protobuf.json_format import MessageToDict


def ids(call):
    return resources_pb2.UserAppIDSet(**call.get("ids", {}))


def inputs(call):
    image = resources_pb2.Image(base64=base64.b64decode(call["image"]))
    return [resources_pb2.Input(id="added", data=resources_pb2.Data(image=image))]


def search(call):
    rank = resources_pb2.Rank(
        annotation=resources_pb2.Annotation(data=inputs(call)[0].data)
    )
    return resources_pb2.Search(query=resources_pb2.Query(ranks=[rank]))


def workflow():
    model = resources_pb2.Model(id="color-recognition")
    node = resources_pb2.WorkflowNode(id="concepts", model=model)
    return resources_pb2.Workflow(id="made", nodes=[node])


def send(stub, call):
    """The calls as the client's own README writes them."""
    metadata = (("authorization", f"Key {call['key']}"),)
    name, request = {
        "predict": lambda: (
            "PostModelOutputs",
            {"model_id": "color-recognition", "inputs": inputs(call)},
        ),
        "list": lambda: ("ListModels", {}),
        "get": lambda: ("GetModel", {"model_id": "color-recognition"}),
        "inputs": lambda: ("ListInputs", {}),
        "look": lambda: ("PostInputsSearches", {"searches": [search(call)]}),
        "make": lambda: ("PostWorkflows", {"workflows": [workflow()]}),
        "add": lambda: ("PostInputs", {"inputs": inputs(call)}),
        "workflow": lambda: (
            "PostWorkflowResults",
            {"workflow_id": "find-colors", "inputs": inputs(call)},
        ),
    }[call["call"]]()
    message = getattr(service_pb2, f"{name}Request")(user_app_id=ids(call), **request)
    response = getattr(stub, name)(message, metadata=metadata)
    if response.status.code != status_code_pb2.SUCCESS:
        raise Exception(f"Request failed, status code: {response.status}")
    return MessageToDict(response, preserving_proto_field_name=True)


def run(call):
    stub = service_pb2_grpc.V2Stub(ClarifaiChannel.get_json_channel(call["base"]))
    try:
        return {"answer": send(stub, call)}
    except Exception:
        return {"words": traceback.format_exc()}


print(json.dumps([run(call) for call in json.load(sys.stdin)]))
