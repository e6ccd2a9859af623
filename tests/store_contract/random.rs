//! A seeded random list of commands: whatever comes, memory and SQLite say the same and hold the same.

use termijnwacht::store::{
    Commit, MemoryStore, OutboxFilter, SqliteStore, Store, TaakFilter, Uitslag, ZaakFilter,
};
use termijnwacht::zaak::{Digest, Effect, JongereId, MedewerkerId, RegelId, Zaak, ZaakId};

use crate::dossier::*;

/// A small generator (SplitMix64), so that a seed means the same for ever.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

const AT: &str = "2026-10-08T08:00:00Z";

#[tokio::test]
async fn the_same_commands_give_the_same_everywhere() {
    for seed in 0..12 {
        let (model, real) = (MemoryStore::new(), SqliteStore::in_memory().await.unwrap());
        let mut dice = Dice(seed);
        for round in 0..40 {
            let mut group = Vec::new();
            for member in 0..1 + dice.below(6) {
                group.push(random_commit(&model, &mut dice, &format!("{round}.{member}")).await);
            }
            let said = (tell(&model, group.clone()).await, tell(&real, group).await);
            assert_eq!(said.0, said.1, "seed {seed}, round {round}");
            post(&model, &real, &mut dice).await;
        }
        let holds = (everything(&model).await, everything(&real).await);
        assert_eq!(holds.0, holds.1, "seed {seed}");
    }
}

/// Mostly what an engine would bring, sometimes what it should not.
async fn random_commit(model: &MemoryStore, dice: &mut Dice, name: &str) -> Commit {
    let known = model.find(ZaakId(1 + dice.below(12) as i64)).await.unwrap();
    let mut commit = match known {
        Some(zaak) => random_change(&zaak, dice, name),
        None => random_birth(dice, name),
    };
    commit.oorzaak = if dice.one_in(12) {
        format!("cause:{}", dice.below(5))
    } else {
        format!("cause:{name}")
    };
    commit.kalender = kalender(dice.below(2));
    if dice.one_in(6) {
        commit.inbox = Some(1 + dice.below(6) as i64);
    }
    commit
}

fn kalender(which: u64) -> Digest {
    Digest::of(&format!("kalender {which}"))
}

fn random_birth(dice: &mut Dice, name: &str) -> Commit {
    let id = 1 + dice.below(12) as i64;
    if dice.one_in(4) {
        return started_by(id, 1 + dice.below(12) as i64, AT, 1 + dice.below(4) as i64);
    }
    let who = 1 + dice.below(4) as i64;
    let mut person = jongere(&format!("Jongere {who}"), None);
    person.bsn = dice.one_in(2).then(|| format!("99990000{}", dice.below(4)));
    person.adres = dice
        .one_in(2)
        .then(|| adres("3441AB", &dice.below(2).to_string()));
    let mut told = melding(
        &format!("R-{}", if dice.one_in(5) { "0" } else { name }),
        person,
    );
    if dice.one_in(2) {
        told.ouders = vec![ouder(
            "A. de Wit",
            Some(adres("3441AB", &dice.below(2).to_string())),
        )];
    }
    told.ingetrokken = dice.one_in(5);
    let mut commit = reported(id, AT, who, told);
    if dice.one_in(2) {
        commit.zaak.onthouden = vec!["dagen".into()];
    }
    commit
}

fn random_change(zaak: &Zaak, dice: &mut Dice, name: &str) -> Commit {
    let next = zaak.taken.len() as u32 + 1;
    let due = format!("2026-10-{}T06:00:00Z", 10 + dice.below(20));
    let events = match dice.below(5) {
        0 => vec![
            noted(),
            taak_opened(next),
            termijn_started(next, "2026-10-15", &[&due]),
        ],
        1 if next > 1 => vec![taak_done(next - 1)],
        2 => vec![closed()],
        _ => vec![noted(), noted()],
    };
    let mut commit = change(zaak.id.0, Some(zaak), name, AT, events);
    if dice.one_in(8) {
        commit.verwacht = Some(zaak.versie + 1);
        commit.zaak.versie += 1;
        commit.regels.iter_mut().for_each(|regel| regel.versie += 1);
    }
    let line = commit.regels[0].id;
    let earlier = vec![regel(zaak.id.0, zaak.regels)];
    commit.effects = match dice.below(7) {
        0 => vec![mail_to(dice.below(3), line, &due), brief(line)],
        4 => vec![Effect::Opnieuw { regels: earlier }],
        1 => vec![start(line)],
        2 => vec![Effect::Notitie {
            regel: line,
            tekst: name.into(),
        }],
        3 => vec![Effect::HoudTegen { regels: earlier }, brief(line)],
        _ => Vec::new(),
    };
    commit
}

