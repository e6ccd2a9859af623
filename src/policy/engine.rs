//! The Rhai engine policy scripts run on, one for each thread.
//!
//! Built from `new_raw` with chosen packages. The core package of Rhai is left
//! out on purpose: it holds `sleep`, `exit` and `parse_json`. So are the
//! iterator and blob packages, whose values the size limits count as one.
//!
//! One engine per thread: with `sync` a shared engine keeps its threads
//! waiting on each other. A syntax tree may be shared freely.
//!
//! Easy to get wrong: disabling the symbol `sleep` does nothing, and on an
//! engine with an operation limit it still blocks; it must be overridden.

use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicMapPackage, BasicMathPackage, BasicStringPackage,
    LogicPackage, MoreStringPackage, Package,
};
use rhai::{Dynamic, Engine, EvalAltResult, INT, Map, OptimizationLevel};

use super::{compare, dates, limits};

thread_local! {
    static ENGINE: Engine = build();
}

/// Runs `work` with the engine of this thread.
pub(super) fn with<T>(work: impl FnOnce(&Engine) -> T) -> T {
    ENGINE.with(work)
}

fn build() -> Engine {
    let mut engine = Engine::new_raw();

    engine
        .register_global_module(ArithmeticPackage::new().as_shared_module())
        .register_global_module(LogicPackage::new().as_shared_module())
        .register_global_module(BasicStringPackage::new().as_shared_module())
        .register_global_module(MoreStringPackage::new().as_shared_module())
        .register_global_module(BasicArrayPackage::new().as_shared_module())
        .register_global_module(BasicMapPackage::new().as_shared_module())
        .register_global_module(BasicMathPackage::new().as_shared_module());
    // `for i in 0..5`, the one thing wanted from the iterator package.
    engine
        .register_iterator::<std::ops::Range<INT>>()
        .register_iterator::<std::ops::RangeInclusive<INT>>();

    limits::apply(&mut engine);
    // The lint must see what is written, not what is left after folding.
    engine.set_optimization_level(OptimizationLevel::None);
    // Closures capture by sharing, and with `sync` a shared value that is
    // locked twice waits for ever, which no limit ends.
    engine.set_allow_anonymous_fn(false);
    engine.set_fail_on_invalid_map_property(true);
    engine.set_fast_operators(false);

    // What these print would go nowhere anyway; the calls still count.
    engine.on_print(|_| ()).on_debug(|_, _, _| ());
    for keyword in ["eval", "Fn", "call", "curry"] {
        engine.disable_symbol(keyword);
    }
    engine
        .register_fn("sleep", |_: INT| forbidden("sleep"))
        .register_fn("sleep", |_: f64| forbidden("sleep"))
        .register_fn("timestamp", || forbidden("timestamp"))
        .register_fn("ingevuld", |map: Map, name: &str| {
            map.get(name).is_some_and(|value| !value.is_unit())
        });
    compare::register(&mut engine);
    dates::register(&mut engine);
    engine
}

fn forbidden(name: &str) -> Result<Dynamic, Box<EvalAltResult>> {
    Err(format!("`{name}` mag niet in een beleidsscript").into())
}

#[cfg(test)]
mod tests {
    //! The second fence: what happens to text the lint never saw.

    use super::*;

    fn eval(text: &str) -> Result<Dynamic, String> {
        with(|engine| {
            engine
                .eval::<Dynamic>(text)
                .map_err(|error| error.to_string())
        })
    }

    #[test]
    fn sleep_does_not_sleep() {
        for text in ["sleep(3600)", "sleep(3600.0)", "let x = 3600; x.sleep()"] {
            assert!(eval(text).unwrap_err().contains("mag niet"), "{text}");
        }
    }

    #[test]
    fn nothing_reaches_outside_or_runs_text() {
        for text in [
            "eval(\"1\")",
            "Fn(\"sleep\").call(1)",
            "timestamp()",
            "import \"x\" as y;",
            "exit(1)",
            "parse_json(\"{}\")",
            "let f = |x| x; f.call(1)",
            "open_file(\"/etc/passwd\")",
        ] {
            assert!(eval(text).is_err(), "{text}");
        }
    }

    #[test]
    fn printing_goes_nowhere_and_counts() {
        let error = eval("loop { print(1); debug(2); }").unwrap_err();
        assert!(error.contains("Too many operations"), "{error}");
    }

    #[test]
    fn every_word_of_the_vocabulary_exists_as_its_example_writes_it() {
        for functie in super::super::vocabulary::TOEGESTAAN {
            let runs = |getal: &str| {
                let values = format!(
                    r#"let zaak = #{{ gegevens: #{{ x: 1 }} }};
                    let lijst = ["x"]; let kaart = #{{ a: 1 }}; let tekst = "xyz abc"; let x = 1;
                    let a = 1; let b = 2; let getal = {getal};"#
                );
                eval(&format!("{values} {}", functie.voorbeeld))
            };
            let outcome = runs("1.5").or_else(|_| runs("2"));
            assert!(outcome.is_ok(), "{}: {outcome:?}", functie.voorbeeld);
        }
    }

    #[test]
    fn unlike_things_are_not_compared() {
        assert!(
            eval("\"18\" >= 16")
                .unwrap_err()
                .contains("kan tekst niet vergelijken met een getal")
        );
        assert!(
            eval("() >= 16")
                .unwrap_err()
                .contains("kan niets niet vergelijken")
        );
        assert!(eval("\"16\" == 16").is_err());
        for truth in [
            "16 == 16.0",
            "15.5 < 16",
            "16 >= 15.5",
            "16 != 17",
            "\"a\" < \"b\"",
            "() == ()",
            "1 != ()",
            "\"2026-10-08\" < \"2026-10-09\"",
            "true == true",
            "[1, 2] == [1, 2]",
            "#{a: 1} == #{a: 1}",
            "\"x\"[0] == \"x\"",
            "2 in [1, 2]",
            "\"a\" in #{a: 1}",
            "[1, \"x\"] != [1, \"y\"]",
        ] {
            assert!(eval(truth).unwrap().as_bool().unwrap(), "{truth}");
        }
    }
}
