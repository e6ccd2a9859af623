//! What an upper layer says that already stands below it: it changes nothing, and hides that from its reader.
//!
//! Telling it is left to who laid the layers. Easy to get wrong: a block that repeats as a whole is one
//! finding and not ten; and a `grondslag` beside something that does change is no repetition, because an
//! author is asked to name his article with every term he changes.

use super::boom::{Knoop, Plek, Soort};

/// Something said twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Herhaling {
    /// The names that lead to it; empty when the whole of the upper text says nothing else.
    pub pad: Vec<String>,
    /// Where the upper layer says it.
    pub boven: Plek,
    /// Where it stood already: in the topmost of the layers below that says some of it.
    pub onder: Plek,
    /// What a gevolg below does as well, where the upper text holds a gevolg that says less: maps are laid on one
    /// another, so that takes nothing away.
    pub weggelaten: Vec<String>,
}

/// What a gevolg is made of.
const GEVOLG: [&str; 12] = [
    "als",
    "brief",
    "ga_naar",
    "hervat",
    "mail",
    "melding_uit",
    "open",
    "schort_op",
    "sluit",
    "start",
    "stopt",
    "zet",
];

impl Herhaling {
    /// As a message names it: `` `titel` van `eerste-brief` ``.
    pub fn wat(&self) -> String {
        match self.pad.as_slice() {
            [] => "alles".to_owned(),
            [naam] => format!("`{naam}`"),
            [.., van, naam] => format!("`{naam}` van `{van}`"),
        }
    }
}

/// What an upper text repeats of the one below; `zonder` are keys at its top that every layer must say.
pub fn herhalingen(onder: &Knoop, boven: &Knoop, zonder: &[&str]) -> Vec<Herhaling> {
    let mut found = Vec::new();
    if block(onder, boven, zonder, &mut Vec::new(), &mut found) {
        found.clear();
        found.push(Herhaling {
            pad: Vec::new(),
            boven: boven.plek.clone(),
            onder: said_at(&onder.plek, onder, boven).clone(),
            weggelaten: left_out(onder, boven),
        });
    }
    found
}

/// Where what `boven` repeats stands, of a block whose key stands at `plek`: a block of the national text may hold
/// nothing but what a bureau wrote.
fn said_at<'k>(plek: &'k Plek, onder: &'k Knoop, boven: &Knoop) -> &'k Plek {
    let places = boven.kaart().iter().filter_map(|(sleutel, kind)| {
        let (lower, below) = onder.regel(&sleutel.naam)?;
        Some(said_at(&lower.plek, below, kind))
    });
    let mut higher = places.filter(|found| found.bestand != plek.bestand);
    higher.next().unwrap_or(plek)
}

/// What the first gevolg that says less than the one below leaves out.
fn left_out(onder: &Knoop, boven: &Knoop) -> Vec<String> {
    let names = |knoop: &Knoop| -> Vec<String> {
        let all = knoop.kaart().iter();
        all.map(|(sleutel, _)| sleutel.naam.clone()).collect()
    };
    let (below, said) = (names(onder), names(boven));
    if !said.is_empty() && below.iter().all(|naam| GEVOLG.contains(&naam.as_str())) {
        return below
            .into_iter()
            .filter(|naam| !said.contains(naam))
            .collect();
    }
    let mut deeper = boven.kaart().iter().filter_map(|(sleutel, kind)| {
        let (_, below) = onder.regel(&sleutel.naam)?;
        Some(left_out(below, kind)).filter(|found| !found.is_empty())
    });
    deeper.next().unwrap_or_default()
}

/// Whether a block repeats as a whole; if not, what in it does is found.
fn block(
    onder: &Knoop,
    boven: &Knoop,
    zonder: &[&str],
    pad: &mut Vec<String>,
    found: &mut Vec<Herhaling>,
) -> bool {
    let before = found.len();
    let mut whole = true;
    for (sleutel, kind) in boven.kaart() {
        if zonder.contains(&sleutel.naam.as_str()) {
            continue;
        }
        let Some((lower, below)) = onder.regel(&sleutel.naam) else {
            whole = false;
            continue;
        };
        pad.push(sleutel.naam.clone());
        let same = match (&below.soort, &kind.soort) {
            (Soort::Kaart(_), Soort::Kaart(_)) => block(below, kind, &[], pad, found),
            _ => is_same(below, kind),
        };
        if same && sleutel.naam != "grondslag" {
            found.push(Herhaling {
                pad: pad.clone(),
                boven: sleutel.plek.clone(),
                onder: said_at(&lower.plek, below, kind).clone(),
                weggelaten: left_out(below, kind),
            });
        }
        pad.pop();
        whole &= same;
    }
    if whole {
        found.truncate(before);
    }
    whole
}

/// Whether two values say the same; one thing and a list of that one thing do.
fn is_same(a: &Knoop, b: &Knoop) -> bool {
    match (&a.soort, &b.soort) {
        (Soort::Scalair(a), Soort::Scalair(b)) => a.tekst == b.tekst,
        (Soort::Lijst(a), Soort::Lijst(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Soort::Kaart(a), Soort::Kaart(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|((naam_a, a), (naam_b, b))| naam_a.naam == naam_b.naam && is_same(a, b))
        }
        (Soort::Lijst(items), _) => matches!(items.as_slice(), [one] if is_same(one, b)),
        (_, Soort::Lijst(items)) => matches!(items.as_slice(), [one] if is_same(a, one)),
        _ => false,
    }
}
