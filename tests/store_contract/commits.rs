//! What a commit keeps and what it refuses.

use termijnwacht::store::{Store, StoreFout, Teller};
use termijnwacht::zaak::contact::{
    Afspraak, AfspraakStatus, Contact, ContactSoort, Document, Partij,
};
use termijnwacht::zaak::evolve::fold;
use termijnwacht::zaak::staat::Betrokkene;
use termijnwacht::zaak::{Effect, Gebeurtenis, JongereId, Zaak, ZaakId};

use crate::dossier::*;

crate::on_each_store!(
    a_commit_keeps_state_history_and_cause,
    what_an_officer_records_beside_the_work_is_kept_whole,
    a_version_that_moved_is_a_conflict,
    the_same_cause_is_dealt_with_once,
    a_bad_member_does_not_spoil_the_group,
    one_zaak_twice_in_a_group_is_refused,
    a_cause_twice_in_a_group_is_kept_once,
    one_open_zaak_per_jongere_and_procedure,
    a_closed_zaak_makes_room_for_a_new_one_after_it_in_the_group,
    a_melding_belongs_to_one_id,
    a_bsn_belongs_to_one_jongere_of_a_bureau,
    bookkeeping_that_does_not_add_up_is_refused,
    a_zaak_about_nobody_known_is_refused,
    numbers_used_are_not_handed_out_again,
    loading_what_is_not_there_is_a_fault,
);

const T1: &str = "2026-10-08T08:00:00Z";
const T2: &str = "2026-10-09T08:00:00.000001Z";

async fn a_commit_keeps_state_history_and_cause(store: impl Store) {
    let born = keep(&store, opened(1, T1)).await;
    let events = vec![
        taak_opened(1),
        termijn_started(1, "2026-10-15", &["2026-10-13T06:00:00Z"]),
        noted(),
    ];
    let after = keep(&store, change(1, Some(&born), "act:1", T2, events)).await;

    assert_eq!(store.load(ZaakId(1)).await.unwrap(), after);
    let historie = store.historie(ZaakId(1)).await.unwrap();
    assert_eq!(fold(&historie), Some(after));
    assert_eq!(
        historie
            .iter()
            .map(|regel| regel.versie)
            .collect::<Vec<_>>(),
        [1, 1, 2, 2, 2]
    );
    assert_eq!(historie[4].op, op(T2));
    assert_eq!(store.gedaan("act:1").await.unwrap(), Some(ZaakId(1)));
    assert_eq!(store.gedaan("act:2").await.unwrap(), None);
}

async fn what_an_officer_records_beside_the_work_is_kept_whole(store: impl Store) {
    let born = keep(&store, opened(1, T1)).await;
    let contact = Contact {
        regel: 0,
        soort: ContactSoort::Telefoon,
        met: vec![Partij::Ouders],
        tijd: op(T1),
        bereikt: true,
    };
    let afspraak = Afspraak {
        nummer: 1,
        wanneer: op("2026-10-14T08:00:00Z"),
        met: vec![Partij::Ouders, Partij::Jongere],
        plaats: None,
        status: AfspraakStatus::Gepland,
    };
    let document = Document {
        regel: 0,
        datum: dag("2026-10-08"),
        digest: "0".repeat(64),
    };
    let events = vec![
        Gebeurtenis::Contact { contact },
        Gebeurtenis::AfspraakGemaakt { afspraak },
        Gebeurtenis::AfspraakVerzet {
            afspraak: 1,
            wanneer: op("2026-10-15T08:00:00Z"),
            met: vec![Partij::School],
            plaats: true,
            reden: String::new(),
        },
        Gebeurtenis::Document { document },
        Gebeurtenis::AfspraakAfgelopen {
            afspraak: 1,
            nagekomen: false,
            reden: "ziek".into(),
        },
    ];
    let mut commit = change(1, Some(&born), "act:1", T2, events);
    commit.effects = vec![Effect::Notitie {
        regel: regel(1, 3),
        tekst: "Zij belde".into(),
    }];
    let after = keep(&store, commit).await;
    let kept = store.load(ZaakId(1)).await.unwrap();
    assert_eq!(kept, after);
    let historie = store.historie(ZaakId(1)).await.unwrap();
    assert_eq!(fold(&historie), Some(after));
    assert_eq!(kept.contacten[0].regel, 3);
    assert_eq!(kept.afspraken[0].plaats, Some(5));
    assert_eq!(kept.afspraken[0].met, [Partij::School]);
    assert_eq!(kept.gemiste_afspraken(), 1);
    assert_eq!(kept.ankers["afspraak"], dag("2026-10-15"));
    assert_eq!(kept.documenten[0].regel, 6);
    let texts = store.notities(ZaakId(1)).await.unwrap();
    assert_eq!(texts, [(regel(1, 3), "Zij belde".to_owned())]);

    // A zaak of before there were any of these.
    let mut old = serde_json::to_value(&born).unwrap();
    for key in ["contacten", "afspraken", "documenten"] {
        assert!(old.as_object_mut().unwrap().remove(key).is_some(), "{key}");
    }
    assert_eq!(serde_json::from_value::<Zaak>(old).unwrap(), born);
}

