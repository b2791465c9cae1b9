//! Access logs: which calls they hold, in whatever way they are written.
#![cfg(feature = "texts")]

use clarifai_auth::{
    Call, FindingCode, Grant, GrantDescription, KeyType, PlanOptions, RpcMethod, UsageLog, plan_key,
};
use proptest::prelude::*;

const KEY: &str = "c0ffee15dead10ccfeedfacecafebabe";

fn log(text: &str) -> UsageLog {
    let mut log = UsageLog::new();
    log.feed(text.as_bytes());
    log
}

/// Each call as a line, and how many lines were not read.
fn said(log: &UsageLog) -> (Vec<String>, u64) {
    let calls = log.calls().into_iter().map(|call| {
        let status = call.last_status.map_or("-".to_owned(), |status| status.to_string());
        format!(
            "{} {} {} {}/{} {status}",
            call.rpc.name(),
            call.verb,
            call.template,
            call.count,
            call.refused
        )
    });
    (calls.collect(), log.unread())
}

fn names(log: &UsageLog) -> Vec<&'static str> {
    log.calls().iter().map(|call| call.rpc.name()).collect()
}

fn grant(scopes: &[&str], endpoints: &[&str]) -> Grant {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    Grant::new(GrantDescription {
        scopes: texts(scopes),
        endpoints: Some(texts(endpoints)),
        ..GrantDescription::default()
    })
    .unwrap()
}

