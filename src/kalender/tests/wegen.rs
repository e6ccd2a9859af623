//! Properties: whatever is asked, the ways of counting agree with each other.

use chrono::Days;
use proptest::prelude::*;

use super::*;

fn gemeente() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["groningen", "woerden", "maastricht"])
}

/// A day well within the calendar, so that a short count stays in it.
fn datum() -> impl Strategy<Value = NaiveDate> {
    (0_u64..1_900).prop_map(|n| dag("2024-11-04") + Days::new(n))
}

fn any_datum() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        datum(),
        (i32::MIN..i32::MAX).prop_map(|n| {
            NaiveDate::from_num_days_from_ce_opt(n / 22).unwrap_or(NaiveDate::MAX)
        }),
        Just(NaiveDate::MIN),
        Just(NaiveDate::MAX),
    ]
}

fn any_perioden() -> impl Strategy<Value = Vec<Periode>> {
    let periode = (any_datum(), any_datum()).prop_map(|(van, tot)| Periode::new(van, tot));
    let kort = (datum(), 0_u64..40).prop_map(|(van, n)| Periode::new(van, van + Days::new(n)));
    prop::collection::vec(prop_oneof![periode, kort], 0..4)
}

fn school(vanaf: NaiveDate, aantal: u32, richting: Richting) -> Vraag<'static> {
    Vraag {
        richting,
        ..Vraag::new(vanaf, Duur::new(aantal, Eenheid::Schooldagen))
    }
}

proptest! {
    #[test]
    fn exactly_n_school_days_lie_between(waar in gemeente(), vanaf in datum(), n in 1_u32..60) {
        let kalender = kalender(waar);
        let einde = kalender.bereken(&school(vanaf, n, Richting::Vooruit)).unwrap().einde;
        prop_assert_eq!(kalender.is_schooldag(einde), Ok(true));
        prop_assert_eq!(kalender.schooldagen_tussen(vanaf, einde), Ok(n));
        // Walked by hand it is the same.
        let gelopen = vanaf.iter_days().skip(1).take_while(|d| *d <= einde)
            .filter(|d| kalender.dag(*d) == Ok(Dagsoort::Schooldag)).count();
        prop_assert_eq!(gelopen, n as usize);
    }

    #[test]
    fn later_or_longer_never_ends_earlier(waar in gemeente(), vanaf in datum(), n in 0_u32..60) {
        let kalender = kalender(waar);
        let einde = |vanaf, n| kalender.bereken(&school(vanaf, n, Richting::Vooruit)).unwrap().einde;
        prop_assert!(einde(vanaf, n) <= einde(vanaf, n + 1));
        prop_assert!(einde(vanaf, n) <= einde(vanaf + Days::new(1), n));
    }

    #[test]
    fn forth_and_back_meet(waar in gemeente(), vanaf in datum(), n in 1_u32..60) {
        let kalender = kalender(waar);
        let start = kalender.bereken(&school(vanaf, 0, Richting::Vooruit)).unwrap().einde;
        let einde = kalender.bereken(&school(start, n, Richting::Vooruit)).unwrap().einde;
        let terug = kalender.bereken(&school(einde, n, Richting::Terug)).unwrap().einde;
        prop_assert_eq!(terug, start);
    }

    #[test]
    fn what_was_skipped_holds_no_day_that_counted(waar in gemeente(), vanaf in datum(), n in 1_u32..60) {
        let kalender = kalender(waar);
        let antwoord = kalender.bereken(&school(vanaf, n, Richting::Vooruit)).unwrap();
        let mut laatste = vanaf;
        for deel in &antwoord.overgeslagen {
            prop_assert!(laatste < deel.van && deel.van <= deel.tot && deel.tot < antwoord.einde);
            for datum in deel.van.iter_days().take_while(|d| *d <= deel.tot) {
                prop_assert_eq!(kalender.is_schooldag(datum), Ok(false));
            }
            laatste = deel.tot;
        }
    }

    #[test]
    fn suspended_days_are_made_up_for(vanaf in datum(), n in 1_u32..30, begin in 1_u64..40, duur in 0_u64..40) {
        let kalender = kalender("woerden");
        let van = vanaf + Days::new(begin);
        let stil = [Periode::new(van, van + Days::new(duur))];
        let vraag = Vraag { opgeschort: &stil, ..school(vanaf, n, Richting::Vooruit) };
        let einde = kalender.bereken(&vraag).unwrap().einde;
        let geteld = vanaf.iter_days().skip(1).take_while(|d| *d <= einde)
            .filter(|d| !stil[0].bevat(*d) && kalender.is_schooldag(*d) == Ok(true)).count();
        // Asked on its last day it has none left, and ends on the first that counts again.
        let zonder = kalender.bereken(&school(vanaf, n, Richting::Vooruit)).unwrap().einde;
        let extra = usize::from(van == zonder + Days::new(1));
        prop_assert_eq!(geteld, n as usize + extra);
        prop_assert!(!stil[0].bevat(einde));
    }

    #[test]
    fn a_term_of_law_ends_on_an_ordinary_day(vanaf in datum(), n in 1_u32..12) {
        let kalender = kalender("woerden");
        for eenheid in [Eenheid::Dagen, Eenheid::Weken] {
            let vraag = Vraag { wettelijk: true, ..Vraag::new(vanaf, Duur::new(n, eenheid)) };
            let met = kalender.bereken(&vraag).unwrap().einde;
            let zonder = kalender.bereken(&Vraag { wettelijk: false, ..vraag }).unwrap().einde;
            prop_assert!(kalender.is_werkdag(met));
            prop_assert!(zonder <= met && met <= zonder + Days::new(7));
        }
    }

    #[test]
    fn no_question_panics(
        vanaf in any_datum(),
        aantal in prop_oneof![0_u32..100, any::<u32>()],
        eenheid in prop::sample::select(Eenheid::ALLE.to_vec()),
        vooruit: bool,
        wettelijk: bool,
        stil in any_perioden(),
    ) {
        let richting = if vooruit { Richting::Vooruit } else { Richting::Terug };
        let duur = Duur::new(aantal, eenheid);
        let kalender = kalender("woerden");
        let _ = kalender.bereken(&Vraag { vanaf, duur, richting, wettelijk, opgeschort: &stil, gaat_door: false });
        let _ = kalender.dag(vanaf);
        let _ = kalender.werkdag_op_of_na(vanaf);
        let _ = kalender.werkdag_op_of_voor(vanaf);
        let _ = VasteDatum::new(1, 7, true).unwrap().op_of_na(vanaf);
    }

    #[test]
    fn no_text_makes_reading_a_term_panic(tekst in ".{0,20}") {
        if let Ok(duur) = tekst.parse::<Duur>() {
            prop_assert_eq!(duur.to_string().parse::<Duur>(), Ok(duur));
        }
        let _ = tekst.parse::<VasteDatum>();
        let _ = slug(&tekst);
    }
}
