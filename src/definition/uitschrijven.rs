//! A tree written out as YAML again, line by line, each line with the place and the article it comes from.
//!
//! What stands beside the lines is left to whoever shows them. Easy to get wrong: what is written out must read back
//! as the very same tree; a word is quoted where it would otherwise become something else.

use super::boom::{Knoop, Plek, Scalair, Soort};

/// Narrower than this a text is not folded any further: a few words a line are harder to read than a long one.
const SMALST: usize = 24;

/// A line of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regel<'k> {
    /// The YAML, with its indent and without a line end.
    pub tekst: String,
    /// Where it was written.
    pub plek: &'k Plek,
    /// The names and numbers that lead to it.
    pub pad: Vec<String>,
    /// What stands there; none for a block, whose lines follow.
    pub waarde: Option<&'k Knoop>,
    /// The articles it rests on: its own, else those of the nearest block around it.
    pub grondslag: Vec<String>,
    /// Whether those are of the procedure as a whole.
    pub algemeen: bool,
    /// Goes on in the next line. Nothing may stand beside it: a comment would end the text.
    pub loopt_door: bool,
}

/// Writes a tree out; what is longer than `breedte` is folded where YAML allows it.
pub fn regels(boom: &Knoop, breedte: usize) -> Vec<Regel<'_>> {
    let mut schrijver = Schrijver {
        breedte,
        regels: Vec::new(),
        pad: Vec::new(),
        grondslag: vec![articles(boom)],
    };
    schrijver.kaart(boom, 0);
    schrijver.regels
}

fn articles(knoop: &Knoop) -> Vec<String> {
    let Some((_, grondslag)) = knoop.regel("grondslag") else {
        return Vec::new();
    };
    match &grondslag.soort {
        Soort::Scalair(scalair) => vec![scalair.tekst.clone()],
        _ => grondslag
            .lijst()
            .iter()
            .filter_map(|item| item.tekst().map(str::to_owned))
            .collect(),
    }
}

struct Schrijver<'k> {
    breedte: usize,
    regels: Vec<Regel<'k>>,
    pad: Vec<String>,
    /// Of the procedure, and of every block around this line that has its own.
    grondslag: Vec<Vec<String>>,
}

impl<'k> Schrijver<'k> {
    fn kaart(&mut self, knoop: &'k Knoop, inspringing: usize) {
        for (sleutel, kind) in knoop.kaart() {
            self.pad.push(sleutel.naam.clone());
            let begin = format!("{}{}:", " ".repeat(inspringing), naam(&sleutel.naam));
            self.onder(begin, &sleutel.plek, kind, inspringing);
            self.pad.pop();
        }
    }

    /// What stands behind `begin` (a key, or the dash of an item), on its line or below it.
    fn onder(&mut self, begin: String, plek: &'k Plek, kind: &'k Knoop, inspringing: usize) {
        let own = articles(kind);
        let nested = !own.is_empty();
        if nested {
            self.grondslag.push(own);
        }
        let fits =
            |tekst: &String| begin.chars().count() + 1 + tekst.chars().count() <= self.breedte;
        match &kind.soort {
            Soort::Scalair(scalair) => self.scalair(&begin, &kind.plek, kind, scalair, inspringing),
            _ => match op_een_regel(kind).filter(fits) {
                Some(tekst) => self.regel(format!("{begin} {tekst}"), plek, Some(kind)),
                None => {
                    self.blok(begin, plek, kind, inspringing);
                }
            },
        }
        if nested {
            self.grondslag.pop();
        }
    }

    fn blok(&mut self, begin: String, plek: &'k Plek, kind: &'k Knoop, inspringing: usize) {
        self.regel(begin, plek, None);
        let dieper = inspringing + 2;
        for (nummer, item) in kind.lijst().iter().enumerate() {
            self.pad.push(nummer.to_string());
            self.item(item, dieper);
            self.pad.pop();
        }
        self.kaart(kind, dieper);
    }

    fn item(&mut self, item: &'k Knoop, inspringing: usize) {
        let streep = format!("{}-", " ".repeat(inspringing));
        if item.kaart().is_empty() {
            self.onder(streep, &item.plek, item, inspringing);
            return;
        }
        let short = op_een_regel(item)
            .filter(|tekst| inspringing + 2 + tekst.chars().count() <= self.breedte);
        match short {
            Some(tekst) => self.regel(format!("{streep} {tekst}"), &item.plek, Some(item)),
            None => {
                // The first key stands behind the dash.
                let at = self.regels.len();
                self.kaart(item, inspringing + 2);
                if let Some(first) = self.regels.get_mut(at) {
                    first.tekst.replace_range(inspringing..=inspringing, "-");
                }
            }
        }
    }

    fn scalair(
        &mut self,
        begin: &str,
        plek: &'k Plek,
        kind: &'k Knoop,
        scalair: &Scalair,
        inspringing: usize,
    ) {
        let tekst = scalair_tekst(scalair, false);
        let mut regel = begin.to_owned();
        // Only where one blank parts two words may a line end.
        let folds = !tekst.contains("  ") && !tekst.starts_with('"');
        for woord in tekst.split(' ') {
            let breed = regel.chars().count() + 1 + woord.chars().count();
            let room = regel.trim_start().chars().count() >= SMALST;
            if folds && breed > self.breedte && room {
                let next = format!("{}{woord}", " ".repeat(inspringing + 4));
                self.push(std::mem::replace(&mut regel, next), plek, Some(kind), true);
            } else {
                regel.push(' ');
                regel.push_str(woord);
            }
        }
        self.push(regel.trim_end().to_owned(), plek, Some(kind), false);
    }

