//! The shipped definitions, loaded as the program does.

use super::*;

#[test]
fn what_is_shipped_has_no_faults_and_no_warnings_in_any_gemeente() {
    match Catalog::load(&Bronnen::ingebed()) {
        Err(fouten) => {
            for fout in &fouten {
                eprintln!("{fout}\n");
            }
            panic!("{} faults", fouten.len());
        }
        Ok(geladen) => {
            for fout in &geladen.waarschuwingen {
                eprintln!("{fout}\n");
            }
            assert_eq!(geladen.waarschuwingen, []);
            let gemeenten: Vec<&str> = geladen.catalog.gemeenten().collect();
            assert_eq!(
                gemeenten,
                [
                    "de-ronde-venen",
                    "montfoort",
                    "oudewater",
                    "stichtse-vecht",
                    "woerden"
                ]
            );
            for gemeente in gemeenten {
                let slugs: Vec<&str> = geladen
                    .catalog
                    .procedures(gemeente)
                    .map(|(_, procedure)| procedure.slug.as_str())
                    .collect();
                assert_eq!(slugs, ["absoluut-verzuim", "svb-melding"], "{gemeente}");
            }
        }
    }
}
