//! Log lines against golden files that Python's `logging` recorded.

mod logging {
    mod capture;
    mod golden;
    mod program;
}
