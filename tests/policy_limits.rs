//! Hostile policy scripts: one for each limit and each forbidden thing. Every
//! one must end in the right fault, within the bounds of `policy::limits`.
//!
//! Easy to get wrong: the native stack. The deep ones run on a thread of 1 MB,
//! half of what a worker has, in an unoptimised build.

use serde_json::{Value, json};
use termijnwacht::policy::{
    Antwoord, Bevinding, Host, Limiet, PolicyFout, Script, Vraagstelling, limits,
};

fn vraag() -> Vraagstelling {
    Vraagstelling {
        naam: "route".to_owned(),
        invoer: vec!["verzuim".to_owned()],
        antwoorden: vec!["halt".to_owned(), "proces-verbaal".to_owned()],
    }
}

fn compile(bron: &str) -> Result<Script, Vec<Bevinding>> {
    Script::compile("scripts/landelijk/route.rhai", bron)
}

fn ask(bron: &str, invoer: &Value) -> Result<Antwoord, PolicyFout> {
    let script = compile(bron).unwrap_or_else(|faults| panic!("{bron}: {faults:#?}"));
    Host::new().vraag(&script, &vraag(), invoer)
}

/// Runs the statements as the body of the answering function.
fn run(body: &str) -> Result<Antwoord, PolicyFout> {
    let end = r#"#{ antwoord: "halt", reden: "AI art. 6 lid 14" }"#;
    ask(
        &format!("fn route(zaak) {{\n{body}\n{end}\n}}"),
        &json!({"verzuim": {"uren": 12}}),
    )
}

fn limit_of(result: Result<Antwoord, PolicyFout>) -> Limiet {
    match result {
        Err(PolicyFout::LimietOverschreden { welke, .. }) => welke,
        other => panic!("no limit was passed: {other:?}"),
    }
}

/// The one fault found while compiling the body.
fn refused(body: &str) -> Bevinding {
    let mut faults = compile(&format!("fn route(zaak) {{\n{body}\n}}")).expect_err(body);
    assert_eq!(faults.len(), 1, "{body}: {faults:#?}");
    faults.remove(0)
}

fn on_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    thread.spawn(work).unwrap().join().unwrap()
}

#[test]
fn endless_loops_end() {
    for body in [
        "loop { }",
        "while true { let x = 1; }",
        "let i = 0; do { i += 1; } while true;",
        "for i in 0..9_000_000_000_000 { }",
        "loop { try { loop { } } catch { } }",
    ] {
        assert_eq!(limit_of(run(body)), Limiet::Stappen, "{body}");
    }
}

#[test]
fn recursion_ends_before_the_stack_does() {
    on_small_stack(|| {
        let straight = "fn route(zaak) { route(zaak) }";
        let mutual =
            "fn route(zaak) { heen(zaak) } fn heen(z) { terug(z) } fn terug(z) { heen(z) }";
        // Each level as deep within an expression as the parser allows.
        let nest = limits::MAX_EXPR_DEPTH - 8;
        let deep = format!(
            "fn route(zaak) {{ {}route(zaak){} }}",
            "(1 + ".repeat(nest / 2),
            ")".repeat(nest / 2)
        );
        let blocks = format!(
            "fn route(zaak) {{ {} route(zaak); {} }}",
            "if true {".repeat(nest / 4),
            "}".repeat(nest / 4)
        );
        let invoer = json!({"verzuim": {}});
        for bron in [straight, mutual, &deep, &blocks] {
            assert_eq!(limit_of(ask(bron, &invoer)), Limiet::Aanroepen, "{bron}");
        }
    });
}

