//! Another vendor's credential is told from a key, and named.
//!
//! The samples are put together here from a beginning and a run of counted digits: no text in this
//! file is a credential, nor looks like one to a scanner.

use clarifai_auth::{
    Credential, CredentialReport, CredentialShape, ParseOptions, Severity, check_credential,
};
use proptest::prelude::*;

const KEY: &str = "c0ffee00c0ffee00c0ffee00c0ffee00";

fn digits(count: usize) -> String {
    "0123456789".chars().cycle().take(count).collect()
}

#[track_caller]
fn assert_foreign(text: &str, vendor: &str) -> CredentialReport {
    let report = check_credential(text);
    assert_eq!(
        (report.shape, report.vendor),
        (CredentialShape::Foreign, Some(vendor)),
        "{vendor}: {} characters",
        text.len()
    );
    assert!(!report.ok && !report.repairable, "{vendor}");
    report
}

/// Beginning, and how many characters follow.
const PLAIN: [(&str, usize, &str); 108] = [
    ("A3-", 36, "1Password"),
    ("AGE-SECRET-KEY-", 59, "age"),
    ("LTAI", 20, "Alibaba Cloud"),
    ("sk-ant-api03-", 95, "Anthropic"),
    ("sk-ant-admin01-", 95, "Anthropic"),
    ("apify_api_", 36, "Apify"),
    ("ATATT3x", 180, "Atlassian"),
    ("AKIA", 16, "AWS"),
    ("ASIA", 16, "AWS"),
    ("xkeysib-", 81, "Brevo"),
    ("bkua_", 40, "Buildkite"),
    ("csk-", 48, "Cerebras"),
    ("CCIPAT_", 63, "CircleCI"),
    ("cfut_", 48, "Cloudflare"),
    ("v1.0-", 171, "Cloudflare"),
    ("CFPAT-", 43, "Contentful"),
    ("cio", 32, "crates.io"),
    ("dapi", 32, "Databricks"),
    ("AstraCS:", 40, "DataStax"),
    ("sk-", 32, "DeepSeek"),
    ("dop_v1_", 64, "DigitalOcean"),
    ("dckr_pat_", 27, "Docker"),
    ("dp.pt.", 43, "Doppler"),
    ("sl.", 135, "Dropbox"),
    ("dt0c01.", 89, "Dynatrace"),
    ("sk_", 48, "ElevenLabs"),
    ("EAAC", 120, "Facebook"),
    ("figd_", 40, "Figma"),
    ("ghp_", 36, "GitHub"),
    ("gho_", 36, "GitHub"),
    ("ghu_", 36, "GitHub"),
    ("ghs_", 36, "GitHub"),
    ("ghr_", 36, "GitHub"),
    ("github_pat_", 82, "GitHub"),
    ("glpat-", 20, "GitLab"),
    ("glrt-", 20, "GitLab"),
    ("AIza", 35, "Google"),
    ("GOCSPX-", 28, "Google"),
    ("ya29.", 60, "Google"),
    ("glsa_", 41, "Grafana"),
    ("gsk_", 52, "Groq"),
    ("hvs.", 95, "HashiCorp Vault"),
    ("HRKU-", 60, "Heroku"),
    ("hf_", 34, "Hugging Face"),
    ("AKCp", 69, "JFrog"),
    ("sk-lf-", 36, "Langfuse"),
    ("lsv2_pt_", 43, "LangSmith"),
    ("lin_api_", 40, "Linear"),
    ("llx-", 48, "LlamaCloud"),
    ("key-", 32, "Mailgun"),
    ("mdb_sa_sk_", 40, "MongoDB"),
    ("nfp_", 36, "Netlify"),
    ("NRAK-", 27, "New Relic"),
    ("ntn_", 46, "Notion"),
    ("npm_", 36, "npm"),
    ("oy2", 43, "NuGet"),
    ("nvapi-", 64, "NVIDIA"),
    ("sk-", 48, "OpenAI"),
    ("sk-proj-", 156, "OpenAI"),
    ("sk-svcacct-", 60, "OpenAI"),
    ("sk-or-v1-", 64, "OpenRouter"),
    ("pplx-", 48, "Perplexity"),
    ("pcsk_", 69, "Pinecone"),
    ("access-sandbox-", 36, "Plaid"),
    ("pscale_tkn_", 43, "PlanetScale"),
    ("phx_", 43, "PostHog"),
    ("PMAK-", 59, "Postman"),
    ("pul-", 40, "Pulumi"),
    ("pypi-", 160, "PyPI"),
    ("rzp_live_", 14, "Razorpay"),
    ("rnd_", 28, "Render"),
    ("r8_", 37, "Replicate"),
    ("re_", 33, "Resend"),
    ("rubygems_", 48, "RubyGems"),
    ("rpa_", 46, "RunPod"),
    ("sntryu_", 64, "Sentry"),
    ("shpat_", 32, "Shopify"),
    ("shpss_", 32, "Shopify"),
    ("xoxb-", 50, "Slack"),
    ("xoxp-", 70, "Slack"),
    ("xapp-", 90, "Slack"),
    ("squ_", 40, "Sonar"),
    ("sgp_", 40, "Sourcegraph"),
    ("sgp_", 64, "Segment"),
    ("EAAA", 60, "Square"),
    ("sk_live_", 24, "Stripe"),
    ("rk_live_", 99, "Stripe"),
    ("pk_live_", 99, "Stripe"),
    ("sbp_", 40, "Supabase"),
    ("tskey-auth-", 40, "Tailscale"),
    ("tgp_v1_", 43, "Together AI"),
    ("AC", 32, "Twilio"),
    ("SK", 32, "Twilio"),
    ("vcp_", 56, "Vercel"),
    ("pa-", 43, "Voyage AI"),
    ("wandb_v1_", 77, "Weights & Biases"),
    ("xai-", 80, "xAI"),
    ("pat-na1-", 36, "HubSpot"),
    ("pat-eu1-", 36, "HubSpot"),
    ("jina_", 60, "Jina"),
    ("tvly-", 32, "Tavily"),
    ("secret_", 43, "Notion"),
    ("live_", 35, "Lob"),
    ("test_", 35, "Lob"),
    ("live_pub_", 31, "Lob"),
    ("https://hooks.slack.com/services/T", 43, "Slack"),
    ("hooks.slack.com/workflows/T", 43, "Slack"),
    ("xoxe.xoxp-", 168, "Slack"),
];