fn mail_to(wie: u64, line: RegelId, due: &str) -> Effect {
    let mut effect = mail(line, due);
    if let Effect::Mail(mail) = &mut effect {
        mail.aan.medewerker = (wie > 0).then(|| MedewerkerId(format!("ambt-{wie}")));
    }
    effect
}

/// Workers come by.
async fn post(model: &MemoryStore, real: &SqliteStore, dice: &mut Dice) {
    let now = op(&format!("2026-10-{}T08:00:00Z", 10 + dice.below(20)));
    let limit = 1 + dice.below(3) as u32;
    let claimed = (
        model.claim_outbox(now, limit).await.unwrap(),
        real.claim_outbox(now, limit).await.unwrap(),
    );
    assert_eq!(claimed.0, claimed.1);
    let next = model.next_outbox_at().await.unwrap();
    if claimed.0.len() < limit as usize {
        assert!(next.is_none_or(|next| next > now), "something was left");
    }
    let ids: Vec<i64> = (claimed.0.iter().flat_map(|claim| &claim.rijen))
        .map(|row| row.id)
        .collect();
    let uitslag = match dice.below(3) {
        0 => Uitslag::Verzonden { at: now },
        1 => Uitslag::Opnieuw {
            at: now,
            reden: "later".into(),
            telt: dice.below(2) == 0,
        },
        _ => Uitslag::Mislukt {
            at: now,
            reden: "nooit".into(),
        },
    };
    model.mark_uit(&ids, &uitslag).await.unwrap();
    real.mark_uit(&ids, &uitslag).await.unwrap();
    assert_eq!(
        model.next_outbox_at().await.unwrap(),
        real.next_outbox_at().await.unwrap()
    );
    assert_eq!(
        model.stand(now).await.unwrap(),
        real.stand(now).await.unwrap()
    );
    assert_eq!(
        model.next_due().await.unwrap(),
        real.next_due().await.unwrap()
    );
    assert_eq!(
        model.due(now, None, limit).await.unwrap(),
        real.due(now, None, limit).await.unwrap()
    );
    assert_eq!(
        model.inbox(limit).await.unwrap(),
        real.inbox(limit).await.unwrap()
    );
}

/// All that can be asked, as text.
async fn everything(store: &impl Store) -> String {
    let mut all = Vec::new();
    all.push(format!(
        "{:?}",
        store.zaken(&ZaakFilter::default()).await.unwrap()
    ));
    all.push(format!(
        "{:?}",
        store
            .taken(&TaakFilter {
                status: None,
                ..TaakFilter::default()
            })
            .await
            .unwrap()
    ));
    all.push(format!(
        "{:?}",
        store.taken(&TaakFilter::default()).await.unwrap()
    ));
    all.push(format!(
        "{:?}",
        store.outbox(&OutboxFilter::default()).await.unwrap()
    ));
    all.push(format!("{:?}", store.lijnen(None, 10_000).await.unwrap()));
    let uncounted = ZaakFilter {
        anders_geteld: Some(kalender(1)),
        ..ZaakFilter::default()
    };
    let uncounted = store.zaken(&uncounted).await.unwrap();
    all.push(format!(
        "{:?}",
        uncounted.iter().map(|zaak| zaak.id).collect::<Vec<_>>()
    ));
    for id in (1..=12).map(ZaakId) {
        all.push(format!("{:?}", store.onverzonden(id).await.unwrap()));
        all.push(format!("{:?}", store.notities(id).await.unwrap()));
        let gemelde = store.gemelde(id).await.unwrap();
        all.push(serde_json::to_string(&gemelde.as_ref().map(|gemelde| &gemelde.melding)).unwrap());
        all.push(format!(
            "{:?}",
            gemelde.map(|gemelde| (gemelde.id, gemelde.jongere))
        ));
        for jongere in (1..=4).map(JongereId) {
            all.push(format!(
                "{:?}",
                store
                    .geschiedenis(jongere, Some(id), "absoluut-verzuim")
                    .await
                    .unwrap()
            ));
        }
    }
    all.join("\n")
}