async fn a_version_that_moved_is_a_conflict(store: impl Store) {
    let born = keep(&store, opened(1, T1)).await;
    keep(&store, change(1, Some(&born), "act:1", T2, vec![noted()])).await;
    assert_eq!(
        tell(
            &store,
            vec![change(1, Some(&born), "act:2", T2, vec![closed()])]
        )
        .await,
        ["conflict"]
    );
    assert_eq!(
        tell(
            &store,
            vec![change(7, Some(&born), "act:3", T2, vec![noted()])]
        )
        .await
        .len(),
        1
    );
    let mut again = opened(1, T2);
    again.oorzaak = "another".into();
    assert_eq!(tell(&store, vec![again]).await, ["conflict"]);
    assert!(store.load(ZaakId(1)).await.unwrap().is_open());
    assert_eq!(store.historie(ZaakId(1)).await.unwrap().len(), 3);
}

async fn the_same_cause_is_dealt_with_once(store: impl Store) {
    let born = keep(&store, opened(1, T1)).await;
    keep(&store, opened(2, T1)).await;
    let after = keep(&store, change(1, Some(&born), "form:77", T2, vec![noted()])).await;
    // A double click sees the old version, another form the new one; both hear that it was done.
    let twice = change(1, Some(&born), "form:77", T2, vec![noted()]);
    assert_eq!(tell(&store, vec![twice]).await, ["done in Z1"]);
    let later = change(1, Some(&after), "form:77", T2, vec![noted()]);
    assert_eq!(tell(&store, vec![later]).await, ["done in Z1"]);
}

async fn a_bad_member_does_not_spoil_the_group(store: impl Store) {
    let one = keep(&store, opened(1, T1)).await;
    let two = keep(&store, opened(2, T1)).await;
    keep(&store, change(2, Some(&two), "act:1", T2, vec![noted()])).await;
    let group = vec![
        change(1, Some(&one), "act:2", T2, vec![taak_opened(1)]),
        change(2, Some(&two), "act:3", T2, vec![taak_opened(1)]),
        opened(3, T2),
        reported(
            4,
            T2,
            9,
            melding("R-1", jongere("Sanne", Some("999990019"))),
        ),
        reported(5, T2, 10, melding("R-1", jongere("Bram", None))),
        opened(6, T2),
    ];
    let told = tell(&store, group).await;
    assert_eq!(
        told,
        ["kept", "conflict", "kept", "kept", "conflict", "kept"]
    );
    assert_eq!(store.load(ZaakId(1)).await.unwrap().taken.len(), 1);
    assert_eq!(store.find(ZaakId(5)).await.unwrap(), None);
    assert_eq!(store.historie(ZaakId(5)).await.unwrap(), []);
    assert!(store.find(ZaakId(6)).await.unwrap().is_some());
}

