//! The Rust rows of the budget table, each beside the least that could do a part of the job.

use std::collections::BTreeMap;
use std::hint::black_box;

use clarifai_auth::{
    Call, Grant, GrantDescription, RpcMethod, Timestamp, UsageLog, check_credential, scan_text,
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

/// The lines of benches/usage.mjs.
mod a_million_lines {
    use super::*;

    const LINES: usize = 1_000_000;
    const FORMATS: [&str; 2] = ["NCSA, combined", "Cloudflare, JSON"];

    /// A tenth of them.
    fn lines(format: &str) -> String {
        let line = |number: usize| {
            let (verb, path) = match number % 4 {
                0 => ("POST", "/v2/users/ada/apps/shop/models/general-image-recognition/outputs"),
                1 => ("GET", "/v2/users/ada/apps/shop/inputs?page=7&per_page=100"),
                2 => ("GET", "/favicon.ico"),
                _ => (
                    "GET",
                    "/v2/users/ada/apps/blog/models/food/versions/aa7f35c01e0642fda5cf400f543e7c40",
                ),
            };
            match format {
                "NCSA, combined" => format!(
                    "10.0.{}.9 - - [05/Jan/2026:10:11:12 +0000] \"{verb} {path} HTTP/1.1\" 200 {number} \"-\" \"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Safari/537.36\"\n",
                    number & 255
                ),
                _ => format!(
                    "{{\"ClientIP\":\"192.0.2.9\",\"ClientRequestHost\":\"api.example\",\"ClientRequestMethod\":\"{verb}\",\"ClientRequestURI\":\"{path}\",\"EdgeEndTimestamp\":\"2026-01-05T10:11:12Z\",\"EdgeResponseBytes\":{number},\"EdgeResponseStatus\":200,\"EdgeStartTimestamp\":\"2026-01-05T10:11:11Z\",\"RayID\":\"aa01b2c3d4e5f607\"}}\n"
                ),
            }
        };
        (0..LINES / 10).map(line).collect()
    }

    #[divan::bench(args = FORMATS, sample_count = 3, sample_size = 1)]
    fn usage_log(bencher: Bencher, format: &str) {
        let text = lines(format);
        bencher.counter(ItemsCount::new(LINES)).bench(|| {
            let mut log = UsageLog::new();
            for _ in 0..10 {
                text.as_bytes().chunks(64 * 1024).for_each(|chunk| log.feed(chunk));
            }
            assert_eq!(log.lines(), LINES as u64);
            assert_eq!(log.unread(), LINES as u64 / 4);
            log
        });
    }
}
