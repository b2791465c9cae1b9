//! The Rust rows of the budget table, each beside the least that could do a part of the job.

use std::collections::BTreeMap;
use std::hint::black_box;

use clarifai_auth::{
    Call, Grant, GrantDescription, RpcMethod, Timestamp, check_credential, scan_text,
};
use divan::counter::{BytesCount, ItemsCount};
use divan::{AllocProfiler, Bencher};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

fn grant() -> Grant {
    Grant::new(GrantDescription {
        scopes: ["Predict", "Models_Get", "Concepts_Get", "Apps_Get"].map(String::from).to_vec(),
        ..GrantDescription::default()
    })
    .expect("the description is well formed")
}

fn predict() -> RpcMethod {
    RpcMethod::find("PostModelOutputs").expect("the catalogue holds it")
}

mod one_decision {
    use super::*;

    #[divan::bench]
    fn allows(bencher: Bencher) {
        let (grant, rpc, now) = (grant(), predict(), Timestamp::from_unix_seconds(0));
        bencher.bench(|| black_box(&grant).allows(black_box(rpc), now));
    }

    #[divan::bench]
    fn evaluate_allow(bencher: Bencher) {
        let (grant, now) = (grant(), Timestamp::from_unix_seconds(0));
        let call = Call::rpc("PostModelOutputs");
        bencher.bench(|| black_box(&grant).evaluate(black_box(&call), now));
    }

    #[divan::bench]
    fn evaluate_rpc_allow(bencher: Bencher) {
        let (grant, rpc, now) = (grant(), predict(), Timestamp::from_unix_seconds(0));
        bencher.bench(|| black_box(&grant).evaluate_rpc(black_box(rpc), now));
    }

    /// The least that a decision can be: are the required bits among the granted ones?
    #[divan::bench]
    fn bit_mask_peer(bencher: Bencher) {
        let (granted, required) = ([0b1011_u64, 0b1100], [0b0011_u64, 0b0100]);
        bencher.bench(|| {
            let (granted, required) = (black_box(&granted), black_box(&required));
            required[0] & !granted[0] == 0 && required[1] & !granted[1] == 0
        });
    }
}

/// One request for each HTTP rule: its verb, and its template with an id for each parameter.
fn requests() -> Vec<(&'static str, String)> {
    let mut requests = Vec::new();
    for rpc in RpcMethod::all() {
        for rule in rpc.http_rules() {
            let template = rule.template();
            let segments =
                template.split('/').map(|part| if part.starts_with('{') { "id" } else { part });
            requests.push((rule.verb(), segments.collect::<Vec<_>>().join("/")));
        }
    }
    requests
}

mod one_route {
    use super::*;

    #[divan::bench]
    fn matching(bencher: Bencher) {
        let requests = requests();
        bencher.counter(ItemsCount::new(requests.len())).bench(|| {
            for (verb, path) in &requests {
                black_box(RpcMethod::matching(verb, path).next());
            }
        });
    }

    /// Holds each template once: it refuses those that differ in a parameter's name only.
    #[divan::bench]
    fn matchit_peer(bencher: Bencher) {
        let mut routers: BTreeMap<&str, matchit::Router<RpcMethod>> = BTreeMap::new();
        for rpc in RpcMethod::all() {
            for rule in rpc.http_rules() {
                let mut count = 0;
                let template: Vec<_> = rule
                    .template()
                    .split('/')
                    .map(|part| {
                        count += 1;
                        if part.starts_with('{') {
                            format!("{{p{count}}}")
                        } else {
                            part.to_owned()
                        }
                    })
                    .collect();
                _ = routers.entry(rule.verb()).or_default().insert(template.join("/"), rpc);
            }
        }
        let requests = requests();
        bencher.counter(ItemsCount::new(requests.len())).bench(|| {
            for (verb, path) in &requests {
                black_box(routers[verb].at(path).is_ok());
            }
        });
    }
}

mod one_credential {
    use super::*;

    #[divan::bench]
    fn clean() {
        black_box(check_credential(black_box("5a4db0c5f00df00df00df00df00d0001")));
    }

    #[divan::bench]
    fn padded() {
        black_box(check_credential(black_box(" 5a4db0c5f00df00df00df00df00d0001\n")));
    }
}

/// The texts of benches/texts.mjs, each with ten leaks.
mod one_megabyte {
    use super::*;

    const TEXTS: [&str; 3] = ["source code", "a minified bundle", "a log"];
    const LEAK: &str =
        "\nconst app = new Clarifai.App({ apiKey: \"c0ffee15dead10ccfeedfacecafebabe\" });\n";

    fn text(name: &str) -> String {
        let read = |file: &str| {
            let path = format!("{}/../../node_modules/axe-core/{file}", env!("CARGO_MANIFEST_DIR"));
            std::fs::read(path).expect("`npm run bench` installs it")
        };
        let text: Vec<u8> = match name {
            "source code" => read("axe.js"),
            "a minified bundle" => read("axe.min.js"),
            _ => (0..8000).flat_map(line).collect(),
        };
        let whole: String =
            text.iter().cycle().take(1_000_000).map(|byte| char::from(byte & 0x7f)).collect();
        let parts = (0..10).map(|at| [&whole[at * 100_000..(at + 1) * 100_000], LEAK].concat());
        parts.collect()
    }

    fn line(number: u128) -> Vec<u8> {
        let hex = |number: u128| {
            format!(
                "{:032x}",
                number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834)
            )
        };
        let (id, request, etag) = (hex(number), hex(number + 7), hex(number * 3));
        let ms = 100 + number % 900;
        format!("2026-01-05T10:11:12.{ms}Z INFO POST /v2/models/{id}/outputs 200 req_id={request} etag=\"{etag}\"\n")
            .into_bytes()
    }

    #[divan::bench(args = TEXTS)]
    fn scan(bencher: Bencher, name: &str) {
        let text = text(name);
        assert_eq!(scan_text(&text).len(), 10);
        bencher.counter(BytesCount::of_str(&text)).bench(|| scan_text(black_box(&text)));
    }

    /// Any 32 letters and digits near the name, as TruffleHog's detector looks for.
    #[divan::bench(args = TEXTS)]
    fn regex_peer_near_the_name(bencher: Bencher, name: &str) {
        let rule = regex::Regex::new(r"(?i)clarifai(?:.|[\n\r]){0,40}?\b([a-z0-9]{32})\b");
        let (rule, text) = (rule.expect("a rule"), text(name));
        bencher
            .counter(BytesCount::of_str(&text))
            .bench(|| rule.find_iter(black_box(&text)).count());
    }

    /// Any 32 hexadecimal digits.
    #[divan::bench(args = TEXTS)]
    fn regex_peer_hexadecimal(bencher: Bencher, name: &str) {
        let rule = regex::Regex::new(r"\b[0-9a-f]{32}\b").expect("a rule");
        let text = text(name);
        bencher
            .counter(BytesCount::of_str(&text))
            .bench(|| rule.find_iter(black_box(&text)).count());
    }
}
