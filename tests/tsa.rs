//! A time-stamping authority for tests: keys, certificates and answers by `openssl ts`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An authority whose certificate leads to a root of its own.
pub(crate) struct Authority {
    dir: PathBuf,
}

impl Authority {
    /// Makes root and signer in a folder; none where there is no `openssl`.
    pub(crate) fn make(dir: &Path, key: &str) -> Option<Self> {
        let found = Command::new("openssl").arg("version").stdout(Stdio::null()).status();
        found.ok().filter(std::process::ExitStatus::success)?;
        let own = Self { dir: dir.to_owned() };
        own.file("root.ext", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n");
        own.file(
            "tsa.ext",
            "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n",
        );
        own.file("web.ext", "extendedKeyUsage=serverAuth\n");
        own.file(
            "ts.cnf",
            "[tsa]\ndefault_tsa=one\n[one]\nserial=serial\nsigner_digest=sha256\n\
             default_policy=1.2.3.4.1\ndigests=sha256,sha512\naccuracy=secs:1\ness_cert_id_alg=sha256\n",
        );
        own.file("serial", "01\n");
        for name in ["root", "tsa"] {
            let kind =
                ["genpkey", "-algorithm", if key == "rsa" { "RSA" } else { "EC" }, "-pkeyopt"];
            let option =
                if key == "rsa" { "rsa_keygen_bits:2048" } else { "ec_paramgen_curve:P-256" };
            own.openssl(&[&kind[..], &[option, "-out", &format!("{name}.key")]].concat());
            let subject = format!("/O=Portcullis tests/CN={name}");
            let request = format!("{name}.csr");
            own.openssl(&[
                "req",
                "-new",
                "-key",
                &format!("{name}.key"),
                "-subj",
                &subject,
                "-out",
                &request,
            ]);
        }
        let usual = ["x509", "-req", "-days", "3650", "-sha256"];
        own.openssl(
            &[
                &usual[..],
                &[
                    "-in", "root.csr", "-signkey", "root.key", "-extfile", "root.ext", "-out",
                    "root.pem",
                ],
            ]
            .concat(),
        );
        let signed = ["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-in", "tsa.csr"];
        for (extensions, name) in [("tsa.ext", "tsa.pem"), ("web.ext", "web.pem")] {
            own.openssl(
                &[&usual[..], &signed[..], &["-extfile", extensions, "-out", name]].concat(),
            );
        }
        Some(own)
    }

    /// The root's certificate (PEM).
    pub(crate) fn root(&self) -> PathBuf {
        self.dir.join("root.pem")
    }

    /// What the authority answers to a request.
    pub(crate) fn answer(&self, request: &[u8]) -> Vec<u8> {
        self.bytes("query.tsq", request);
        self.openssl(&[
            "ts",
            "-reply",
            "-config",
            "ts.cnf",
            "-queryfile",
            "query.tsq",
            "-signer",
            "tsa.pem",
            "-inkey",
            "tsa.key",
            "-out",
            "answer.tsr",
        ]);
        std::fs::read(self.dir.join("answer.tsr")).unwrap()
    }

    fn file(&self, name: &str, text: &str) {
        self.bytes(name, text.as_bytes());
    }

    fn bytes(&self, name: &str, bytes: &[u8]) {
        let mut file = std::fs::File::create(self.dir.join(name)).unwrap();
        std::io::Write::write_all(&mut file, bytes).unwrap();
    }

    fn openssl(&self, words: &[&str]) {
        let mut command = Command::new("openssl");
        let ran = command.args(words).current_dir(&self.dir).output().unwrap();
        assert!(ran.status.success(), "{words:?}: {}", String::from_utf8_lossy(&ran.stderr));
    }
}