async fn one_zaak_twice_in_a_group_is_refused(store: impl Store) {
    let born = keep(&store, opened(1, T1)).await;
    let first = change(1, Some(&born), "act:1", T2, vec![noted()]);
    let second = change(1, Some(&first.zaak), "act:2", T2, vec![noted()]);
    let told = tell(&store, vec![first, second]).await;
    assert_eq!(told, ["kept", "fault: zaak `Z1` occurs twice in one group"]);
    assert_eq!(store.load(ZaakId(1)).await.unwrap().versie, 2);
}

async fn a_cause_twice_in_a_group_is_kept_once(store: impl Store) {
    let (mut one, mut two, three) = (opened(1, T1), opened(2, T1), opened(3, T1));
    one.oorzaak = "cron:2026-10-08".into();
    two.oorzaak = "cron:2026-10-08".into();
    assert_eq!(
        tell(&store, vec![one, two, three]).await,
        ["kept", "done in Z1", "kept"]
    );
}

async fn one_open_zaak_per_jongere_and_procedure(store: impl Store) {
    let sanne = || jongere("Sanne", Some("999990019"));
    let first = keep(&store, reported(1, T1, 1, melding("R-1", sanne()))).await;
    assert_eq!(
        store
            .find_open(JongereId(1), "absoluut-verzuim")
            .await
            .unwrap(),
        Some(ZaakId(1))
    );
    assert_eq!(
        tell(&store, vec![reported(2, T1, 1, melding("R-2", sanne()))]).await,
        ["conflict"]
    );
    assert_eq!(
        store
            .find_melding("utrecht-noordwest", "duo", "R-2")
            .await
            .unwrap(),
        None
    );

    let mut other = melding("R-3", sanne());
    other.soort = "relatief-verzuim".into();
    keep(&store, reported(3, T1, 1, other)).await;

    keep(&store, change(1, Some(&first), "act:1", T2, vec![closed()])).await;
    assert_eq!(
        store
            .find_open(JongereId(1), "absoluut-verzuim")
            .await
            .unwrap(),
        None
    );
    keep(&store, reported(4, T2, 1, melding("R-4", sanne()))).await;
    assert_eq!(
        store
            .find_open(JongereId(1), "absoluut-verzuim")
            .await
            .unwrap(),
        Some(ZaakId(4))
    );
}

async fn a_closed_zaak_makes_room_for_a_new_one_after_it_in_the_group(store: impl Store) {
    let sanne = || jongere("Sanne", None);
    let first = keep(&store, reported(1, T1, 1, melding("R-1", sanne()))).await;
    let close = || change(1, Some(&first), "act:1", T2, vec![closed()]);
    let open = |id: i64| reported(id, T2, 1, melding(&format!("R-{id}"), sanne()));
    assert_eq!(
        tell(&store, vec![open(2), close()]).await,
        ["conflict", "kept"]
    );
    let first = keep(&store, open(3)).await;
    let close = change(3, Some(&first), "act:2", T2, vec![closed()]);
    assert_eq!(tell(&store, vec![close, open(4)]).await, ["kept", "kept"]);
}

async fn a_melding_belongs_to_one_id(store: impl Store) {
    let born = keep(
        &store,
        reported(1, T1, 1, melding("R-1", jongere("Sanne", None))),
    )
    .await;
    let mut correction = change(1, Some(&born), "melding:1", T2, vec![noted()]);
    let told = melding("R-1", jongere("Sanne de Wit", None));
    correction.melding = Some(ontvangst(1, Some(1), told.clone()));
    keep(&store, correction).await;
    let known = store
        .find_melding("utrecht-noordwest", "duo", "R-1")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (known.digest, known.zaak, known.jongere),
        (told.digest(), ZaakId(1), Some(JongereId(1)))
    );

    let stranger = reported(2, T2, 2, melding("R-1", jongere("Bram", None)));
    assert_eq!(tell(&store, vec![stranger]).await, ["conflict"]);
}

