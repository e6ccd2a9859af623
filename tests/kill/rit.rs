//! One run through the work: the program, its mail server, the trap, and who starts it anew.
//!
//! Easy to get wrong: a request that died half-way. Nobody knows whether it counted, so it is sent again word for
//! word, as any sender would; what was answered with 2xx must be there, whatever happens later.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::fs;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde_json::{Value, json};
use termijnwacht::bronnen::Bronnen;
use termijnwacht::zaak::Rol;

use crate::balans::{Beeld, Stand, Telling};
use crate::programma::{Ended, Installatie, PATIENCE, Programma, agent, spawn};
use crate::server::{Server, start};
use crate::toeval::Toeval;
use crate::val::{Gezien, Val, Wat};
use crate::werk::{self, BEGIN, BUREAU, Stap, WERK};

/// Which kills strike in which stretch of the work.
#[derive(Default)]
pub struct Plan(BTreeMap<usize, VecDeque<(Wat, u64)>>);

impl Plan {
    /// So many kills, spread over what was seen in an undisturbed run.
    pub fn draw(toeval: &mut Toeval, kills: usize, gezien: &[Gezien]) -> Self {
        let of = |wanted: fn(&Stap) -> bool| -> Vec<usize> {
            let places = WERK.iter().enumerate().filter(|(_, stap)| wanted(stap));
            places.map(|(at, _)| at).collect()
        };
        let file = of(|stap| matches!(stap, Stap::Bestand(..)));
        let klok = of(|stap| matches!(stap, Stap::Klok(_)));
        let asked = of(|stap| matches!(stap, Stap::Meldingen(..) | Stap::Handelingen));
        // In turn, so that few kills reach every kind of work already.
        let kinds = [
            (&file, Wat::Schrijf),
            (&klok, Wat::Mail),
            (&asked, Wat::Schrijf),
            (&klok, Wat::Schrijf),
            (&asked, Wat::Antwoord),
            (&asked, Wat::Stuk),
            (&klok, Wat::Mail),
        ];
        let mut plan = Self::default();
        for (places, wat) in kinds.iter().cycle().take(kills) {
            let most = |at: &usize| gezien[*at].get(wat).copied().unwrap_or(0);
            let there: Vec<usize> = places.iter().copied().filter(|at| most(at) > 0).collect();
            let Some(last) = there.len().checked_sub(1) else {
                continue;
            };
            let at = there[toeval.to(last as u64 + 1) as usize - 1];
            // The system may tell of several writes as one; a kill beyond the last would strike nothing.
            let most = match wat {
                Wat::Schrijf => most(&at) / 3,
                _ => most(&at) * 2 / 3,
            };
            let slag = (*wat, toeval.to(most));
            plan.0.entry(at).or_default().push_back(slag);
        }
        for slagen in plan.0.values_mut() {
            // Those that may miss come last, and hold up no other.
            slagen
                .make_contiguous()
                .sort_by_key(|slag| slag.0 == Wat::Schrijf);
        }
        plan
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, slagen) in &self.0 {
            write!(f, "{at} {}: {slagen:?}; ", WERK[*at].naam())?;
        }
        Ok(())
    }
}

/// Settings of an installation that mails to this server.
fn told(server: &Server, settings: &str) -> String {
    let port = server.settings().port;
    format!(
        "[intake]\nfolder = \"in\"\n[http]\nrequest_timeout = \"5 min\"\n{settings}\
         [mail]\nkind = \"smtp\"\nhost = \"localhost\"\nport = {port}\ntls = \"none\"\nsend_timeout = \"10 min\"\n"
    )
}

/// A run that is under way.
pub struct Rit {
    val: Val,
    programma: Option<Programma>,
    server: Server,
    plek: Installatie,
    plan: Plan,
    tokens: BTreeMap<Rol, String>,
    stap: usize,
    /// Marks of meldingen and keys of acts that were answered with 2xx.
    erkend: Beeld,
    keren: BTreeMap<u32, u32>,
    nu: DateTime<FixedOffset>,
    raak: Vec<String>,
}

/// What is left of a run.
pub struct Gereden {
    pub stand: Stand,
    pub telling: Telling,
    pub gezien: Vec<Gezien>,
    /// Where it was killed.
    pub raak: Vec<String>,
}

impl Rit {
    /// `None` where there is no mail server on this machine.
    pub fn new(plan: Plan) -> Option<Self> {
        Some(Self::at(start("none", json!({}))?, "", plan))
    }

