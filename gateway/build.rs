//! Finds the revision files.

fn main() {
    alembic_build::generate(["../versions"]);
}
