//! The bureau of the story: its folder with settings, its mail server, and who calls the program.

use std::fs;
use std::process::Output;

use serde_json::{Value, json};

use crate::programma::{Installatie, Programma, files};
use crate::server::{Server, Taken, start};

/// Columns of the shipped mapping.
const KOP: &str = "Kenmerk;Datum levering;Woongemeente;Status;Burgerservicenummer;Onderwijsnummer;Voornamen;Voorvoegsel;Achternaam;Geboortedatum;Startkwalificatie;Woonplaats;Straat;Huisnummer;Postcode;Indicatie geheim;Naam ouder 1;Gezag ouder 1;Naam ouder 2;Gezag ouder 2;Laatste BRIN en vestiging";

pub struct Bureau {
    pub place: Installatie,
    server: Option<Server>,
}

/// What a command said.
#[derive(Debug)]
pub struct Gezegd {
    pub code: Option<i32>,
    pub uit: String,
    pub fout: String,
}

impl Bureau {
    /// Settings as an administrator makes them: the shipped file, with his own lines in place of some.
    pub fn ingericht() -> Self {
        let server = start("starttls", json!({"login": ["bureau", "geheim"]}));
        let mut settings = include_str!("../../deploy/termijnwacht.toml").to_owned();
        let mut set = |was: &str, wordt: &str| {
            assert_eq!(settings.matches(was).count(), 1, "{was}");
            settings = settings.replace(was, wordt);
        };
        set(
            "\n#path = \"./var/termijnwacht.db\"",
            "\npath = \"./gegevens/termijnwacht.db\"",
        );
        set("\n#folder = \"./var/uit\"", "\nfolder = \"./uit\"");
        set("\n#folder = \"\"", "\nfolder = \"./in\"");
        if let Some(server) = &server {
            let mail = server.settings();
            let ca = mail.ca_file.unwrap();
            set("\n#kind = \"files\"", "\nkind = \"smtp\"");
            set("\n#host = \"\"", &format!("\nhost = \"{}\"", mail.host));
            set("\n#port = 587", &format!("\nport = {}", mail.port));
            set("\n#user = \"\"", "\nuser = \"bureau\"");
            set(
                "\n#password_file = \"\"",
                "\npassword_file = \"./wachtwoord\"",
            );
            set("\n#ca_file = \"\"", &format!("\nca_file = {ca:?}"));
        }
        let place = Installatie::new(&settings);
        fs::write(place.path("termijnwacht.toml"), &settings).unwrap();
        fs::write(place.path("wachtwoord"), "geheim\n").unwrap();
        Self { place, server }
    }

    /// Runs a command in the folder of the bureau, with its settings.
    pub fn zegt(&self, arguments: &[&str]) -> Gezegd {
        let mut command = self.place.program();
        let output = command
            .args(arguments)
            .args(["--config", "termijnwacht.toml"])
            .output();
        let Output {
            status,
            stdout,
            stderr,
        } = output.unwrap();
        Gezegd {
            code: status.code(),
            uit: String::from_utf8(stdout).unwrap(),
            fout: String::from_utf8(stderr).unwrap(),
        }
    }

    /// The same, where nothing may go wrong.
    pub fn doet(&self, arguments: &[&str]) -> String {
        let told = self.zegt(arguments);
        assert_eq!(told.code, Some(0), "{told:#?}");
        told.uit
    }

    /// A sender puts a table of these rows in the folder, as a spreadsheet saves it.
    pub fn levert(&self, naam: &str, rijen: &[&str]) {
        let text = format!("{KOP}\r\n{}\r\n", rijen.join("\r\n"));
        let (bytes, _, unmapped) = encoding_rs::WINDOWS_1252.encode(&text);
        assert!(!unmapped);
        fs::write(self.place.path("deel"), bytes).unwrap();
        let inbak = self.place.path("in/utrecht-noordwest");
        fs::rename(self.place.path("deel"), inbak.join(naam)).unwrap();
    }

    /// All mail so far, by day, person and subject.
    pub fn post(&self) -> Vec<Taken> {
        let mut post = match &self.server {
            Some(server) => server.taken(),
            None => self.mailbestanden(),
        };
        post.sort_by_key(|mail| (mail.header("Date").map(moment), regel(mail)));
        post
    }

    fn mailbestanden(&self) -> Vec<Taken> {
        let map = self.place.path("uit/mails");
        let read = |naam: String| {
            let raw = fs::read_to_string(map.join(naam)).unwrap();
            let mut mail = Taken {
                raw: raw.replace("\r\n", "\n"),
                envelope: Value::Null,
            };
            let aan = mail.header("To").unwrap();
            let aan = aan.split(['<', '>']).nth(1).unwrap_or(&aan).to_owned();
            mail.envelope = json!({ "to": [aan] });
            mail
        };
        files(&map).into_iter().map(read).collect()
    }
}

fn moment(date: String) -> i64 {
    chrono::DateTime::parse_from_rfc2822(&date)
        .unwrap()
        .timestamp()
}

/// Day, receiver and subject of a mail.
pub fn regel(mail: &Taken) -> String {
    let date = mail.header("Date").unwrap();
    let at = chrono::DateTime::parse_from_rfc2822(&date).unwrap();
    let at = at.with_timezone(&chrono_tz::Europe::Amsterdam);
    let aan = mail.envelope["to"][0].as_str().unwrap();
    let aan = aan.split('@').next().unwrap();
    format!(
        "{}  {aan}  {}",
        at.format("%m-%d %H:%M"),
        mail.header("Subject").unwrap()
    )
}

/// Asks the API, as the owner of a token.
pub fn vraagt(daemon: &Programma, token: &str, pad: &str) -> (u16, Value) {
    let url = format!("http://{}{pad}", daemon.address);
    let asked = agent()
        .get(&url)
        .header("Authorization", format!("Bearer {token}"));
    read(asked.call().unwrap())
}

/// Says something to the API, as the owner of a token.
pub fn meldt(daemon: &Programma, token: &str, pad: &str, inhoud: &Value) -> (u16, Value) {
    let url = format!("http://{}{pad}", daemon.address);
    let said = agent()
        .post(&url)
        .header("Authorization", format!("Bearer {token}"))
        .send_json(inhoud);
    read(said.unwrap())
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    config.build().into()
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> (u16, Value) {
    let text = response.body_mut().read_to_string().unwrap();
    let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
    (response.status().as_u16(), value)
}