    /// A run that mails to this server, with these settings beside the usual.
    pub fn at(server: Server, settings: &str, plan: Plan) -> Self {
        let plek = Installatie::new(&told(&server, settings));
        // One bureau: the others have schedules, and mail, of their own.
        for (pad, bestand) in Bronnen::ingebed().alleen(BUREAU).alle() {
            let path = plek.path(&pad);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &bestand.tekst).unwrap();
        }
        for map in ["in", "var/uit/brieven", "var/uit/meldingen"] {
            fs::create_dir_all(plek.path(map)).unwrap();
        }
        let (var, inbak) = (plek.path("var"), plek.path("in"));
        let val = Val::rond(&[&var, &inbak, server.dir.path()]);
        let mut rit = Self {
            val,
            programma: None,
            server,
            plek,
            plan,
            tokens: BTreeMap::new(),
            // Nothing is killed before the work begins.
            stap: usize::MAX,
            erkend: Beeld::default(),
            keren: BTreeMap::new(),
            nu: BEGIN.parse().unwrap(),
            raak: Vec::new(),
        };
        rit.begin();
        for rol in [Rol::Administratie, Rol::Leerplichtambtenaar] {
            let secret = rit.token(rol);
            rit.tokens.insert(rol, secret);
        }
        rit
    }

    fn token(&self, rol: Rol) -> String {
        let mut command = self.plek.program();
        command
            .args(["token", "maak", rol.naam(), "--rol", rol.naam()])
            .args([
                "--bureau",
                BUREAU,
                "--config",
                "termijnwacht.toml",
                "--json",
            ]);
        let told = command.output().unwrap();
        let fault = String::from_utf8_lossy(&told.stderr);
        assert!(told.status.success(), "{fault}");
        let text = String::from_utf8(told.stdout).unwrap();
        let told: Value = serde_json::from_str(&text).unwrap();
        told["token"].as_str().unwrap().to_owned()
    }

    /// Does all the work, and takes stock.
    pub fn rijd(mut self) -> Gereden {
        let mut gezien = Vec::new();
        for (at, stap) in WERK.iter().enumerate() {
            self.stap = at;
            let before = self.val.gezien();
            self.arm();
            self.doe(stap);
            if self.val.is_toe() {
                self.opnieuw();
            }
            // What did not strike here strikes nowhere else.
            self.val.zet(None);
            let mut seen = self.val.gezien();
            for (wat, aantal) in &mut seen {
                *aantal -= before.get(wat).copied().unwrap_or(0);
            }
            gezien.push(seen);
        }
        self.einde(gezien)
    }

    /// Stops the program and takes stock.
    pub fn einde(mut self, gezien: Vec<Gezien>) -> Gereden {
        let ended = self.programma.take().unwrap().stop();
        assert_eq!(ended.code(), Some(0), "{}", ended.text());
        self.erkend.holds(&self.plek, &self.raak);
        let stand = Stand::of(&self.plek);
        let telling = stand.telling(&self.server, self.raak.len());
        Gereden {
            stand,
            telling,
            gezien,
            raak: self.raak,
        }
    }

    /// Lets time pass until the mail server has this many connections, and then asks the program to stop.
    pub fn stop_in_de_vloed(&mut self, tot: &str, verbindingen: usize) -> Ended {
        let programma = self.programma.take().unwrap();
        let url = format!("http://{}/v1/klok", programma.address);
        let inhoud = json!({ "tot": tot }).to_string();
        // No answer is expected: the mails of the first moment never end.
        let asking = std::thread::spawn(move || agent().post(url).send(inhoud).is_ok());
        self.val.wacht(|| self.server.connections() >= verbindingen);
        let ended = programma.stop();
        asking.join().unwrap();
        ended
    }

    /// Starts it again, with another mail server.
    pub fn met_server(&mut self, server: Server, settings: &str) {
        self.plek.settings = told(&server, settings);
        self.server = server;
        assert!(self.begin());
    }

    /// One stretch of work.
    pub fn doe(&mut self, stap: &Stap) {
        let vandaag = self.nu.date_naive();
        match stap {
            Stap::Meldingen(van, tot) => {
                for nummer in *van..*tot {
                    let keer = self.keren.entry(nummer).or_default();
                    *keer += 1;
                    let melding = werk::melding(nummer, "2026-09-08", *keer);
                    self.vraag("/v1/meldingen", Rol::Administratie, None, &melding);
                    self.erkend.meldingen.insert(werk::kenmerk(nummer));
                }
            }
            Stap::Bestand(naam, van, tot) => self.bestand(naam, *van, *tot, vandaag),
            Stap::Handelingen => {
                let zaken = Stand::zaken(&self.plek.path("var/termijnwacht.db"));
                for act in werk::handelingen(self.stap, vandaag, &zaken) {
                    let path = format!("/v1/zaken/{}/handelingen", act.zaak);
                    self.vraag(&path, act.rol, Some(&act.sleutel), &act.inhoud);
                    let oorzaak = format!("act:{}:{}", act.rol.naam(), act.sleutel);
                    self.erkend.oorzaken.insert(oorzaak);
                }
            }
            Stap::Klok(tot) => {
                self.vraag("/v1/klok", Rol::Administratie, None, &json!({"tot": tot}));
                self.nu = tot.parse().unwrap();
            }
        }
    }

    /// Asks until there is an answer, which must be good.
    fn vraag(&mut self, path: &str, rol: Rol, sleutel: Option<&str>, inhoud: &Value) {
        loop {
            match self.vraag_eens(path, rol, sleutel, inhoud) {
                Some((200..300, _)) => {
                    self.val.tel(Wat::Antwoord);
                    return;
                }
                Some((status, told)) => panic!("{path} {inhoud}: {status} {told:#}"),
                None => {
                    assert!(
                        self.val.is_toe(),
                        "no answer, though nobody killed it: {path}"
                    );
                    self.opnieuw();
                }
            }
        }
    }

    fn vraag_eens(
        &self,
        path: &str,
        rol: Rol,
        sleutel: Option<&str>,
        inhoud: &Value,
    ) -> Option<(u16, Value)> {
        let address = &self.programma.as_ref().unwrap().address;
        let mut request = agent()
            .post(format!("http://{address}{path}"))
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", self.tokens[&rol]));
        if let Some(sleutel) = sleutel {
            request = request.header("idempotency-key", sleutel);
        }
        let mut response = request.send(inhoud.to_string()).ok()?;
        let text = response.body_mut().read_to_string().ok()?;
        let told = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Some((response.status().as_u16(), told))
    }

    /// Drops a file and waits until it has been put away.
    fn bestand(&mut self, naam: &str, van: u32, tot: u32, vandaag: NaiveDate) {
        let (inhoud, marks) = werk::bestand(van, tot, &vandaag.to_string());
        let buiten = self.plek.path(naam);
        let binnen = self.plek.path("in").join(BUREAU).join(naam);
        fs::write(&buiten, inhoud).unwrap();
        fs::rename(&buiten, &binnen).unwrap();
        loop {
            self.val.wacht(|| !binnen.exists());
            if !self.val.is_toe() {
                break;
            }
            self.opnieuw();
            // Renamed into place once more, so that the new program need not wait until it stands still.
            if fs::rename(&binnen, &buiten).is_ok() {
                fs::rename(&buiten, &binnen).unwrap();
            }
        }
        self.erkend.meldingen.extend(marks);
    }

    /// After a kill: all must be sound, and then it starts anew, perhaps to be killed at once.
    fn opnieuw(&mut self) {
        loop {
            let ended = self.programma.take().unwrap().end();
            assert_eq!(ended.code(), None, "it ended by itself: {}", ended.text());
            let stap = WERK[self.stap].naam();
            self.raak
                .push(format!("during {stap} (step {})", self.stap));
            let last = self.erkend.holds(&self.plek, &self.raak);
            if let Some(raak) = self.raak.last_mut() {
                *raak = format!("{raak}; there were {last}");
            }
            if self.begin() {
                return;
            }
        }
    }

    /// Sets the next kill of this stretch.
    fn arm(&mut self) {
        let slagen = self.plan.0.get_mut(&self.stap);
        self.val.zet(slagen.and_then(VecDeque::pop_front));
    }

    /// Starts it; `false` when it was killed before it was ready.
    fn begin(&mut self) -> bool {
        let mut programma = spawn(self.plek.command(&["--klok", BEGIN]));
        self.val.volg(&programma.child);
        self.arm();
        let mut seen = Vec::new();
        let ready = loop {
            match programma.lines.recv_timeout(PATIENCE) {
                Ok(line) if line["message"] == "ready" => {
                    programma.address = line["http.address"].as_str().unwrap().to_owned();
                    break true;
                }
                Ok(line) => seen.push(line),
                Err(_) => break false,
            }
        };
        assert!(ready || self.val.is_toe(), "it does not start: {seen:#?}");
        self.programma = Some(programma);
        ready
    }
}
