"""Asks the REST channel in a clarifai-grpc wheel which request it makes of each RPC method, as JSON.

usage: channel.py WHEEL   (as for extract.py, and `requests` importable, which the channel calls)

The channel gets a session of `requests` whose only adapter records and sends nothing, so that a URL is
what would go over the wire, with all that `requests` does to it. Each RPC method is asked with the path
fields of every one of its HTTP rules filled, and with those of each rule alone; first with an id by which
each field is known again, then with hostile ids: in every field at once, and in the path's last one.

A request is written once, with `{field}` wherever the id of a field stands, and `ids` says how each hostile
id is written in a path and in a query. A request that a hostile id changes in another way stands under
`changed`, in full. `filled` says which rules' fields were filled, by their place among the method's rules.
"""

import itertools
import pathlib
import re
import sys

from extract import render, source_of

BASE = "https://api.clarifai.com"
METADATA = (("authorization", "Key c0ffee00c0ffee00c0ffee00c0ffee00"),)
# What another route has in that place, what needs an encoding, what is one already, and what is read in two ways.
HOSTILE_IDS = [
    *("status", "outputs", "versions", "searches", "types", "upload", "me", "*", "~a-b_c.d", "a;b=c,d", "a:b@c"),
    *("a b", " a ", "a+b", "a&b=c", "é✓", "\u202ea", "\U0001f600", "'\"<>`|^", "[a]", "{a}", "{model_id}"),
    *("a%20b", "a%2Fb", "a%2fstatus", "%2e%2e", "%2E", "a%5Cb", "%00", "a%252Fb", "%c3%a9", "%ff", "100%", "%zz"),
    *("a\\b", "a\tb", "a\r\nb", "\0", "\u0085", "...", "a.", ".", "..", "a/b", "/", "a/", "/a", "a/../b"),
    *("//example.com", "a?b", "a?b=/c", "a#b"),
]


class Recorder:
    """Stands where the network would."""

    def __init__(self, answer):
        self.answer = answer

    def send(self, request, **_options):
        if not request.url.startswith(BASE + "/"):
            raise ValueError(f"{request.url} is for another host")
        self.request = (request.method, request.path_url)
        return self.answer

    def close(self):
        pass


class Channel:
    """The wheel's channel, on a session that only records."""

    def __init__(self, service):
        import requests
        from clarifai_grpc.channel.grpc_json_channel import GRPCJSONChannel
        from google.protobuf.message_factory import GetMessageClass

        answer = requests.Response()
        answer.status_code, answer._content = 200, b"{}"
        self.recorder = Recorder(answer)
        session = requests.Session()
        session.trust_env = False
        session.adapters.clear()
        session.mount("https://", self.recorder)
        self.channel = GRPCJSONChannel(session, BASE, service)
        self.service, self.message_class = service, GetMessageClass

    def request_of(self, method, ids):
        """Verb and target of the request that the channel makes where the fields have these ids."""
        kind = "_".join(
            "stream" if streams else "unary"
            for streams in (method.client_streaming, method.server_streaming)
        )
        call = getattr(self.channel, kind)(
            f"/{self.service.full_name}/{method.name}", None, self.message_class(method.output_type)
        )
        message = self.message_class(method.input_type)()
        for field, value in ids.items():
            *parents, name = field.split(".")
            holder = message
            for parent in parents:
                holder = getattr(holder, parent)
            setattr(holder, name, value)
        call(message, metadata=METADATA)
        return self.recorder.request


def main():
    wheel = pathlib.Path(sys.argv[1])
    sys.path.insert(0, str(wheel))

    import requests
    import urllib3
    from clarifai_grpc.grpc.api import service_pb2

    service = service_pb2.DESCRIPTOR.services_by_name["V2"]
    channel = Channel(service)
    ids = [written(channel, service, value) for value in HOSTILE_IDS]
    facts = {
        "source": source_of(wheel),
        "client": {"requests": requests.__version__, "urllib3": urllib3.__version__},
        "ids": ids,
        "rpcMethods": [
            {"name": method.name, "requests": list(requests_of(channel, method, ids))}
            for method in sorted(service.methods, key=lambda method: method.name)
        ],
    }
    print(render(facts))


def written(channel, service, value):
    """How an id is written in a path, and in a query."""
    _, in_path = channel.request_of(service.methods_by_name["DeleteModel"], {"model_id": value})
    _, in_query = channel.request_of(service.methods_by_name["ListModels"], {"name": value})
    before, path = in_path[: len("/v2/models/")], in_path[len("/v2/models/") :]
    return {
        "id": value,
        "path": path if before == "/v2/models/" else value,
        "query": in_query.removeprefix("/v2/users/me/models?name="),
    }


def requests_of(channel, method, ids):
    """The different requests that the channel makes of a method."""
    found = {}
    for filled, fields in fillings(method):
        known = {field: "x-" + field.replace(".", "-") for field in fields}
        try:
            verb, target = channel.request_of(method, known)
        except Exception as error:
            entry = {"filled": [], "error": ": ".join(filter(None, (type(error).__name__, str(error))))}
        else:
            for field in sorted(fields, key=len, reverse=True):
                target = target.replace(known[field], "{" + field + "}")
            entry = {"filled": [], "verb": verb, "target": target}
            entry |= changed(channel, method, known, entry, ids)
        found.setdefault(repr(entry), entry)["filled"].append(filled)
    return found.values()


def fillings(method):
    from google.api import annotations_pb2

    rule = method.GetOptions().Extensions[annotations_pb2.http]
    rules = [rule, *rule.additional_bindings]
    fields = [re.findall(r"{(.*?)}", getattr(rule, rule.WhichOneof("pattern"))) for rule in rules]
    yield "every", list(dict.fromkeys(itertools.chain(*fields)))
    yield from enumerate(fields)


def changed(channel, method, known, entry, ids):
    """The requests with hostile ids that are not what `entry` and `ids` say."""
    fields = re.findall(r"{(.*?)}", entry["target"].partition("?")[0])
    others = []
    for number, hostile in enumerate(ids):
        for place, chosen in (("every", known), ("last", fields[-1:])):
            if not chosen:
                continue
            written = {field: {"path": value, "query": value} for field, value in known.items()}
            written |= dict.fromkeys(chosen, hostile)
            verb, target = channel.request_of(method, known | dict.fromkeys(chosen, hostile["id"]))
            if verb != entry["verb"]:
                raise ValueError(f"{method.name} has another verb where an id is {hostile['id']!r}")
            if target != filled_target(entry["target"], written):
                others.append([number, place, target])
    return {"changed": others} if others else {}


def filled_target(pattern, written):
    """The target with each `{field}` as it is written in its place."""

    def filled(text, part):
        return re.sub(r"{(.*?)}", lambda field: written[field[1]][part], text)

    path, mark, query = pattern.partition("?")
    path = filled(path, "path")
    return path + ("&" if mark and "?" in path else mark) + filled(query, "query")


if __name__ == "__main__":
    main()
