//! The table for the instructie: as Markdown, as a page to copy into Word, as JSON.
//!
//! Easy to get wrong: a bar in a title would begin a new column in Markdown, and a `<` a tag on the page.

use serde_json::json;

use crate::definition::instructietabel::{Deel, KOPPEN};

/// Markdown: each fase a line across the table.
pub(super) fn markdown(titel: &str, delen: &[Deel]) -> String {
    let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut out = format!("## {titel}\n\n{}", row(&KOPPEN.map(str::to_owned)));
    out.push_str(&row(&KOPPEN.map(|_| "---".to_owned())));
    for deel in delen {
        let mut across = vec![String::new(); KOPPEN.len()];
        if let Some(cell) = across.get_mut(1) {
            *cell = format!("**{}**", plain(&deel.fase));
        }
        out.push_str(&row(&across));
        for rij in &deel.rijen {
            out.push_str(&row(&rij.cellen().map(plain)));
        }
    }
    out
}

fn plain(tekst: &str) -> String {
    tekst.replace('|', "\\|").replace('\n', " ")
}

/// A page with nothing but the table.
pub(super) fn html(titel: &str, delen: &[Deel]) -> String {
    let titel = safe(titel);
    let heads: String = KOPPEN
        .iter()
        .map(|kop| format!("<th scope=\"col\">{kop}</th>"))
        .collect();
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n<title>{titel}</title>\n\
         <style>body {{ font: 10pt sans-serif; }} h1 {{ font-size: 14pt; }} table {{ border-collapse: collapse; font: inherit; }} \
         th, td {{ border: 1px solid #666; padding: 2pt 4pt; text-align: left; vertical-align: top; }}</style>\n\
         </head>\n<body>\n<h1>{titel}</h1>\n<table>\n<thead><tr>{heads}</tr></thead>\n"
    );
    for deel in delen {
        out.push_str(&format!(
            "<tbody>\n<tr><th colspan=\"{}\" scope=\"rowgroup\">{}</th></tr>\n",
            KOPPEN.len(),
            safe(&deel.fase)
        ));
        for rij in &deel.rijen {
            let cells = rij.cellen().map(|cell| format!("<td>{}</td>", safe(cell)));
            out.push_str(&format!("<tr>{}</tr>\n", cells.concat()));
        }
        out.push_str("</tbody>\n");
    }
    out.push_str("</table>\n</body>\n</html>\n");
    out
}

fn safe(tekst: &str) -> String {
    let tekst = tekst.replace('&', "&amp;").replace('<', "&lt;");
    tekst.replace('>', "&gt;")
}

/// One object per row.
pub(super) fn json(delen: &[Deel]) -> String {
    let mut out = String::new();
    for deel in delen {
        for rij in &deel.rijen {
            let object = json!({
                "fase": deel.fase,
                "wie": rij.wie,
                "wat": rij.wat,
                "termijn": rij.termijn,
                "geteld_vanaf": rij.geteld_vanaf,
                "waarschuwing": rij.waarschuwing,
                "uitkomsten": rij.uitkomsten,
                "grondslag": rij.grondslag,
                "laag": rij.laag,
            });
            out.push_str(&format!("{object}\n"));
        }
    }
    out
}
