//! Build-script helper: one module per revision file, found at compile time.
