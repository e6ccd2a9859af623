//! A condition in words, for who reads the table in the instructie and has never seen a path.
//!
//! Easy to get wrong: brackets. `en` binds before `of`; where a condition has it the other way round, so must the
//! words.

use serde_json::Value;

use super::conditie::{Conditie, Expr, Op, Waarde};

/// `leeftijd van de jongere is minstens 12 en niet: startkwalificatie`; `veld` gives the title of a field.
pub fn in_woorden(conditie: &Conditie, veld: impl Fn(&str) -> Option<String>) -> String {
    words(conditie.boom(), &|pad| path(pad, &veld))
}

fn words(expr: &Expr, pad: &dyn Fn(&str) -> String) -> String {
    let all = |parts: &[Expr], between: &str| {
        let parts: Vec<String> = parts
            .iter()
            .map(|part| match part {
                Expr::Of(_) => format!("({})", words(part, pad)),
                _ => words(part, pad),
            })
            .collect();
        parts.join(between)
    };
    match expr {
        Expr::Of(parts) => all(parts, " of "),
        Expr::En(parts) => all(parts, " en "),
        Expr::Niet(part) => match &**part {
            Expr::Is(waarde) => format!("niet: {}", value(waarde, pad)),
            Expr::In(waarde, _) => {
                let words = words(part, pad);
                let naam = value(waarde, pad);
                words.replacen(&format!("{naam} is "), &format!("{naam} is niet "), 1)
            }
            other => format!("niet: ({})", words(other, pad)),
        },
        Expr::Is(waarde) => value(waarde, pad),
        Expr::Vergelijk(left, op, right) => {
            let is = match op {
                Op::Is => "is",
                Op::IsNiet => "is niet",
                Op::Kleiner => "is minder dan",
                Op::HoogstensGelijk => "is hoogstens",
                Op::Groter => "is meer dan",
                Op::MinstensGelijk => "is minstens",
            };
            format!("{} {is} {}", value(left, pad), value(right, pad))
        }
        Expr::In(left, choices) => {
            let choices: Vec<String> = choices.iter().map(|one| value(one, pad)).collect();
            format!("{} is {}", value(left, pad), choices.join(" of "))
        }
    }
}

fn value(waarde: &Waarde, pad: &dyn Fn(&str) -> String) -> String {
    match waarde {
        Waarde::Pad(naam) => pad(naam),
        Waarde::Vast(Value::String(tekst)) => tekst.replace('-', " "),
        Waarde::Vast(Value::Bool(waar)) => if *waar { "ja" } else { "nee" }.to_owned(),
        Waarde::Vast(other) => other.to_string(),
    }
}

fn path(pad: &str, veld: &dyn Fn(&str) -> Option<String>) -> String {
    let (of, naam) = pad.split_once('.').unwrap_or(("", pad));
    let plain = naam.replace(['_', '-', '.'], " ");
    match of {
        "gegevens" | "gebeurtenis" => veld(naam).map_or(plain, |titel| format!("„{titel}”")),
        "jongere" => format!("{plain} van de jongere"),
        "ouders" => format!("{plain} van de ouders"),
        "verzuim" => format!("{plain} van het verzuim"),
        "geschiedenis" => format!("aantal {plain}"),
        "school" => format!("school {plain}"),
        "antwoord" => format!("antwoord op {plain}"),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(tekst: &str) -> String {
        let titel = |naam: &str| (naam == "gemeld_door").then(|| "Wie meldde".to_owned());
        in_woorden(&Conditie::parse(tekst).unwrap(), titel)
    }

    #[test]
    fn a_condition_reads_as_a_sentence() {
        let all = [
            "jongere.leeftijd >= 16 en jongere.leeftijd < 18 en niet jongere.startkwalificatie",
            "(jongere.leeftijd < 12 of school.bekend) en gegevens.gemeld_door != \"een-ander\"",
            "niet (gegevens.bron in [\"brp\", \"duo\"])",
            "gestart_door == \"absoluut-verzuim\" of geschiedenis.broers_zussen_open > 0",
            "niet (gegevens.zat == nee en verzuim.soort == \"luxe\")",
        ];
        insta::assert_snapshot!(all.map(told).join("\n"), @"
        leeftijd van de jongere is minstens 16 en leeftijd van de jongere is minder dan 18 en niet: startkwalificatie van de jongere
        (leeftijd van de jongere is minder dan 12 of school bekend) en „Wie meldde” is niet een ander
        bron is niet brp of duo
        gestart door is absoluut verzuim of aantal broers zussen open is meer dan 0
        niet: (zat is nee en soort van het verzuim is luxe)
        ");
    }
}