#[test]
fn values_do_not_grow_without_end() {
    for (body, limiet) in [
        ("let t = \"x\"; loop { t += t; }", Limiet::Tekst),
        ("let t = \"x\"; loop { t = `${t}${t}`; }", Limiet::Tekst),
        ("let t = \"x\"; loop { t = t + t + t; }", Limiet::Tekst),
        ("let l = []; loop { l.push(1); }", Limiet::Lijst),
        ("let l = [1]; loop { l += l; }", Limiet::Lijst),
        ("let l = [1]; loop { l = [l, l]; }", Limiet::Lijst),
        ("let l = [1]; loop { l.push(l); }", Limiet::Lijst),
        (
            "let l = []; loop { l.push(\"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\"); }",
            Limiet::Tekst,
        ),
        ("let m = #{}; loop { m = #{a: m, b: m}; }", Limiet::Kaart),
        ("let l = [1]; loop { push(l, l); }", Limiet::Lijst),
        (
            "let t = \"a b \"; loop { t += t; let l = t.split(\" \"); }",
            Limiet::Lijst,
        ),
    ] {
        assert_eq!(limit_of(run(body)), limiet, "{body}");
    }
}

#[test]
fn variables_are_counted() {
    let body: String = (0..=limits::MAX_VARIABLES)
        .map(|i| format!("let v{i} = 1;\n"))
        .collect();
    assert_eq!(limit_of(run(&body)), Limiet::Variabelen);
}

#[test]
fn deep_and_huge_texts_are_refused_while_reading() {
    on_small_stack(|| {
        for body in [
            format!("{}1{}", "(".repeat(9_000), ")".repeat(9_000)),
            format!("{}{}", "{".repeat(9_000), "}".repeat(9_000)),
            format!("1{}", " + 1".repeat(9_000)),
            format!("{}true", "!".repeat(9_000)),
            format!("{}1", "- ".repeat(9_000)),
            format!("zaak{}", ".verzuim".repeat(4_000)),
            format!("zaak{}", "[0]".repeat(9_000)),
            format!("{}1{}", "[".repeat(9_000), "]".repeat(9_000)),
            format!("{}1{}", "#{a:".repeat(9_000), "}".repeat(9_000)),
            format!("if true {{ }}{}", " else if true { }".repeat(2_000)),
            format!("true{}", " ?? 1 || true".repeat(2_000)),
        ] {
            let fault = refused(&body);
            assert_eq!(fault.code, "P01", "{body:.40}");
            assert!(
                fault.melding.contains("te diep genest"),
                "{body:.40}: {}",
                fault.melding
            );
        }
    });
    let fault = refused(&format!("\"{}\"", "x".repeat(limits::MAX_STRING_SIZE + 1)));
    assert!(
        fault.melding.contains("te groot") || fault.melding.contains("langer"),
        "{}",
        fault.melding
    );

    let huge = refused(&" ".repeat(limits::MAX_SOURCE_SIZE));
    assert_eq!(huge.code, "P02");

    let many: String = (0..=limits::MAX_FUNCTIONS)
        .map(|i| format!("fn f{i}() {{ }}\n"))
        .collect();
    let faults = compile(&format!("{many} fn route(zaak) {{ }}")).unwrap_err();
    assert!(
        faults[0].melding.contains("functies in één script"),
        "{faults:?}"
    );
}

#[test]
fn parts_of_a_value_are_not_changed_for_their_size_is_not_checked() {
    for body in [
        "let m = #{}; loop { m[\"a\"] = m; }",
        "let m = #{}; let i = 0; loop { m[`k${i}`] = m; i += 1; }",
        "let m = #{a: 0}; loop { m.a = m; }",
        "let m = #{a: []}; loop { m.a += [m]; }",
        "let m = #{a: []}; loop { m.a.push(m); }",
        "let m = [[]]; loop { m[0].push(m); }",
        "let m = [[]]; let i = 0; loop { m[i].push(m); }",
        "let m = #{a: [[]]}; let i = 0; loop { m.a[i].push(m); }",
        "zaak.push(1)",
    ] {
        assert_eq!(refused(body).code, "P14", "{body}");
    }
    let fault =
        compile("fn route(zaak) { zaak.groei() } fn groei() { this.push(1); }").unwrap_err();
    assert!(fault.iter().any(|fault| fault.code == "P13"), "{fault:?}");
}

#[test]
fn a_call_takes_few_values() {
    let body = format!("max(zaak{})", ", zaak".repeat(limits::MAX_ARGUMENTS));
    assert_eq!(refused(&body).code, "P11");
}

