//! The Rust rows of the budget table, each beside the least that could do a part of the job.

use std::collections::BTreeMap;
use std::hint::black_box;

use clarifai_auth::{Call, Grant, GrantDescription, RpcMethod, Timestamp, check_credential};
use divan::counter::ItemsCount;
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
