"""Reads what each release of clarifai-grpc declared and prints one line of JSON for each.

usage: extract.py FOLDER FILE...   (wheels or source archives in FOLDER, `protobuf` importable)

A line holds `file` and the `rpcMethods` (name, `authType`, `requiredScopes`) and `scopes` (name,
`exposed`, `deprecated`), or why it is `unreadable`. A release that declares the same as
the one on the line before says `same`. Nothing of a release is run: the serialized descriptors are taken
out of the syntax trees of its `_pb2.py` files, so releases that exclude each other stand side by side.
"""

import ast
import json
import pathlib
import sys
import tarfile
import zipfile

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

FILES = {
    "scope": "grpc/auth/scope/scope_pb2.py",
    "types": "grpc/auth/types/types_pb2.py",
    "extension": "grpc/auth/util/extension_pb2.py",
    "service": "grpc/api/service_pb2.py",
}
SERVICE = "V2"


class Unreadable(Exception):
    """Why a release cannot be read, as the end of a sentence."""


FAULTS = (Unreadable, SyntaxError, KeyError, TypeError, DecodeError, zipfile.BadZipFile, tarfile.TarError)


def main():
    folder, last = pathlib.Path(sys.argv[1]), None
    for name in sys.argv[2:]:
        try:
            declared = read(folder / name)
        except FAULTS as fault:
            print(json.dumps({"file": name, "unreadable": " ".join(str(fault).split())}))
            continue
        print(json.dumps({"file": name, **({"same": True} if declared == last else declared)}))
        last = declared


def read(archive):
    texts = dict(sources(archive))
    files = {}
    for part, path in FILES.items():
        if part not in texts:
            raise Unreadable(f"it has no {path}")
        files[part] = descriptor_pb2.FileDescriptorProto.FromString(serialized(texts[part], path))

    pool = descriptor_pool.DescriptorPool()
    descriptor_pb2.DESCRIPTOR.CopyToProto(base := descriptor_pb2.FileDescriptorProto())
    for file in (base, files["scope"], files["types"], files["extension"]):
        pool.Add(file)
    options = Options(pool)
    scopes = pool.FindEnumTypeByName("clarifai.auth.scope.S")
    auth_types = pool.FindEnumTypeByName("clarifai.auth.types.AuthType")
    services = [service for service in files["service"].service if service.name == SERVICE]
    if not services:
        raise Unreadable(f"its {FILES['service']} has no service {SERVICE}")

    def rpc_method(method):
        return {
            "name": method.name,
            "authType": name_of(
                auth_types, options.of(method.options, "clarifai.auth.util.cl_auth_type")
            ),
            "requiredScopes": sorted(
                {
                    name_of(scopes, number)
                    for number in options.of(
                        method.options, "clarifai.auth.util.cl_depending_scopes"
                    )
                }
            ),
        }

    def scope(value):
        return {
            "name": value.name,
            "exposed": bool(options.of(value.options, "clarifai.auth.scope.clarfai_exposed")),
            "deprecated": value.options.deprecated,
        }

    [enum] = [enum for enum in files["scope"].enum_type if enum.name == "S"]
    return {
        "rpcMethods": sorted((rpc_method(m) for m in services[0].method), key=lambda m: m["name"]),
        "scopes": sorted((scope(v) for v in enum.value), key=lambda v: v["name"]),
    }


def sources(archive):
    """Which of the files are there, and the text of each."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for path in wheel.namelist():
                for part, end in FILES.items():
                    if path == f"clarifai_grpc/{end}":
                        yield part, wheel.read(path)
    else:
        with tarfile.open(archive) as package:
            for member in package:
                for part, end in FILES.items():
                    if member.name.split("/", 1)[-1] == f"clarifai_grpc/{end}":
                        yield part, package.extractfile(member).read()


def serialized(source, path):
    """The bytes that generated code of any age gives to protobuf.

    Until 2021 they are the argument `serialized_pb`, wrapped as `_b('…')` for Python 2 at first; since
    then the argument of `AddSerializedFile`.
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        values = [keyword.value for keyword in node.keywords if keyword.arg == "serialized_pb"]
        if called == "AddSerializedFile":
            values += node.args
        for value in values:
            if isinstance(value, ast.Call) and value.args:
                value = value.args[0]
            if isinstance(value, ast.Constant) and value.value:
                found = value.value
                return found.encode("latin1") if isinstance(found, str) else found
    raise Unreadable(f"its {path} holds no serialized descriptor")


class Options:
    """Options as the extensions of one release define them."""

    def __init__(self, pool):
        self.pool = pool

    def of(self, options, extension_name):
        extension = self.pool.FindExtensionByName(extension_name)
        message = message_factory.GetMessageClass(extension.containing_type)
        return message.FromString(options.SerializeToString()).Extensions[extension]


def name_of(enum, number):
    value = enum.values_by_number.get(number)
    if value is None:
        raise Unreadable(f"{enum.name} has no name for {number}")
    return value.name


if __name__ == "__main__":
    main()
