//! What a private server needs: a directory, certificates, a port, and a user that is not root.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The directory of a private server.
pub(crate) struct Private {
    directory: TempDir,
    /// The user and the group the server runs under, if not ours.
    user: Option<(u32, u32)>,
    pub(crate) port: u16,
}

impl Private {
    /// A directory for a server that runs under `user` if we are root.
    pub(crate) fn new(user: &str) -> Result<Self, String> {
        let mut this = Self {
            directory: TempDir::new().map_err(|error| error.to_string())?,
            user: None,
            port: free_port(),
        };
        if id("-u", None)? == 0 {
            this.user = Some((id("-u", Some(user))?, id("-g", Some(user))?));
        }
        this.own(this.directory.path());
        Ok(this)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.directory.path().join(name).display().to_string()
    }

    /// A program to run as the server's user, in the directory, without output.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(self.directory.path());
        // Not by a pipe: a server would keep it open.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Gives a file to the server's user.
    pub(crate) fn own(&self, path: &Path) {
        if let Some((uid, gid)) = self.user {
            std::os::unix::fs::chown(path, Some(uid), Some(gid)).unwrap();
        }
    }

    /// Writes `name.crt` and `name.key`, signed by `by` or by itself.
    pub(crate) fn issue(&self, name: &str, subject: &str, extensions: &[&str], by: Option<&str>) -> Result<(), String> {
        let (key, certificate) = (self.path(&format!("{name}.key")), self.path(&format!("{name}.crt")));
        let mut command = Command::new("openssl");
        command.args(["req", "-x509", "-days", "2", "-nodes", "-newkey", "ec", "-pkeyopt"]);
        command.args(["ec_paramgen_curve:prime256v1", "-config", "/dev/null", "-subj", subject]);
        command.args(["-keyout", &key, "-out", &certificate]);
        for extension in extensions {
            command.args(["-addext", extension]);
        }
        if let Some(by) = by {
            command.args(["-CA", &self.path(&format!("{by}.crt"))]);
            command.args(["-CAkey", &self.path(&format!("{by}.key"))]);
        }
        let output = command.output().map_err(|error| format!("openssl: {error}"))?;
        if !output.status.success() {
            return Err(format!("openssl: {}", String::from_utf8_lossy(&output.stderr)));
        }
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).map_err(|error| error.to_string())?;
        self.own(Path::new(&key));
        Ok(())
    }

    /// Two authorities, `ca` and `stranger`, and `server`, which `ca` signed for `localhost`.
    pub(crate) fn issue_server_certificate(&self) -> Result<(), String> {
        let authority = ["basicConstraints=critical,CA:TRUE"];
        self.issue("ca", "/CN=ca", &authority, None)?;
        self.issue("stranger", "/CN=stranger", &authority, None)?;
        self.issue("server", "/CN=whatever", &["subjectAltName=DNS:localhost"], Some("ca"))
    }
}

fn id(option: &str, user: Option<&str>) -> Result<u32, String> {
    let output = Command::new("id")
        .arg(option)
        .args(user)
        .output()
        .map_err(|error| error.to_string())?;
    String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .map_err(|_| format!("no user {}", user.unwrap_or_default()))
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