/// One request, written as many programs do: a POST that was answered 403.
const FORMATS: &[(&str, &str)] = &[
    (
        "NCSA common",
        r#"10.0.0.1 - ada [05/Jan/2026:10:11:12 +0000] "POST {path} HTTP/1.1" 403 512"#,
    ),
    (
        "NCSA combined, with a virtual host",
        r#"api.example:443 10.0.0.1 - - [05/Jan/2026:10:11:12 +0000] "POST {path} HTTP/2.0" 403 512 "https://a.example/v2/models" "curl/8.5.0""#,
    ),
    (
        "HAProxy",
        r#"Jan  5 10:11:12 lb haproxy[14389]: 10.0.1.2:33317 [05/Jan/2026:10:11:12.655] http-in static/srv1 10/0/30/69/109 403 2750 - - ---- 1/1/1/1/0 0/0 "POST {path} HTTP/1.1""#,
    ),
    (
        "AWS load balancer",
        r#"https 2026-01-05T10:11:12.186641Z app/lb/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 403 403 0 57 "POST https://lb.example:443{path} HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:x "Root=1-58337281-1d84f3d73c47ec4e58577259""#,
    ),
    (
        "CloudFront",
        "2026-01-05\t10:11:12\tLHR62-C2\t2390\t192.0.2.10\tPOST\td111111abcdef8.cloudfront.net\t{path}\t403\t-\tcurl/7.46.0",
    ),
    ("IIS", "2026-01-05 10:11:12 10.0.0.2 POST {path} - 443 - 10.0.0.1 curl/7.46.0 - 403 0 0 15"),
    ("morgan", "POST {path} 403 12.345 ms - 512"),
    ("uvicorn", r#"INFO:     127.0.0.1:54321 - "POST {path} HTTP/1.1" 403 Forbidden"#),
    (
        "httpx",
        r#"2026-01-05 10:11:12,123 INFO httpx: HTTP Request: POST https://api.clarifai.com{path} "HTTP/1.1 403 Forbidden""#,
    ),
    (
        "urllib3",
        r#"DEBUG:urllib3.connectionpool:https://api.clarifai.com:443 "POST {path} HTTP/1.1" 403 None"#,
    ),
    (
        "Heroku",
        r#"at=info method=POST path="{path}" host=a.example request_id=8601b555 fwd="204.204.204.204" dyno=web.1 connect=1ms service=18ms status=403 bytes=512"#,
    ),
    (
        "lograge",
        "method=POST path={path} format=json controller=A action=b status=403 duration=58.33",
    ),
    ("a program's own words", "calling (POST {path}), got 403"),
    (
        "a dictionary of Python",
        "{'status': 403, 'method': 'POST', 'path': '{path}', 'code': '403'}",
    ),
    (
        "Cloudflare Logpush",
        r#"{"CacheResponseStatus":0,"ClientRequestHost":"api.example","ClientRequestMethod":"POST","ClientRequestURI":"{path}","EdgeResponseStatus":403}"#,
    ),
    (
        "AWS load balancer, as JSON",
        r#"{"elb_status_code":"403","request_verb":"POST","request_url":"https://lb.example:443{path}","request_proto":"HTTP/1.1"}"#,
    ),
    (
        "AWS API Gateway",
        r#"{"httpMethod":"post","resourcePath":"/v2/{proxy+}","path":"{path}","status":"403"}"#,
    ),
    (
        "Vercel",
        r#"[{"id":"1","source":"lambda","host":"a.example","proxy":{"timestamp":1,"method":"POST","scheme":"https","host":"a.example","path":"{path}","statusCode":403}}]"#,
    ),
    (
        "pino",
        r#"{"level":30,"time":1736071872000,"req":{"id":1,"method":"POST","url":"{path}","headers":{"referer":"https://a/v2/models"}},"res":{"statusCode":403},"msg":"request completed"}"#,
    ),
    (
        "bunyan",
        r#"{"name":"a","hostname":"h","pid":1,"level":30,"req":{"url":"https:\/\/a.example{path}","method":"POST"},"res":{"statusCode":403},"msg":"","v":0}"#,
    ),
    (
        "Caddy",
        r#"{"level":"info","logger":"http.log.access","request":{"proto":"HTTP/2.0","method":"POST","host":"a.example","uri":"{path}"},"status":403}"#,
    ),
    (
        "Traefik",
        r#"{"DownstreamStatus":403,"RequestMethod":"POST","RequestPath":"{path}","RequestProtocol":"HTTP/1.1"}"#,
    ),
    ("Envoy", r#"{"response_code":403,"path":"{path}","method":"POST"}"#),
    (
        "Envoy, as text",
        r#"[2026-01-05T10:11:12.000Z] "POST {path} HTTP/2" 403 - 0 512 5 4 "-" "curl" "id" "a.example" "10.0.0.1:80""#,
    ),
    (
        "Google load balancer",
        r#"{"httpRequest":{"requestMethod":"POST","requestUrl":"https://a.example{path}","status":403},"severity":"INFO"}"#,
    ),
    (
        "ECS",
        r#"{"http":{"request":{"method":"POST"},"response":{"status_code":403}},"url":{"original":"{path}"}}"#,
    ),
    ("OpenTelemetry", r#"{"http.method":"POST","http.target":"{path}","http.status_code":403}"#),
    ("nginx, as JSON", r#"{"request":"POST {path} HTTP/1.1","status":"403"}"#),
    (
        "a container's line",
        r#"{"log":"10.0.0.1 - - [05/Jan/2026:10:11:12 +0000] \"POST {path} HTTP/1.1\" 403 5\n","stream":"stdout"}"#,
    ),
    (
        "a container's JSON",
        r#"{"log":"{\"req\":{\"method\":\"POST\",\"url\":\"{path}\"},\"res\":{\"statusCode\":403}}\n","stream":"stdout"}"#,
    ),
    ("a list over many lines, its first", r#"[{"method":"POST","url":"{path}","status":403},"#),
    ("a list over many lines, its last", r#" {"url":"{path}","method":"POST","status":403}]"#),
    (
        "syslog and JSON",
        r#"Jan  5 10:11:12 host app[1]: {"url":"{path}","method":"POST","status":403}"#,
    ),
    (
        "JSON that was cut",
        r#"{"status":403,"method":"POST","url":"{path}","status":403,"body":"abc"#,
    ),
];

#[test]
fn a_request_is_read_in_every_format() {
    for (format, line) in FORMATS {
        for path in [
            "/v2/models/m/outputs",
            "/clarifai/v2/models/m/outputs",
            "/v2/models/m/outputs?per_page=2&next=/v2/inputs",
        ] {
            let expected =
                ["PostModelOutputs POST /v2/models/{model_id}/outputs 1/1 403".to_owned()];
            assert_eq!(
                said(&log(&line.replace("{path}", path))),
                (expected.to_vec(), 0),
                "{format}"
            );
        }
    }
}

#[test]
fn calls_by_grpc_count() {
    for (format, line) in FORMATS {
        let line = line.replace("{path}", "/clarifai.api.V2/PostModelOutputs");
        let expected = "PostModelOutputs POST /clarifai.api.V2/PostModelOutputs 1/1 403".to_owned();
        assert_eq!(said(&log(&line)), (vec![expected], 0), "{format}");
    }
    assert_eq!(log("GET /clarifai.api.V2/GetModel").unread(), 1);
    assert_eq!(log("POST /clarifai.api.V2/GetNothing").unread(), 1);
}

#[test]
fn what_is_no_call_is_counted_as_unread() {
    for line in [
        "# Fields: date time cs-method cs-uri-stem",
        r#"10.0.0.1 - - [05/Jan/2026:10:11:12 +0000] "GET /favicon.ico HTTP/1.1" 404 5"#,
        r#"10.0.0.1 - - [05/Jan/2026:10:11:12 +0000] "GET /login?next=/v2/models HTTP/1.1" 200 5"#,
        r#"10.0.0.1 - - [05/Jan/2026:10:11:12 +0000] "GET /a HTTP/1.1" 200 5 "https://a/v2/models""#,
        r#""GET /a" 200 "/v2/models""#,
        r#"10.0.0.1 - - [05/Jan/2026:10:11:12 +0000] "GET / HTTP/1.1" 200 5 "-" "POST /v2/users/me/keys""#,
        r#"at=info method=GET path="/a" host=a.example agent="POST /v2/users/me/keys""#,
        r#"lb "GET https://a.example:443/ HTTP/1.1" "POST /v2/users/me/keys""#,
        r#"{"method":"GET","uri":"/a","headers":{"user-agent":"POST /v2/users/me/keys"}}"#,
        r#"{"request":"GET / HTTP/1.1","http_referrer":"GET /v2/users/me/keys"}"#,
        "OPTIONS /v2/models 204",
        "HEAD /v2/models 200",
        "GET /v2/nothing/of/the/kind 404",
        "GET /v2/models/../keys 404",
        "GET /v20/models 200",
        r#"{"method":"OPTIONS","url":"/v2/models","was":"GET"}"#,
        r#"{"method":"GET","url":"/login?next=/v2/models"}"#,
        r#"{"method":"GET","referer":"/v2/models"}"#,
        r#"{"url":"/v2/models"}"#,
        "{}",
        "[]",
        "{",
        "\u{0}",
    ] {
        assert_eq!(said(&log(line)), (vec![], 1), "{line}");
        assert_eq!(log(line).lines(), 1, "{line}");
    }
}

#[test]
fn lines_end_in_either_way_and_blank_ones_are_none() {
    let log = log("\u{feff}GET /v2/models 200\r\n\r\n \t\nGET /v2/models 401\n\nGET /v2/models\n");
    assert_eq!(said(&log), (vec!["ListModels GET /v2/models 3/1 401".to_owned()], 0));
    assert_eq!(log.lines(), 3);
    assert_eq!((UsageLog::new().lines(), UsageLog::new().unread()), (0, 0));
}

#[test]
fn bytes_that_are_no_text_are_harmless() {
    let mut log = UsageLog::new();
    log.feed(b"\xff\xfe \"GET /v2/models HTTP/1.1\" 200 \xc3\n\xff\n");
    assert_eq!(names(&log), ["ListModels"]);
    assert_eq!((log.lines(), log.unread()), (2, 1));
}

#[test]
fn a_very_long_line_is_left_aside_however_it_comes() {
    let filler = "x".repeat(300_000);
    let text = format!("GET /v2/models 200 {filler}\nGET /v2/inputs 200\n{filler}");
    for size in [1_000_000, 65_536, 1000] {
        let mut log = UsageLog::new();
        text.as_bytes().chunks(size).for_each(|chunk| log.feed(chunk));
        assert_eq!(names(&log), ["ListInputs"]);
        assert_eq!((log.lines(), log.unread()), (3, 2));
    }
}

#[test]
fn the_most_frequent_call_stands_first() {
    let log = log("GET /v2/models\nGET /v2/inputs\nGET /v2/inputs\nPOST /v2/models/m/outputs\n");
    assert_eq!(names(&log), ["ListInputs", "ListModels", "PostModelOutputs"]);
}

#[test]
fn where_several_methods_serve_a_request_each_is_needed() {
    let log = log("GET /v2/models/types/versions 200");
    let found: Vec<_> = RpcMethod::matching("GET", "/v2/models/types/versions")
        .map(|route| route.rpc().name())
        .collect();
    assert_eq!(found.len(), 2);
    assert_eq!(names(&log), found);
    let plan = log.plan(&PlanOptions::default()).plan;
    for name in found {
        let needed = RpcMethod::find(name).unwrap().required_scopes();
        assert!(needed.difference(plan.scopes).is_empty());
    }
}

#[test]
fn a_path_that_servers_read_in_two_ways_counts_in_both() {
    let both = log("GET /v2/models/a%2Fversions 200");
    assert_eq!(names(&both), ["GetModel", "ListModelVersions"]);
    assert_eq!(names(&log("GET /v2/models/a%20b 200")), ["GetModel"]);
}

#[test]
fn the_plan_is_that_of_the_calls() {
    let log =
        log("POST /v2/models/m/outputs 200\nGET /v2/inputs 200\nPOST /v2/models/n/outputs 200");
    let options = PlanOptions { app_id: Some("shop".to_owned()), ..PlanOptions::default() };
    let planned = plan_key(&[Call::rpc("ListInputs"), Call::rpc("PostModelOutputs")], &options);
    assert_eq!(log.plan(&options), planned);
    assert!(planned.unplanned.is_empty());
    assert_eq!(UsageLog::new().plan(&options), plan_key(&[], &options));
}

#[test]
fn a_method_whose_name_is_as_long_as_a_key_is_named() {
    let long = RpcMethod::all().max_by_key(|rpc| rpc.name().len()).unwrap().name();
    assert!(long.len() >= 32);
    let log = log(&format!("POST /clarifai.api.V2/{long}"));
    let plans = log.plan(&PlanOptions::default());
    let unplanned = plans.unplanned.iter().map(|call| &call.call);
    assert_eq!(plans.plan.calls.iter().chain(unplanned).collect::<Vec<_>>(), [long]);
}

#[test]
fn two_apps_are_two_keys() {
    let log = log(
        "GET /v2/users/ada/apps/shop/models\nGET /v2/users/ada/apps/blog/inputs\nGET /v2/users/ada/apps/blog/models\n",
    );
    let plans = log.plan(&PlanOptions::default());
    let key = |plan: &clarifai_auth::Plan| {
        (plan.request.body.keys[0].apps[0].id.clone(), plan.calls.clone())
    };
    assert_eq!(
        key(&plans.plan),
        ("blog".to_owned(), vec!["ListInputs".to_owned(), "ListModels".to_owned()])
    );
    assert_eq!(plans.other_plans.len(), 1);
    assert_eq!(key(&plans.other_plans[0]), ("shop".to_owned(), vec!["ListModels".to_owned()]));
    let apps: Vec<_> = log.apps().iter().map(ToString::to_string).collect();
    assert_eq!(apps, ["ada/shop", "ada/blog"]);
}

#[test]
fn a_call_in_two_apps_stands_once_in_the_plan_of_a_token() {
    let log = log("GET /v2/users/ada/apps/shop/models\nGET /v2/users/clarifai/apps/main/models\n");
    let plan = log.plan(&PlanOptions::default()).plan;
    assert_eq!(plan.key_type, KeyType::PersonalAccessToken);
    assert_eq!(plan.calls, ["ListModels"]);
}

#[test]
fn more_apps_than_are_kept_are_said_and_nothing_of_them_is_lost() {
    let mut log = UsageLog::new();
    for app in 0..80 {
        log.feed(format!("GET /v2/users/ada/apps/app-{app}/models 200\n").as_bytes());
    }
    log.feed(format!("GET /v2/users/ada/apps/{}/inputs 200\n", "x".repeat(5000)).as_bytes());
    assert_eq!(log.apps().len(), 64);
    assert_eq!(log.calls()[0].count, 80);
    let plans = log.plan(&PlanOptions::default());
    assert_eq!(plans.other_plans.len(), 63);
    let unplanned: Vec<_> =
        plans.unplanned.iter().map(|call| (call.call.as_str(), call.reason.as_str())).collect();
    let reason =
        "the log has more apps than the 64 that are kept apart: this was called in others too";
    assert_eq!(unplanned, [("ListInputs", reason), ("ListModels", reason)]);
    assert!(plans.plan.calls.contains(&"ListInputs".to_owned()));
}

#[test]
fn scopes_that_only_some_bodies_need_are_said() {
    let log = log("POST /v2/inputs 200");
    let plans = log.plan(&PlanOptions::default());
    let warning =
        plans.warnings.iter().find(|warning| warning.code == FindingCode::ConditionalScope);
    assert_eq!(
        warning.unwrap().message,
        "where a body holds concepts that are new to the app, its call needs the scope `Concepts:Add` too"
    );
    let unused = log.unused_scopes(&grant(&["Concepts_Add", "Models_Delete", "Inputs_Add"], &[]));
    assert_eq!(format!("{unused:?}"), "{Models_Delete}");
}

#[test]
fn unused_scopes_and_endpoints_are_those_that_no_call_needs() {
    let log = log("POST /v2/models/m/outputs 200\nGET /v2/status_codes 200");
    let scopes =
        ["Predict", "Models_Get", "Concepts_Get", "Apps_Get", "Models_Delete", "New_Scope"];
    let endpoints = ["/clarifai.api.V2/PostModelOutputs", "/clarifai.api.V2/GetModel"];
    let grant_ = grant(&scopes, &endpoints);
    assert_eq!(format!("{:?}", log.unused_scopes(&grant_)), "{Models_Delete}");
    assert_eq!(log.unused_endpoints(&grant_), [RpcMethod::find("GetModel").unwrap()]);
    assert_eq!(
        format!("{:?}", log.unused_scopes(&grant(&["All", "Workflows_Get"], &[]))),
        "{Workflows_Get}"
    );
    assert_eq!(format!("{:?}", UsageLog::new().unused_scopes(&grant(&["All"], &[]))), "{All}");
    assert!(log.unused_endpoints(&grant(&["All"], &[])).is_empty());
}

#[test]
fn dropping_any_unused_scope_loses_no_call_and_dropping_another_does() {
    let lines =
        ["POST /v2/models/m/outputs", "GET /v2/users/me/apps/a/inputs", "DELETE /v2/models"];
    let log = log(&lines.join("\n"));
    let now = clarifai_auth::Timestamp::from_unix_seconds(0);
    let all: Vec<&str> = clarifai_auth::OperationScope::all()
        .map(|scope| scope.name())
        .filter(|name| *name != "All")
        .collect();
    let unused = log.unused_scopes(&grant(&all, &[]));
    for scope in clarifai_auth::OperationScope::all().filter(|scope| scope.name() != "All") {
        let rest: Vec<&str> = all.iter().copied().filter(|name| *name != scope.name()).collect();
        let without = grant(&rest, &[]);
        let keeps = log.calls().iter().all(|call| without.allows(call.rpc, now));
        assert_eq!(keeps, unused.contains(scope), "{scope:?}");
    }
}

#[test]
fn no_answer_shows_a_key() {
    let encoded: String = KEY.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let text = format!(
        "DELETE /v2/users/me/keys/{KEY} 200\n\
         GET /v2/users/{KEY}/apps/{KEY}/models?key={KEY} 200\n\
         GET /v2/users/ada/apps/{encoded}/inputs 200\n\
         GET /v2/users/ada/apps/0123456789abcdef0123456789abcdef/inputs 200\n\
         {{\"method\":\"GET\",\"url\":\"/v2/keys/{KEY}\",\"headers\":{{\"authorization\":\"Key {KEY}\"}}}}\n\
         GET /v2/models/{KEY} Key {KEY}"
    );
    let log = log(&text);
    assert_eq!(log.unread(), 1, "no rule begins with /v2/keys");
    let plans = log.plan(&PlanOptions::default());
    let shown = format!("{:?} {:?} {:?} {log:?}", log.calls(), log.apps(), plans);
    for part in [KEY, &KEY[..12], &KEY[20..], &encoded] {
        assert!(!shown.contains(part), "{shown}");
    }
    let apps: Vec<_> = log.apps().iter().map(ToString::to_string).collect();
    assert_eq!(
        apps,
        ["me/", "<credential>/<credential>", "ada/<credential>", "ada/<credential 2>"]
    );
}

#[test]
fn an_id_that_looks_like_a_key_is_used_where_the_options_name_it() {
    let log = log(&format!("GET /v2/users/ada/apps/{KEY}/models 200"));
    let app =
        |options: &PlanOptions| log.plan(options).plan.request.body.keys[0].apps[0].id.clone();
    assert_eq!(app(&PlanOptions::default()), "YOUR_APP_ID");
    assert_eq!(app(&PlanOptions { app_id: Some(KEY.to_owned()), ..PlanOptions::default() }), KEY);
}

#[test]
fn hostile_lines_come_to_an_end() {
    let long = " ".repeat(200_000);
    for piece in [
        "/v2/",
        "/v2/ ",
        "GET ",
        "GET /v2/",
        "{",
        "[",
        "{\"a\":",
        "[[",
        "\"",
        "\\",
        "\\u0041",
        "=",
        "/v2/=",
        "%2F",
        "?/v2/",
        "\t",
        "\r",
        "\u{feff}",
        "{\"method\":\"GET\",\"url\":\"/v2/models\"}",
        "\\\\\\\"/v2/",
    ] {
        let many = piece.repeat(260_000 / piece.len());
        for text in [
            many.clone(),
            format!("GET {long}{many}"),
            format!("{{\"method\":\"{many}\",\"log\":\"{many}\"}}"),
        ] {
            let log = log(&text);
            assert!(log.unread() <= log.lines());
        }
    }
}

/// Lines of all kinds, whole and broken.
fn some_log() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        4 => (0..FORMATS.len(), 0..4_usize).prop_map(|(format, path)| {
            let path = ["/v2/models/m/outputs", "/v2/users/ada/apps/shop/inputs", "/v2/users/a/apps/b/models/é", "/x"][path];
            FORMATS[format].1.replace("{path}", path).into_bytes()
        }),
        1 => prop::collection::vec(any::<u8>(), 0..40),
        1 => Just(b"x".repeat(270_000)),
    ];
    let end = prop_oneof![Just(&b"\n"[..]), Just(&b"\r\n"[..]), Just(&b"\n\n"[..]), Just(&b""[..])];
    prop::collection::vec((line, end), 0..12).prop_map(|lines| {
        lines.into_iter().flat_map(|(line, end)| [&line[..], end].concat()).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn chunks_may_be_cut_anywhere(text in some_log(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8)) {
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        places.extend([0, text.len()]);
        places.sort_unstable();
        let mut cut = UsageLog::new();
        for pair in places.windows(2) {
            cut.feed(&text[pair[0]..pair[1]]);
            // An answer on the way is that for what came so far, and changes nothing.
            let mut so_far = UsageLog::new();
            so_far.feed(&text[..pair[1]]);
            prop_assert_eq!(said(&cut), said(&so_far));
        }
        let mut whole = UsageLog::new();
        whole.feed(&text);
        prop_assert_eq!(said(&cut), said(&whole));
        prop_assert_eq!(cut.lines(), whole.lines());
        prop_assert_eq!(cut.apps(), whole.apps());
        let options = PlanOptions::default();
        prop_assert_eq!(cut.plan(&options), whole.plan(&options));
    }

    #[test]
    fn any_bytes_are_counted(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut log = UsageLog::new();
        log.feed(&bytes);
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        prop_assert_eq!(log.lines(), lines.count() as u64);
        prop_assert!(log.unread() <= log.lines());
    }

    /// The scopes of the plan are those that the methods of the calls require.
    #[test]
    fn the_plan_holds_what_the_calls_require(requests in prop::collection::vec((0..273_usize, any::<prop::sample::Index>()), 1..20)) {
        let mut log = UsageLog::new();
        for (rpc, rule) in requests {
            let rpc = RpcMethod::all().nth(rpc).unwrap();
            let rules: Vec<_> = rpc.http_rules().collect();
            if !rules.is_empty() {
                let rule = rules[rule.index(rules.len())];
                log.feed(format!("\"{} {} HTTP/1.1\" 200\n", rule.verb(), rule.template()).as_bytes());
                prop_assert!(log.calls().iter().any(|call| call.rpc == rpc));
            }
        }
        prop_assert_eq!(log.unread(), 0);
        let plans = log.plan(&PlanOptions::default());
        for call in log.calls() {
            let planned = std::iter::once(&plans.plan).chain(&plans.other_plans);
            let planned = planned.filter(|plan| plan.calls.iter().any(|name| name == call.rpc.name()));
            let is_unplanned = plans.unplanned.iter().any(|other| other.call == call.rpc.name());
            let mut found = is_unplanned;
            for plan in planned {
                found = true;
                prop_assert!(call.rpc.required_scopes().difference(plan.scopes).is_empty() || call.rpc.auth_type() == clarifai_auth::AuthType::NoAuth);
            }
            prop_assert!(found);
        }
    }
}

#[test]
fn the_plan_of_an_empty_log_says_that_there_is_no_call() {
    let options = PlanOptions { app_id: Some("shop".to_owned()), ..PlanOptions::default() };
    let planned = UsageLog::new().plan(&options);
    assert_eq!(planned.plan.why, "no call to plan: the key would let call nothing");
    assert_eq!(planned.warnings[0].code.as_str(), "nothing-to-plan");
    let [key] = &planned.plan.request.body.keys;
    assert_eq!(key.apps[0].id, "shop");
}