async fn a_bsn_belongs_to_one_jongere_of_a_bureau(store: impl Store) {
    let with = |kenmerk: &str| melding(kenmerk, jongere("Sanne", Some("999990019")));
    keep(&store, reported(1, T1, 1, with("R-1"))).await;
    assert_eq!(
        tell(&store, vec![reported(2, T1, 2, with("R-2"))]).await,
        ["conflict"]
    );
    let mut elsewhere = reported(3, T1, 3, with("R-3"));
    elsewhere.melding.as_mut().unwrap().bureau = "amersfoort".into();
    keep(&store, elsewhere).await;
    let find = |bureau: &'static str| store.find_jongere(bureau, Some("999990019"), None);
    assert_eq!(find("utrecht-noordwest").await.unwrap(), Some(JongereId(1)));
    assert_eq!(find("amersfoort").await.unwrap(), Some(JongereId(3)));
    assert_eq!(find("achterhoek").await.unwrap(), None);
    assert_eq!(
        store.find_jongere("amersfoort", None, None).await.unwrap(),
        None
    );
}

async fn bookkeeping_that_does_not_add_up_is_refused(store: impl Store) {
    let born = keep(&store, opened(1, T1)).await;
    let good = || change(1, Some(&born), "act:1", T2, vec![noted(), taak_opened(1)]);
    let mut no_lines = good();
    no_lines.regels.clear();
    let mut leap = good();
    leap.zaak.versie = 9;
    let mut gap = good();
    gap.regels.remove(0);
    let mut foreign = good();
    foreign.effects.push(brief(regel(2, 1)));
    let mut nobody = good();
    nobody.melding = Some(ontvangst(1, None, melding("R-1", jongere("Sanne", None))));
    let own_ouder = started_by(2, 2, T1, 1);
    for bad in [no_lines, leap, gap, foreign, nobody, own_ouder] {
        let told = tell(&store, vec![bad]).await;
        assert!(told[0].starts_with("fault: commit for zaak `Z"), "{told:?}");
    }
    assert_eq!(store.load(ZaakId(1)).await.unwrap(), born);
    keep(&store, good()).await;
}

async fn a_zaak_about_nobody_known_is_refused(store: impl Store) {
    let mut of_nobody = geboorte(T1);
    of_nobody.betrokkene = Betrokkene::Jongere(JongereId(404));
    let of_no_ouder = started_by(5, 4, T1, 1);
    let group = vec![opened_as(1, T1, of_nobody), opened(3, T1), of_no_ouder];
    let told = tell(&store, group).await;
    let dangling = |zaak: &str| {
        format!(
            "fault: commit for zaak `{zaak}` refused: it refers to a jongere or an ouderzaak that is not there"
        )
    };
    assert_eq!(told, [dangling("Z1"), "kept".into(), dangling("Z5")]);
}

async fn numbers_used_are_not_handed_out_again(store: impl Store) {
    assert_eq!(store.reserve(Teller::Zaak, 1).await.unwrap(), 1);
    assert_eq!(store.reserve(Teller::Zaak, 3).await.unwrap(), 2);
    assert_eq!(store.reserve(Teller::Zaak, 1).await.unwrap(), 5);
    keep(
        &store,
        reported(40, T1, 8, melding("R-1", jongere("Sanne", None))),
    )
    .await;
    assert_eq!(store.reserve(Teller::Zaak, 1).await.unwrap(), 41);
    assert_eq!(store.reserve(Teller::Jongere, 1).await.unwrap(), 9);
    assert_eq!(store.reserve(Teller::Melding, 1).await.unwrap(), 41);
}

async fn loading_what_is_not_there_is_a_fault(store: impl Store) {
    let fault = store.load(ZaakId(3)).await.unwrap_err();
    assert!(matches!(fault, StoreFout::Ontbreekt(ZaakId(3))));
    assert!(!fault.is_transient());
}
