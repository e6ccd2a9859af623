//! The sheet of a letter: one printable A4 page with the bureau's head, an address window and a signature.
//!
//! What the letter says is for `brief`. Easy to get wrong: saying things twice. What the text itself names
//! (its date, its signature, the bureau's address) the sheet leaves out.

use chrono::NaiveDate;

use super::brief::Geadresseerde;
use super::datum;
use super::opmaak::veilig;
use super::tekst::Tekst;
use crate::definition::bureau::Bureau;
use crate::zaak::ZaakId;

/// What comes on the sheet; `inhoud` is HTML, all else plain text.
pub(super) struct Vel<'a> {
    pub tekst: &'a Tekst,
    pub bureau: &'a Bureau,
    pub behandelaar: &'a str,
    pub kenmerk: ZaakId,
    pub datum: NaiveDate,
    pub onderwerp: &'a str,
    pub geadresseerde: &'a Geadresseerde,
    pub inhoud: &'a str,
}

// The window of a C5/6 envelope lies 20 mm from the left and 45 mm from the top (NEN 1026).
const STIJL: &str = "\
@page { size: A4; margin: 18mm 20mm 20mm 20mm; }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 170mm; color: #1a1a1a; background: #fff; font: 11pt/1.5 Calibri, Carlito, Arial, sans-serif; }
header { height: 27mm; font-size: 9pt; line-height: 1.35; }
header strong { display: block; font-size: 11pt; }
.venster { height: 40mm; font-style: normal; line-height: 1.35; }
.venster span, header span { display: block; }
.kenmerk { margin: 0 0 6mm; display: grid; grid-template-columns: max-content 1fr; gap: 0 5mm; }
.kenmerk dt { color: #4a4a4a; }
.kenmerk dd { margin: 0; }
h1 { margin: 0 0 5mm; font-size: 12pt; }
h2 { margin: 5mm 0 1mm; font-size: 11pt; }
p { margin: 0 0 3.5mm; orphans: 3; widows: 3; }
ul, ol { margin: 0 0 3.5mm; padding-left: 6mm; }
li p { margin: 0; }
h2, p:has(> strong:only-child) { break-after: avoid; }
a { color: inherit; }
p, li, dd { overflow-wrap: anywhere; }
.ondertekening { margin-top: 8mm; break-inside: avoid; }
.bureau { margin: 0 0 6mm; padding: 3mm 4mm; border: 0.4mm solid #7a4d00; background: #fff6e0; color: #4d3000; }
@media screen { body { padding: 18mm 0 20mm; } }
@media screen and (max-width: 170mm) { body { padding: 5mm; } }
@media print { .bureau { display: none; } }
";

/// The whole page.
pub(super) fn vel(vel: &Vel<'_>) -> String {
    let Vel {
        tekst,
        bureau,
        geadresseerde,
        ..
    } = vel;
    let onderwerp = veilig(vel.onderwerp);
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{kenmerk}: {onderwerp}</title>\n<style>\n{STIJL}</style>\n</head>\n<body>\n",
        kenmerk = vel.kenmerk,
    );
    html.push_str(&hoofd(tekst, bureau));
    html.push_str(&venster(geadresseerde));
    html.push_str("<main>\n");
    html.push_str(&opmerkingen(&geadresseerde.opmerkingen));
    if !tekst.noemt("brief.datum") {
        let datum = datum::lang(vel.datum);
        html.push_str(&format!("<dl class=\"kenmerk\">\n<dt>Datum</dt><dd>{datum}</dd>\n<dt>Ons kenmerk</dt><dd>{}</dd>\n</dl>\n", vel.kenmerk));
    }
    html.push_str(&format!("<h1>Betreft: {onderwerp}</h1>\n{}", vel.inhoud));
    if !tekst.noemt("bureau.ondertekening") {
        html.push_str(&ondertekening(bureau, vel.behandelaar));
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

fn hoofd(tekst: &Tekst, bureau: &Bureau) -> String {
    let kop = &bureau.brieven;
    let mut regels: Vec<String> = Vec::new();
    if !tekst.noemt("bureau.adres") {
        regels.extend(
            kop.adres
                .iter()
                .filter(|regel| **regel != bureau.naam)
                .cloned(),
        );
    }
    if !tekst.noemt("bureau.telefoon") {
        regels.push(format!("Telefoon {}", kop.telefoon));
    }
    if !tekst.noemt("bureau.mail") {
        regels.push(kop.mail.clone());
    }
    format!(
        "<header>\n<strong>{}</strong>\n{}</header>\n",
        veilig(&bureau.naam),
        spans(&regels)
    )
}

fn venster(aan: &Geadresseerde) -> String {
    let regels: Vec<String> = aan.namen.iter().chain(&aan.adres).cloned().collect();
    format!(
        "<address class=\"venster\" aria-label=\"Geadresseerde\">\n{}</address>\n",
        spans(&regels)
    )
}

fn opmerkingen(opmerkingen: &[String]) -> String {
    if opmerkingen.is_empty() {
        return String::new();
    }
    let tekst = opmerkingen
        .iter()
        .map(|opmerking| veilig(opmerking))
        .collect::<Vec<_>>()
        .join("; ");
    format!(
        "<p class=\"bureau\" role=\"note\"><strong>Voor administratie (wordt niet afgedrukt):</strong> {tekst}.</p>\n"
    )
}

fn ondertekening(bureau: &Bureau, behandelaar: &str) -> String {
    let ondertekening = veilig(&bureau.brieven.ondertekening);
    let onder = if behandelaar == bureau.naam {
        String::new()
    } else {
        format!("<p>{}<br>\nleerplichtambtenaar</p>\n", veilig(behandelaar))
    };
    format!(
        "<section class=\"ondertekening\">\n<p>Met vriendelijke groet,</p>\n<p>{ondertekening}</p>\n{onder}</section>\n"
    )
}

fn spans(regels: &[String]) -> String {
    regels
        .iter()
        .map(|regel| format!("<span>{}</span>\n", veilig(regel)))
        .collect()
}