#[test]
fn credentials_of_other_vendors_are_named() {
    for (beginning, count, vendor) in PLAIN {
        assert_foreign(&format!("{beginning}{}", digits(count)), vendor);
    }
}

#[test]
fn what_has_its_mark_in_the_middle_is_named_too() {
    for (parts, vendor) in [
        (vec!["pat", &digits(14), ".", &digits(64)], "Airtable"),
        (vec!["1/", &digits(16), ":", &digits(32)], "Asana"),
        (vec!["2/", &digits(16), "/", &digits(16), ":", &digits(32)], "Asana"),
        (vec!["access_token", "$production$", &digits(16), "$", &digits(32)], "Braintree"),
        (vec![&digits(4), "Q~", &digits(34)], "Azure"),
        (vec!["M", &digits(23), ".", &digits(6), ".", &digits(27)], "Discord"),
        (vec!["M", &digits(25), ".", &digits(6), ".", &digits(38)], "Discord"),
        (vec![&digits(14), ".atlasv1.", &digits(67)], "HashiCorp Terraform"),
        (vec![&digits(32), "-us", "21"], "Mailchimp"),
        (vec!["SG.", &digits(22), ".", &digits(43)], "SendGrid"),
        (vec![&digits(10), ":A", &digits(34)], "Telegram"),
    ] {
        assert_foreign(&parts.concat(), vendor);
    }
}

