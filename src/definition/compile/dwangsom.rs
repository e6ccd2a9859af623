//! Which term costs a dwangsom when it lapses, and how much.
//!
//! Counting is `definition::dwangsom`'s. Easy to get wrong: the amounts are the law's. A layer names them only
//! where the law has changed them since, and then says where that stands.

use super::blik::Blik;
use super::werk::Werk;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::dwangsom::{Bedrag, Dwangsom};

/// Reads the dwangsom of a term.
pub(super) fn lees(werk: &mut Werk<'_>, termijn: Blik<'_>, wie: &str) -> Option<Dwangsom> {
    let blik = termijn.kind("dwangsom")?;
    if termijn.ja_nee("dwangsom") == Some(false) {
        return None;
    }
    if termijn.ja_nee("wettelijk") != Some(true) {
        let melding = format!("{wie} heeft een dwangsom, maar is geen wettelijke termijn");
        let hint = "zet er `wettelijk: ja` bij, of haal `dwangsom` weg";
        werk.meld(Diagnostic::new(Code::F139, blik.sleutel, melding).met_hint(hint));
    }
    if let Some(eerder) = werk.namen.dwangsom.replace(blik.sleutel.clone()) {
        let melding = format!("{wie} heeft een dwangsom, maar een andere termijn ook al");
        let hint = format!(
            "een zaak heeft één beslistermijn; zie {}",
            werk.wijs(&eerder)
        );
        werk.meld(Diagnostic::new(Code::F139, blik.sleutel, melding).met_hint(hint));
    }
    let found = bedragen(termijn)?;
    let written = blik.reeks("bedragen").len();
    let listed = termijn.ja_nee("dwangsom") != Some(true);
    if listed && (written == 0 || found.bedragen.len() < written || found.grondslag.is_empty()) {
        let melding = format!("de dwangsom van {wie} is niet compleet");
        let hint = "schrijf `ja`, of `{bedragen: [{dagen: 14, euro: 23}, …], grondslag: …}`";
        werk.absent(Diagnostic::new(Code::F139, blik.sleutel, melding).met_hint(hint));
    }
    Some(found)
}

/// What deciding after a term costs, as far as it can be read.
pub(super) fn bedragen(termijn: Blik<'_>) -> Option<Dwangsom> {
    let blik = termijn.kind("dwangsom")?;
    match termijn.ja_nee("dwangsom") {
        Some(true) => return Some(Dwangsom::van_de_wet()),
        Some(false) => return None,
        None => {}
    }
    let number = |van: Blik<'_>, naam: &str| van.tekst(naam)?.parse::<u32>().ok();
    let bedrag = |van: Blik<'_>| {
        let (dagen, euro) = (number(van, "dagen")?, number(van, "euro")?);
        Some(Bedrag { dagen, euro }).filter(|bedrag| bedrag.dagen > 0 && bedrag.euro > 0)
    };
    let written = blik.reeks("bedragen").into_iter();
    Some(Dwangsom {
        bedragen: written.filter_map(bedrag).collect(),
        grondslag: blik.teksten("grondslag"),
    })
}
