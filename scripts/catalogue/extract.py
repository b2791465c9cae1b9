"""Reads the facts of the catalogue out of a clarifai-grpc wheel and prints them as JSON.

usage: extract.py WHEEL   (the wheel's packages and `protobuf`, `googleapis-common-protos` importable)

The descriptors hold what the API's authors declared: `cl_auth_type` and `cl_depending_scopes` on an
RPC method, `clarfai_exposed` (spelled so) and `clarifai_depending_scopes` on a scope, and
`google.api.http` rules, and which messages an answer is made of. Nothing is added; comments, and fields
that hold no message, are left out.
"""

import hashlib
import json
import pathlib
import sys


def main():
    wheel = pathlib.Path(sys.argv[1])
    sys.path.insert(0, str(wheel))

    from clarifai_grpc.grpc.api import service_pb2
    from clarifai_grpc.grpc.api.status import status_code_pb2
    from clarifai_grpc.grpc.auth.scope import scope_pb2
    from clarifai_grpc.grpc.auth.types import types_pb2
    from clarifai_grpc.grpc.auth.util import extension_pb2
    from google.api import annotations_pb2

    scope_names = {value.number: value.name for value in scope_pb2.S.DESCRIPTOR.values}
    auth_names = {value.number: value.name for value in types_pb2.AuthType.DESCRIPTOR.values}

    def http_rules(rule):
        yield http_rule(rule)
        for binding in rule.additional_bindings:
            yield from http_rules(binding)

    def http_rule(rule):
        verb = rule.WhichOneof("pattern")
        if verb == "custom":
            verb, template = rule.custom.kind, rule.custom.path
        else:
            template = getattr(rule, verb)
        return {"verb": verb.upper(), "template": template, "body": rule.body}

    def rpc_method(method):
        options = method.GetOptions()
        return {
            "name": method.name,
            "authType": auth_names[options.Extensions[extension_pb2.cl_auth_type]],
            "requiredScopes": sorted(
                scope_names[number] for number in options.Extensions[extension_pb2.cl_depending_scopes]
            ),
            "streaming": {
                (False, False): "none",
                (True, False): "client",
                (False, True): "server",
                (True, True): "both",
            }[(method.client_streaming, method.server_streaming)],
            "httpRules": list(http_rules(options.Extensions[annotations_pb2.http])),
            "answer": message_name(method.output_type),
        }

    def message_name(message):
        return message.full_name.removeprefix("clarifai.api.")

    def messages_of(message, found):
        """The message and all that its fields lead to, by name."""
        if message_name(message) not in found:
            found[message_name(message)] = message
            for field in message.fields:
                if field.message_type is not None:
                    messages_of(field.message_type, found)
        return found

    def answer_message(message):
        return {
            "name": message_name(message),
            "fields": {
                field.name: message_name(field.message_type)
                for field in message.fields
                if field.message_type is not None
            },
            "isMapEntry": message.GetOptions().map_entry,
        }

    def scope(value):
        options = value.GetOptions()
        return {
            "name": value.name,
            "exposed": options.Extensions[scope_pb2.clarfai_exposed],
            "deprecated": options.deprecated,
            "prerequisites": sorted(
                scope_names[number]
                for number in options.Extensions[scope_pb2.clarifai_depending_scopes]
            ),
        }

    service = service_pb2.DESCRIPTOR.services_by_name["V2"]
    answers = {}
    for method in service.methods:
        messages_of(method.output_type, answers)
    facts = {
        "source": source_of(wheel),
        "service": service.full_name,
        "rpcMethods": [rpc_method(m) for m in sorted(service.methods, key=lambda m: m.name)],
        "scopes": [scope(v) for v in sorted(scope_pb2.S.DESCRIPTOR.values, key=lambda v: v.name)],
        "messages": [answer_message(answers[name]) for name in sorted(answers)],
        "statusCodes": [
            {"code": value.number, "name": value.name}
            for value in sorted(
                status_code_pb2.StatusCode.DESCRIPTOR.values, key=lambda value: value.number
            )
        ],
    }
    print(render(facts))


def source_of(wheel):
    return {
        "package": "clarifai-grpc",
        "version": wheel.name.split("-")[1],
        "file": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
    }


def render(facts):
    """One entry a line, so that a new release reads as a small diff."""
    parts = []
    for key, value in facts.items():
        if isinstance(value, list):
            entries = ",\n".join("    " + json.dumps(entry) for entry in value)
            parts.append(f"  {json.dumps(key)}: [\n{entries}\n  ]")
        else:
            parts.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}"


if __name__ == "__main__":
    main()