#[test]
fn a_private_key_is_named_with_its_line_breaks_and_without() {
    for label in ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "] {
        for gap in ["\n", " ", ""] {
            let marks = ["BEGIN", "END"].map(|word| format!("-----{word} {label}PRIVATE KEY-----"));
            let text = [&marks[0], &*digits(200), &marks[1]].join(gap);
            assert_foreign(&text, "SSH or TLS");
        }
    }
    let certificate = format!("-----BEGIN CERTIFICATE-----\n{}", digits(200));
    assert_eq!(check_credential(&certificate).vendor, None);
}

#[test]
fn the_finding_says_whose_it_is_and_where() {
    let token = ["ghp", "_", &digits(36)].concat();
    let report = assert_foreign(&format!("  \"{token}\""), "GitHub");
    let finding = report.findings.iter().find(|f| f.code.as_str() == "foreign-credential").unwrap();
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(finding.message, "this is a credential of GitHub, not of Clarifai");
    assert_eq!(finding.fix, "copy the key from Clarifai's portal instead");
    let span = finding.span.unwrap();
    assert_eq!((span.start, span.end), (3, 3 + token.len()));
    assert!(!format!("{report:?}").contains(&token));
    let error = Credential::parse(&token, &ParseOptions::default()).unwrap_err();
    assert_eq!(error.to_string(), finding.message);
    assert!(!format!("{error:?}").contains(&token));
}

#[test]
fn what_stands_around_it_does_not_hide_it() {
    let token = ["gsk", "_", &digits(52)].concat();
    for text in [
        format!(" {token}\n"),
        format!("\"{token}\""),
        format!("Bearer {token}"),
        format!("Authorization: Bearer {token}"),
        format!("GROQ_API_KEY={token}"),
        format!("export CLARIFAI_PAT='{token}';"),
    ] {
        assert_foreign(&text, "Groq");
    }
    assert_foreign(&["glc", "_", &digits(50), "=="].concat(), "Grafana");
}

#[test]
fn a_cut_off_token_is_not_called_valid() {
    for (beginning, count, _) in PLAIN {
        let token = format!("{beginning}{}", digits(count));
        for length in 0..token.len() {
            let report = check_credential(&token[..length]);
            let may_be_a_key =
                length == 32 && token[..length].bytes().all(|b| b.is_ascii_alphanumeric());
            assert!(!report.ok || may_be_a_key, "{beginning} cut to {length}");
        }
    }
}

#[test]
fn what_only_resembles_a_format_is_not_foreign() {
    for text in [
        KEY.to_owned(),
        KEY.to_uppercase(),
        format!("pat_{KEY}"),
        format!("ghp_{}", digits(12)),
        "npm_config_registry".to_owned(),
        format!("xGHP_{}", digits(36)),
        digits(40),
        digits(30),
        format!("AKIA{}", digits(28)),
    ] {
        let report = check_credential(&text);
        assert_eq!(report.vendor, None, "{text}");
        assert_ne!(report.shape, CredentialShape::Foreign, "{text}");
    }
}

#[test]
fn at_least_forty_vendors_are_known() {
    let mut vendors: Vec<_> = PLAIN.iter().map(|(_, _, vendor)| vendor).collect();
    vendors.dedup();
    assert!(vendors.len() >= 60, "{}", vendors.len());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 5_000,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_171_120),
        ..ProptestConfig::default()
    })]

    #[test]
    fn thirty_two_letters_and_digits_are_never_foreign(text in "[0-9A-Za-z]{32}") {
        prop_assert_eq!(check_credential(&text).vendor, None);
    }

    #[test]
    fn a_random_key_client_id_or_token_is_not_foreign(
        text in "[0-9a-f]{32}|[0-9A-Za-z]{30}|[0-9A-Za-z_-]{40}",
    ) {
        prop_assert_eq!(check_credential(&text).vendor, None);
    }

    #[test]
    fn any_text_is_judged_without_a_panic(text in "\\PC{0,80}", beginning in 0..PLAIN.len()) {
        let text = format!("{}{text}", PLAIN[beginning].0);
        let report = check_credential(&text);
        prop_assert_eq!(report.vendor.is_some(), report.shape == CredentialShape::Foreign);
    }
}
