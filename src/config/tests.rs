//! Stories of an operator who writes settings, well and badly.

use super::*;

fn environment(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    let pair = |(name, value): &(&str, &str)| (OsString::from(name), OsString::from(value));
    pairs.iter().map(pair).collect()
}

fn read(text: &str, pairs: &[(&str, &str)]) -> Result<Loaded, Vec<String>> {
    let file = Path::new("t.toml");
    Config::read(Some((file, text)), environment(pairs))
        .map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn defaults() -> Loaded {
    Config::read(None, environment(&[])).unwrap()
}

/// The example with every commented setting in force.
fn example() -> String {
    let text = include_str!("../../deploy/termijnwacht.toml");
    let lines = text.lines().map(|line| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase()) => rest,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn without_a_file_nothing_leaves_this_machine() {
    let config = defaults().config;
    assert!(config.http.listen.ip().is_loopback());
    assert_eq!(config.mail.kind, MailKind::Files);
    assert_eq!(config.intake.folder, None);
    assert!(config.database.path.starts_with("./var"));
}

#[test]
fn the_example_names_every_setting_with_its_real_default() {
    let told = read(&example(), &[]).unwrap();
    let defaults = defaults();
    assert_eq!(told.config, defaults.config);
    for (told, default) in told.settings.iter().zip(&defaults.settings) {
        assert_eq!((told.key, &told.value), (default.key, &default.value));
        let named = told.origin != Origin::Default;
        assert!(
            named || told.secret,
            "`{}` of [{}] is not in the example",
            told.key,
            told.section
        );
    }
}

#[test]
fn the_example_as_shipped_changes_nothing() {
    let told = read(include_str!("../../deploy/termijnwacht.toml"), &[]).unwrap();
    assert!(
        told.settings
            .iter()
            .all(|one| one.origin == Origin::Default)
    );
}

#[test]
fn what_is_shown_reads_back_as_the_same_settings() {
    let text = "[http]\nlisten = \"0.0.0.0:9\"\nbody_limit = \"1536 KiB\"\n\
                [serve]\nstop_timeout = \"90 s\"\n[mail]\nhost = \"a\\\"b\"\nport = 25";
    let told = read(text, &[]).unwrap();
    let environment: Vec<_> = told
        .settings
        .iter()
        .filter(|one| !one.secret)
        .map(|one| {
            let name = format!("{PREFIX}{}__{}", one.section, one.key).to_uppercase();
            let table: toml::Table = format!("v = {}", one.value).parse().unwrap();
            let value = match &table["v"] {
                toml::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            (OsString::from(name), OsString::from(value))
        })
        .collect();
    assert_eq!(Config::read(None, environment).unwrap().config, told.config);
}

#[test]
fn the_environment_wins_and_says_so() {
    let told = read(
        "[http]\nlisten = \"127.0.0.1:1\"\nbody_limit = \"2 MiB\"",
        &[("TERMIJNWACHT_HTTP__LISTEN", "127.0.0.1:2"), ("HOME", "/x")],
    )
    .unwrap();
    assert_eq!(told.config.http.listen.port(), 2);
    assert_eq!(told.config.http.body_limit, 2 << 20);
    let origin = |key| {
        let found = told.settings.iter().find(|one| one.key == key);
        found.unwrap().origin.to_string()
    };
    assert_eq!(origin("listen"), "environment TERMIJNWACHT_HTTP__LISTEN");
    assert_eq!(origin("body_limit"), "t.toml:3:1");
    assert_eq!(origin("level"), "default");
}

#[test]
fn all_faults_are_told_at_once_each_at_its_place() {
    let text = "\
[http]
lisen = \"127.0.0.1:80\"
body_limit = \"veel\"

[mial]
kind = \"files\"

[mail]
tls = \"ssl\"
port = 70000

[log]
path = \"x\"
";
    let faults = read(
        text,
        &[
            ("TERMIJNWACHT_HTTP__BODYLIMIT", "1 MiB"),
            ("TERMIJNWACHT_SERVE__POLL", "5"),
            ("TERMIJNWACHT_CONFIG", "t.toml"),
        ],
    )
    .unwrap_err();
    insta::assert_snapshot!(faults.join("\n\n"), @r"
    error: unknown key `lisen` in `[http]`
      --> t.toml:2:1
    hint: did you mean `listen`?

    error: `body_limit`: expected a size such as `64 KiB`, `1 MiB` or `2 GiB`, found `veel`
      --> t.toml:3:1

    error: unknown section `[mial]`
      --> t.toml:5:2
    hint: did you mean `[mail]`?

    error: `tls`: expected one of `starttls`, `implicit`, `opportunistic`, `none`, found `ssl`
      --> t.toml:9:1

    error: `port`: expected a port from 1 to 65535, found `70000`
      --> t.toml:10:1

    error: unknown key `path` in `[log]`
      --> t.toml:13:1
    hint: `path` belongs in `[database]`

    error: `poll`: expected a time such as `500 ms`, `20 s`, `5 min` or `1 h`, found `5`
      --> environment TERMIJNWACHT_SERVE__POLL

    error: unknown setting `TERMIJNWACHT_HTTP__BODYLIMIT`
      --> environment TERMIJNWACHT_HTTP__BODYLIMIT
    hint: did you mean `TERMIJNWACHT_HTTP__BODY_LIMIT`?
    ");
}

#[test]
fn a_file_that_is_no_toml_is_told_with_every_broken_line() {
    let faults = read("[http]\nlisten = \n[log]\nlevel == \"info\"\n", &[]).unwrap_err();
    let places: Vec<bool> = [":2:", ":4:"]
        .iter()
        .map(|line| faults.iter().any(|fault| fault.contains(line)))
        .collect();
    assert_eq!(places, [true, true], "{faults:#?}");
}

#[test]
fn a_setting_outside_its_section_is_refused() {
    let faults = read("listen = \"127.0.0.1:80\"\n", &[]).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert!(faults[0].contains("`listen` stands outside any section"));
    let faults = read("[[http]]\nlisten = \"127.0.0.1:80\"\n", &[]).unwrap_err();
    assert!(faults[0].contains("not `[[http]]`"), "{faults:#?}");
}

#[test]
fn a_secret_comes_from_its_file_and_is_never_printed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("smtp");
    std::fs::write(&path, "geheim-woord\n").unwrap();
    let text = format!(
        "[mail]\nkind = \"smtp\"\nhost = \"h\"\nuser = \"u\"\npassword_file = {:?}\n",
        path.display().to_string()
    );
    let told = read(&text, &[]).unwrap();
    let secret = told.config.mail.smtp.password.clone().unwrap();
    assert_eq!(secret.expose(), "geheim-woord");
    let printed = format!("{told:?} {:#?}", told.config);
    assert!(!printed.contains("geheim-woord"));
    let shown = told.settings.iter().find(|one| one.key == "password");
    assert_eq!(shown.unwrap().value, "(set)");
}

#[test]
fn a_secret_may_come_from_the_environment_but_not_stand_in_the_file() {
    let mail = "[mail]\nkind = \"smtp\"\nhost = \"h\"\nuser = \"u\"\n";
    let given = [("TERMIJNWACHT_MAIL__PASSWORD", "geheim-woord")];
    let told = read(mail, &given).unwrap();
    let secret = told.config.mail.smtp.password.clone().unwrap();
    assert_eq!(secret.expose(), "geheim-woord");
    assert!(!format!("{told:?}").contains("geheim-woord"));

    let faults = read(&format!("{mail}password = \"geheim-woord\"\n"), &[]).unwrap_err();
    let faults = faults.join("\n");
    assert!(faults.contains("t.toml:5:1"), "{faults}");
    assert!(faults.contains("TERMIJNWACHT_MAIL__PASSWORD"), "{faults}");
    assert!(!faults.contains("geheim-woord"), "{faults}");
}

#[test]
fn half_a_login_is_refused_at_the_start() {
    let refused = |text: &str, why: &str| {
        let faults = read(text, &[]).unwrap_err().join("\n");
        assert!(faults.contains(why), "{faults}");
    };
    refused("[mail]\nkind = \"smtp\"\n", "needs a `host`");
    refused("[mail]\nhost = \"h\"\nuser = \"u\"\n", "needs a password");
    refused(
        "[mail]\npassword_file = \"does/not/exist\"\n",
        "`does/not/exist` cannot be read",
    );
    let told = read(
        "[mail]\nkind = \"smtp\"\nhost = \"h\"\nuser = \"u\"\ntls = \"none\"\n",
        &[("TERMIJNWACHT_MAIL__PASSWORD", "w")],
    );
    assert!(told.unwrap_err().join("").contains("t.toml:5:1"));
}

#[test]
fn times_and_sizes_carry_their_unit() {
    let timeout = |text: &str| {
        let text = format!("[serve]\nstop_timeout = {text}\n");
        read(&text, &[]).map(|told| told.config.serve.stop_timeout.as_millis())
    };
    assert_eq!(timeout("\"1500 ms\"").unwrap(), 1_500);
    assert_eq!(timeout("\"2min\"").unwrap(), 120_000);
    for wrong in [
        "20",
        "\"20\"",
        "\"0 s\"",
        "\"-1 s\"",
        "\"s\"",
        "\"99999999999999999999 h\"",
    ] {
        assert!(timeout(wrong).is_err(), "{wrong}");
    }
}
