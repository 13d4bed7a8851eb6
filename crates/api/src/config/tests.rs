//! What the environment may say, and what is refused before anything starts.

use super::*;

fn from_environment(variables: &[(&str, &str)]) -> anyhow::Result<Config> {
    let variables = variables
        .iter()
        .map(|(name, value)| (format!("PORTICO_{name}"), (*value).to_owned()));
    Config::read(None, config::Environment::default().source(Some(variables.collect())))
}

#[test]
fn the_environment_is_taken_letter_by_letter() {
    let digits = "012345678901234567890123456789012345";
    let config = from_environment(&[
        ("OPENID__SLACK__CLIENT_ID", "2141029472.691202649728"),
        ("OPENID__SLACK__CLIENT_SECRET", "0123456789"),
        ("OPENID__GOOGLE__CLIENT_ID", "1e3"),
        ("OPENID__GOOGLE__CLIENT_SECRET", "true"),
        ("SECRETS__KEY", digits),
        ("SERVER__METRICS_TOKEN", "1.50"),
        ("SLACK__SIGNING_SECRET", "00ff"),
    ])
    .unwrap();
    assert_eq!(config.openid.slack.client_id, "2141029472.691202649728");
    assert_eq!(config.openid.slack.client_secret.expose_secret(), "0123456789");
    assert_eq!(config.openid.google.client_id, "1e3");
    assert_eq!(config.openid.google.client_secret.expose_secret(), "true");
    assert_eq!(config.secrets.key.expose_secret(), digits);
    assert_eq!(config.server.metrics_token.expose_secret(), "1.50");
    assert_eq!(config.slack.signing_secret.expose_secret(), "00ff");
}

#[test]
fn the_environment_sets_numbers_switches_and_choices() {
    let config = from_environment(&[
        ("SIGN_IN__MAIL_MINUTES", "7"),
        ("LIVE__RECHECK_MS", "50"),
        ("SERVER__MAX_BODY_BYTES", "1024"),
        ("DATABASE__ROW_LEVEL_SECURITY", "false"),
        ("LOG__FORMAT", "json"),
    ])
    .unwrap();
    assert_eq!(config.sign_in.mail_minutes, 7);
    assert_eq!(config.live.recheck_ms, 50);
    assert_eq!(config.server.max_body_bytes, 1024);
    assert!(!config.database.row_level_security);
    assert_eq!(config.log.format, LogFormat::Json);
    assert!(from_environment(&[("SIGN_IN__MAIL_MINUTES", "soon")]).is_err());
    assert!(from_environment(&[("SIGN_IN__MAIL_HOURS", "1")]).is_err());
}

#[test]
fn the_environment_separates_lists_by_commas() {
    let config = from_environment(&[
        ("SERVER__TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7/32"),
        ("OPENID__ALLOW_HOSTS", "idp.internal:8443"),
        ("SECRETS__PREVIOUS", " file:/a , 0123 ,"),
    ])
    .unwrap();
    let proxies = ["10.0.0.0/8", "192.0.2.7/32"].map(|it| it.parse::<IpNet>().unwrap());
    assert_eq!(config.server.trusted_proxies, proxies);
    assert_eq!(config.openid.allow_hosts, ["idp.internal:8443"]);
    let previous = config.secrets.previous.iter().map(ExposeSecret::expose_secret);
    assert_eq!(previous.collect::<Vec<_>>(), ["file:/a", "0123"]);
    let none = from_environment(&[("SERVER__TRUSTED_PROXIES", "")]).unwrap();
    assert!(none.server.trusted_proxies.is_empty());
    assert!(from_environment(&[("SERVER__TRUSTED_PROXIES", "10.0.0.0/8,everybody")]).is_err());
}

#[test]
fn microsofts_tenant_is_one_of_two_words_or_an_id() {
    for good in ["common", "organizations", "11111111-2222-4333-8444-555555555555"] {
        assert!(
            from_environment(&[("OPENID__MICROSOFT__TENANT", good)]).is_ok(),
            "{good}"
        );
    }
    for bad in [
        "",
        "consumers",
        "Common",
        "contoso.onmicrosoft.com",
        "11111111222243338444555555555555",
        "../common",
    ] {
        let problem = from_environment(&[("OPENID__MICROSOFT__TENANT", bad)])
            .unwrap_err()
            .to_string();
        assert!(problem.contains("openid.microsoft.tenant"), "{bad}: {problem}");
    }
}

#[test]
fn what_was_taken_away_is_remembered_for_five_seconds_at_the_most() {
    for good in [
        ("SIGN_IN__CACHE_SECONDS", "0"),
        ("SIGN_IN__CACHE_SECONDS", "2"),
        ("LIVE__RECHECK_MS", "4500"),
    ] {
        assert!(from_environment(&[good]).is_ok(), "{good:?}");
    }
    for (bad, says) in [
        (("SIGN_IN__CACHE_SECONDS", "3"), "sign_in.cache_seconds"),
        (("LIVE__RECHECK_MS", "5000"), "live.recheck_ms"),
    ] {
        let problem = from_environment(&[bad]).unwrap_err().to_string();
        assert!(problem.contains(says), "{bad:?}: {problem}");
    }
}

#[test]
fn without_tls_portico_is_for_the_same_machine() {
    for good in [
        "http://localhost:8080",
        "http://portal.localhost",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "https://help.example.com",
    ] {
        assert!(from_environment(&[("SERVER__PUBLIC_URL", good)]).is_ok(), "{good}");
    }
    for bad in ["http://help.example.com", "http://10.0.0.7:8080", "ftp://localhost"] {
        let problem = from_environment(&[("SERVER__PUBLIC_URL", bad)])
            .unwrap_err()
            .to_string();
        assert!(problem.contains("server.public_url"), "{bad}: {problem}");
    }
}