#[test]
fn what_no_script_may_do_is_refused_with_its_place() {
    for (body, column) in [
        ("sleep(3600);", 1),
        ("  sleep(3600.0);", 3),
        ("timestamp();", 1),
        ("print(\"x\");", 1),
        ("loop { debug(1); }", 8),
        ("exit(1);", 1),
        ("parse_json(\"{}\");", 1),
        ("zaak.verzuim.filter(1)", 14),
    ] {
        let fault = refused(body);
        assert_eq!(
            (fault.code, fault.regel, fault.kolom),
            ("P12", 2, column),
            "{body}: {fault:?}"
        );
        assert!(fault.hint.is_some(), "{body}");
    }
    for body in [
        "eval(\"1\");",
        "import \"x\" as y;",
        "export x;",
        "let f = Fn(\"sleep\");",
        "zaak.call(1);",
        "zaak.curry(1);",
        "let f = |x| x;",
    ] {
        let fault = refused(body);
        assert_eq!((fault.code, fault.regel), ("P01", 2), "{body}: {fault:?}");
    }
    // Rhai's walk does not look inside the value of a `break`.
    assert_eq!(refused("loop { break sleep(3600); }").code, "P09");
    assert_eq!(refused("let f = route;").code, "P08");
    assert_eq!(refused("zaak.verzuim.uren = 0;").code, "P10");
    assert_eq!(refused("zaak.verzuim[\"uren\"] += 1;").code, "P10");
}

#[test]
fn an_input_too_large_never_reaches_the_script() {
    let bron = r#"fn route(zaak) { #{ antwoord: "halt", reden: "x" } }"#;
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    for verzuim in [
        json!({"lijst": vec![1; limits::MAX_ARRAY_SIZE + 1]}),
        json!({"tekst": "x".repeat(limits::MAX_STRING_SIZE + 1)}),
        json!({"diep": deep}),
        json!({"getal": u64::MAX}),
    ] {
        assert_eq!(
            limit_of(ask(bron, &json!({"verzuim": verzuim}))),
            Limiet::Invoer
        );
    }
}

#[test]
fn a_reason_is_no_book() {
    let body = r#"let t = "x"; for i in 0..11 { t += t; } return #{ antwoord: "halt", reden: t };"#;
    assert_eq!(limit_of(run(body)), Limiet::Reden);
}

#[test]
fn the_worst_a_script_may_do_still_ends() {
    // As much copying and comparing as the limits leave room for.
    let body = "let l = []; for i in 0..900 { l.push(i); } loop { let k = l; if k == l { k.contains(-1); } }";
    assert_eq!(limit_of(run(body)), Limiet::Stappen);
}

/// Pieces of scripts, right and wrong, to be put together at random.
const PIECES: &[&str] = &[
    "zaak",
    ".verzuim",
    ".uren",
    "[0]",
    "[-1]",
    "(",
    ")",
    "{",
    "}",
    "#{",
    "a:",
    "[",
    "]",
    ",",
    ";",
    " let l = ",
    "l",
    ".push(",
    " = ",
    " += ",
    " == ",
    " in ",
    "0..",
    "9223372036854775807",
    "-",
    "1.5",
    "\"é\"",
    "`${",
    "}`",
    " if true ",
    " else ",
    " for x in ",
    " loop ",
    " while ",
    " switch ",
    " => ",
    " return ",
    " throw ",
    " try ",
    " catch ",
    " break ",
    "fn f(x) ",
    "f(",
    ".len()",
    ".sub_string(",
    ".split(",
    "plus_dagen(\"2026-01-01\",",
    "min(",
    " ** ",
    " << ",
    " / 0 ",
    " % ",
    "'x'",
];

proptest::proptest! {
    /// Whatever is written, there is an answer or a fault: never a panic and
    /// never a stay.
    #[test]
    fn no_text_breaks_the_host(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
        let bron = format!("fn route(zaak) {{ let l = [1]; {} }}", pieces.concat());
        if let Ok(script) = compile(&bron) {
            let _ = termijnwacht::policy::controleer(&script, &vraag());
            let result = Host::new().vraag(&script, &vraag(), &json!({"verzuim": {"uren": 12}}));
            proptest::prop_assert!(result != Err(PolicyFout::Vastgelopen), "{}", bron);
        }
    }
}