    fn regel(&mut self, tekst: String, plek: &'k Plek, waarde: Option<&'k Knoop>) {
        self.push(tekst, plek, waarde, false);
    }

    fn push(&mut self, tekst: String, plek: &'k Plek, waarde: Option<&'k Knoop>, loopt_door: bool) {
        self.regels.push(Regel {
            tekst,
            plek,
            pad: self.pad.clone(),
            waarde,
            grondslag: self.grondslag.last().cloned().unwrap_or_default(),
            algemeen: self.grondslag.len() == 1,
            loopt_door,
        });
    }
}

/// A list, or a block written on one line, as one line; none for what an author writes below one another.
fn op_een_regel(knoop: &Knoop) -> Option<String> {
    fn flow(knoop: &Knoop, regel: usize) -> Option<String> {
        match &knoop.soort {
            Soort::Scalair(scalair) => Some(scalair_tekst(scalair, true)),
            Soort::Lijst(items) => {
                let items: Option<Vec<String>> =
                    items.iter().map(|item| flow(item, regel)).collect();
                Some(format!("[{}]", items?.join(", ")))
            }
            // A block begins at its first name, one between braces before it.
            Soort::Kaart(regels)
                if regels
                    .first()
                    .is_some_and(|(first, _)| first.plek == knoop.plek) =>
            {
                None
            }
            Soort::Kaart(regels) => {
                let one = |(sleutel, kind): &(super::boom::Sleutel, Knoop)| {
                    let here =
                        sleutel.plek.regel == regel && sleutel.plek.bestand == knoop.plek.bestand;
                    here.then(|| flow(kind, regel))
                        .flatten()
                        .map(|tekst| format!("{}: {tekst}", naam(&sleutel.naam)))
                };
                let regels: Option<Vec<String>> = regels.iter().map(one).collect();
                Some(format!("{{{}}}", regels?.join(", ")))
            }
        }
    }
    match &knoop.soort {
        Soort::Lijst(items) if items.iter().any(|item| !item.kaart().is_empty()) => None,
        _ => flow(knoop, knoop.plek.regel),
    }
}

fn naam(naam: &str) -> String {
    let scalair = Scalair {
        tekst: naam.to_owned(),
        kaal: true,
    };
    scalair_tekst(&scalair, true)
}

/// A word or text as YAML; in a line of braces a comma would part it.
fn scalair_tekst(scalair: &Scalair, in_accolades: bool) -> String {
    let tekst = &scalair.tekst;
    if scalair.is_leeg() {
        return String::new();
    }
    let as_word = Scalair {
        tekst: tekst.clone(),
        kaal: true,
    };
    let other = !scalair.kaal
        && (as_word.is_leeg() || as_word.ja_nee().is_some() || as_word.getal().is_some());
    if tekst.chars().any(|c| c.is_control()) {
        return serde_json::Value::from(tekst.as_str()).to_string();
    }
    if other || !is_plain(tekst, in_accolades) {
        return format!("'{}'", tekst.replace('\'', "''"));
    }
    tekst.clone()
}

fn is_plain(tekst: &str, in_accolades: bool) -> bool {
    let special = |c: char| "-?:,[]{}#&*!|>'\"%@`".contains(c);
    let begins_well =
        !tekst.starts_with(special) || tekst.starts_with(|c: char| c.is_ascii_digit());
    begins_well
        && tekst.trim() == tekst
        && !tekst.is_empty()
        && !tekst.contains(": ")
        && !tekst.contains(" #")
        && !tekst.ends_with(':')
        && !(in_accolades && tekst.contains([',', '[', ']', '{', '}', '"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::ontleed::ontleed;

    fn written(tekst: &str, breedte: usize) -> String {
        let (boom, fouten) = ontleed("p.yaml", tekst);
        assert_eq!(fouten, []);
        let boom = boom.unwrap();
        let lines: Vec<String> = regels(&boom, breedte)
            .into_iter()
            .map(|regel| regel.tekst)
            .collect();
        lines.join("\n")
    }

    #[test]
    fn short_blocks_stay_on_their_line_and_long_texts_are_folded() {
        let tekst = "titel: \"Let op: dit is een lange titel die niet op één regel past\"\ngrondslag: [LPW art. 2, LPW art. 3]\nfasen:\n  een:\n    taken:\n      brief:\n        termijn: {binnen: 5 schooldagen, na: vermoeden}\n        escaleer:\n          - {op: de dag, naar: leidinggevende}\n          - na: 3 schooldagen\n            naar: [a, b]\n        uitkomsten:\n          klaar: {}\n        vestiging: \"00\"\n";
        insta::assert_snapshot!(written(tekst, 60), @"
        titel: 'Let op: dit is een lange titel die niet op één regel
            past'
        grondslag: [LPW art. 2, LPW art. 3]
        fasen:
          een:
            taken:
              brief:
                termijn: {binnen: 5 schooldagen, na: vermoeden}
                escaleer:
                  - {op: de dag, naar: leidinggevende}
                  - na: 3 schooldagen
                    naar: [a, b]
                uitkomsten:
                  klaar: {}
                vestiging: '00'
        ");
    }
}
