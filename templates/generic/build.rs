//! Finds the revision files.

fn main() {
    // The folders of version_locations in the configuration, relative to this one.
    alembic_build::generate(["versions"]);
}
